import type { Kernels } from '../../../native/lib/kernels'
import { both, itNative, largestDifference, randomFloats, randomFrom, seed, sizes, truth } from './support'

const { floor, sqrt } = Math
const [WIDTH, HEIGHT] = [40, 30]
const SIGMA = 0.02

/** A slope with noise; `shift` brightens all of it, from the column `other` on it is another thing altogether. */
function noisy(random: () => number, { shift = 0, other = WIDTH }: { shift?: number; other?: number } = {}): Float32Array {
  return Float32Array.from({ length: 3 * WIDTH * HEIGHT }, (_, i) => {
    const x = i % WIDTH
    const noise = sqrt(12) * SIGMA * (random() - 0.5)
    return (x >= other ? 0.9 - 0.01 * x : 0.3 + 0.005 * x) + shift + noise
  })
}

const average = (kernels: Kernels, frame: Float32Array, others: readonly Float32Array[]): Float32Array =>
  kernels.averageFrames(frame, others, WIDTH, HEIGHT, { sigma: new Float32Array([SIGMA, SIGMA]) })

const meanOf = (values: Float32Array, chosen: (x: number) => boolean): number => {
  const some = values.filter((_, i) => chosen(i % WIDTH))
  return some.reduce((sum, value) => sum + value, 0) / some.length
}

/** Root of the mean squared error of the colours. */
function errorOf(made: Float32Array, chosen: (x: number) => boolean): number {
  const squares = made.subarray(0, 3 * WIDTH * HEIGHT).map((value, i) => (value - 0.3 - 0.005 * (i % WIDTH)) ** 2)
  return sqrt(meanOf(squares, chosen))
}

const all = (): boolean => true

describe.each(both)('averageFrames ($kind)', (kernels) => {
  it('of frames that differ by their noise alone is nearly their mean', () => {
    const random = randomFrom(seed)
    const [frame, ...others] = Array.from({ length: 5 }, () => noisy(random)) as [Float32Array, ...Float32Array[]]
    const made = average(kernels, frame, others)
    expect(errorOf(frame, all) / SIGMA).toBeCloseTo(1, 1)
    expect(errorOf(made, all) / SIGMA).toBeLessThan(0.52)
    const left = meanOf(made.subarray(3 * WIDTH * HEIGHT), all)
    expect(left).toBeGreaterThan(sqrt(1 + 4 * 0.3) / 5)
    expect(left).toBeLessThan(0.4)
  })

  it('leaves no ghost of what is not there, and says that its noise is left', () => {
    const random = randomFrom(seed)
    const frame = noisy(random)
    const made = average(kernels, frame, [noisy(random, { other: 24 }), noisy(random, { other: 24 })])
    const beyond = (x: number): boolean => x >= 27
    expect(Math.abs(meanOf(made.subarray(0, 3 * WIDTH * HEIGHT), beyond) - meanOf(frame, beyond))).toBeLessThan(1e-3)
    expect(meanOf(made.subarray(3 * WIDTH * HEIGHT), beyond)).toBeGreaterThan(0.98)
    expect(meanOf(made.subarray(3 * WIDTH * HEIGHT), (x) => x < 20)).toBeLessThan(0.6)
  })

  it('notices a change of light that is smaller than the noise', () => {
    const random = randomFrom(seed)
    const made = average(kernels, noisy(random), [noisy(random, { shift: SIGMA }), noisy(random, { shift: SIGMA })])
    const shifted = meanOf(made.subarray(0, 3 * WIDTH * HEIGHT), all) - (0.3 + 0.005 * (WIDTH - 1) / 2)
    expect(shifted / SIGMA).toBeLessThan(0.25)
  })

  it('without others, or without noise, is the frame', () => {
    const frame = noisy(randomFrom(seed))
    expect(average(kernels, frame, []).subarray(0, frame.length)).toEqual(frame)
    const other = frame.map((value) => value + 0.01)
    const made = kernels.averageFrames(frame, [other], WIDTH, HEIGHT, { sigma: new Float32Array([0]) })
    expect(largestDifference(made.subarray(0, frame.length), frame)).toBeLessThan(1e-6)
  })

  it('refuses frames of another size', () => {
    const frame = new Float32Array(12)
    const options = { sigma: new Float32Array([1]) }
    expect(() => kernels.averageFrames(frame, [new Float32Array(11)], 2, 2, options)).toThrow('a frame holds 11 samples')
    expect(() => kernels.averageFrames(frame, [], 2, 2, { sigma: new Float32Array(0) })).toThrow('sigma.length is 0')
  })
})

itNative(`averageFrames of C++ is that of TypeScript within 1e-5 (seed ${seed})`, (native) => {
  const random = randomFrom(seed)
  for (const [width, height] of sizes) {
    const frame = randomFloats(3 * width * height, random)
    const others = [0, 1].map(() => frame.map((value) => value + 0.2 * (random() - 0.5)))
    const sigma = Float32Array.from({ length: 1 + floor(random() * 16) }, () => 0.02 + 0.1 * random())
    const [a, b] = [native, truth].map((each) => each.averageFrames(frame, others, width, height, { sigma }))
    expect(largestDifference(a as Float32Array, b as Float32Array)).toBeLessThan(1e-5)
  }
})
