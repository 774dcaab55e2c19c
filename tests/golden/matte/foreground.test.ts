import { plainHeader } from '#protocol'
import { garden } from '../../support/backdrops'
import { type Composite, renderComposite, type RenderedKind } from '../../support/composites'
import { rgbInput, runMask } from '../../support/run-mask'

const size = { width: 720, height: 480 }

async function foregroundOf(composite: Composite): Promise<ArrayLike<number>> {
  const { width, height } = composite
  const data = Uint8Array.from(composite.truth, (value) => Math.round(value * 255))
  const mask = { header: plainHeader({ width, height }, 'gray', 'u8'), data }
  const picture = rgbInput(composite.picture, width, height)
  const { foreground } = await runMask({ picture, mask, options: { refine: false, decontaminate: true } })
  return foreground!.data
}

/** Mean error of colours where the matte is between 5 and 95 %, and of what is seen of them before another backdrop. */
function errors({ truth, foreground }: Composite, colours: ArrayLike<number>): { colour: number; seen: number } {
  let [colour, seen, count] = [0, 0, 0]
  truth.forEach((a, i) => {
    if (a < 0.05 || a > 0.95) return
    count += 3
    for (let c = 0; c < 3; c++) {
      const difference = Math.abs(colours[i * 3 + c]! - foreground[i * 3 + c]!)
      colour += difference
      seen += a * difference
    }
  })
  return { colour: colour / count, seen: seen / count }
}

/** Strands of hair differ in shade from one to the next, which smooth colours can't follow: there the gain is least. */
describe('the foreground of composites', () => {
  it.each([['hair', 0.85], ['fur', 0.6], ['motion', 0.35], ['lace', 0.2], ['glass', 0.7]] as const)(
    'of %s has at most %d of the old background left', async (kind: RenderedKind, most) => {
      const composite = renderComposite(kind, { ...size, seed: 5, backdrop: garden(600, 400, 6) })
      const plain = errors(composite, composite.picture)
      const cleaned = errors(composite, await foregroundOf(composite))
      process.stdout.write(`${kind}: colour off by ${cleaned.colour.toFixed(1)} instead of ${plain.colour.toFixed(1)}, ` +
        `before another backdrop by ${cleaned.seen.toFixed(1)} instead of ${plain.seen.toFixed(1)} of 255\n`)
      expect(cleaned.colour).toBeLessThan(most * plain.colour)
      expect(cleaned.seen).toBeLessThan(most * plain.seen)
    }, 120_000)
})
