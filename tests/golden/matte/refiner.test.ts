import { itWithFolder, itWithWeights } from '../../support/available'
import type { Composite } from '../../support/composites'
import { attempt, cutOutSet, largeSet, renderedSet, STAMPS, subjectNetwork } from '../../support/matte-set'
import { gradientError, type Judged, sumOfDifferences } from '../../support/matting-metrics'
import type { LoadedModel } from '#helper/tasks/task'

interface Shares {
  name: string
  sad: number
  gradient: number
  /** Intersection over union of the plain matte and the truth, both cut at one half. */
  overlap: number
}

/** What the edge refiner leaves of the errors of colour lines. See why.md. */
async function sharesOf(composites: readonly Composite[], model?: LoadedModel): Promise<Shares[]> {
  const shares: Shares[] = []
  for (const composite of composites) {
    const each = await attempt(composite, model)
    const share = (measure: (judged: Judged) => number): number => {
      const [refined, lines] = [each.refined, each.lines].map((matte) => measure({ ...composite, matte, unknown: each.unknown }))
      return refined! / lines!
    }
    const { name } = each
    shares.push({ name, sad: share(sumOfDifferences), gradient: share(gradientError), overlap: overlap(each.plain, composite) })
  }
  return shares
}

function overlap(matte: Float32Array, { truth }: Composite): number {
  let [both, either] = [0, 0]
  matte.forEach((value, i) => {
    if (value > 0.5 && truth[i]! > 0.5) both++
    if (value > 0.5 || truth[i]! > 0.5) either++
  })
  return both / either
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

function report(title: string, shares: readonly Shares[]): { sad: number; gradient: number } {
  const means = { sad: mean(shares.map(({ sad }) => sad)), gradient: mean(shares.map(({ gradient }) => gradient)) }
  const lines = shares.map(({ name, sad, gradient }) =>
    `${name.padEnd(34)} SAD ${sad.toFixed(2)}  gradient ${gradient.toFixed(2)}`)
  const total = `${title}: x SAD ${means.sad.toFixed(3)}, x gradient ${means.gradient.toFixed(3)} of colour lines`
  process.stdout.write(`\n${total}\n${lines.join('\n')}\n`)
  return means
}

describe('the edge refiner beside colour lines', () => {
  it('is better on drawn composites', async () => {
    const shares = await sharesOf(await renderedSet())
    const { sad, gradient } = report('rendered', shares)
    expect(sad).toBeLessThanOrEqual(0.8)
    expect(gradient).toBeLessThanOrEqual(0.8)
    for (const each of shares) expect(each.sad).toBeLessThanOrEqual(1.1)
  }, 300_000)

  itWithFolder(STAMPS)('is better on cut-outs (tuxpaint-stamps-default)', async () => {
    const { sad, gradient } = report('cut-outs', await sharesOf((await cutOutSet())!))
    expect(sad).toBeLessThanOrEqual(0.8)
    expect(gradient).toBeLessThanOrEqual(0.8)
  }, 300_000)

  it('is better where a reduced picture is looked at first', async () => {
    const { sad, gradient } = report('6 MP', await sharesOf((await largeSet()).slice(0, 1)))
    expect(sad).toBeLessThanOrEqual(0.95)
    expect(gradient).toBeLessThanOrEqual(1)
  }, 300_000)

  itWithWeights('u2netp')('does no harm to what a real network sees', async () => {
    const model = await subjectNetwork()
    const moved = (await renderedSet()).filter(({ name }) => name === 'motion')
    const composites = [...moved, ...await cutOutSet() ?? []]
    const shares = (await sharesOf(composites, model)).filter((each) => each.overlap > 0.85)
    const { sad, gradient } = report('u2netp, where it sees the subject', shares)
    expect(sad).toBeLessThanOrEqual(1.03)
    expect(gradient).toBeLessThanOrEqual(1.05)
  }, 300_000)
})
