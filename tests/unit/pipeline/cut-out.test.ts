import { cutOut } from '#helper/pipeline/cut-out'
import { headerOf, jobFolder, paint, readSamples, toFile } from '../../support/run-task'

const folder = jobFolder()
const size = { width: 64, height: 40 }
const front = [0.9, 0.3, 0.2]
const back = [0.1, 0.7, 0.3]

/** From the left to the right ever less of the front; 0 beyond three quarters. */
const alphaAt = (x: number): number => Math.min(1, Math.max(0, 1.5 - x / 32))

describe.each(['u8', 'u16'] as const)('a picture cut out, %s', (sample) => {
  const picture = headerOf(size.width, size.height, { sample })
  const matte = headerOf(size.width, size.height, { channels: 'gray', sample })
  const target = headerOf(size.width, size.height, { channels: 'rgb-alpha', sample })

  const run = (keepsColours: boolean) => {
    const mixed = paint(picture, (x, _, c) => alphaAt(x) * front[c]! + (1 - alphaAt(x)) * back[c]!)
    const to = toFile(folder, target, paint(target, () => 0.7))
    cutOut(toFile(folder, picture, mixed), toFile(folder, matte, paint(matte, (x) => alphaAt(x))), to, keepsColours)
    const samples = readSamples(to)
    const start = 4 * 20 * size.width
    return (x: number): number[] => [0, 1, 2, 3].map((c) => Math.round((100 * samples[start + 4 * x + c]!) / picture.max))
  }

  it('holds the colours of the subject alone where both are mixed', () => {
    const at = run(false)
    for (const x of [20, 26, 32]) {
      front.forEach((value, c) => expect(Math.abs(at(x)[c]! - 100 * value)).toBeLessThan(6))
      expect(at(x)[3]).toBeCloseTo(100 * alphaAt(x), -0.5)
    }
    expect(at(4)).toEqual([90, 30, 20, 100])
    expect(at(56)).toEqual([0, 0, 0, 0])
  })

  it('keeps the mixture where asked', () => {
    expect(run(true)(32)).toEqual([50, 50, 25, 50])
    expect(run(true)(56)).toEqual([0, 0, 0, 0])
  })
})
