import { gaussianReachPx } from '../../../native/lib'
import type { Kernels } from '../../../native/lib/kernels'
import { both, itNative, largestDifference, randomFloats, randomFrom, seed, sizes, truth } from './support'

interface BlurOptions {
  size: readonly [number, number]
  sigma: number
}

function blurred(kernels: Kernels, plane: Float32Array, options: BlurOptions): Float32Array {
  const copy = plane.slice()
  kernels.gaussianBlur(copy, ...options.size, options.sigma)
  return copy
}

function step(width: number, height: number): Float32Array {
  return Float32Array.from({ length: width * height }, (_, i) => (i % width < width / 2 ? 0 : 1))
}

describe.each(both)('gaussianBlur ($kind)', (kernels) => {
  it.each([0.6, 2, 8, 8.1, 13])('makes of an edge the error function, sigma %d', (sigma) => {
    const width = 2 * Math.ceil(5 * sigma) + 2
    const plane = blurred(kernels, step(width, 3), { size: [width, 3], sigma })
    // Discrete: half the sum of the Gaussian's samples on each side.
    let below = 0
    let all = 0
    const reach = gaussianReachPx(sigma)
    for (let k = -reach; k <= reach; k++) {
      const weight = Math.exp(-0.5 * (k / sigma) ** 2)
      all += weight
      if (k >= 3) below += weight
    }
    const threeBefore = width + width / 2 - 3
    const bound = sigma > 8 && kernels.kind === 'native' ? 0.008 : 1e-5
    expect(Math.abs((plane[threeBefore] as number) - below / all)).toBeLessThan(bound)
  })

  it('leaves the plane alone with sigma 0, and an even plane with any', () => {
    const plane = randomFloats(35, randomFrom(1))
    expect(blurred(kernels, plane, { size: [7, 5], sigma: 0 })).toEqual(plane)
    for (const sigma of [0.3, 3, 30]) {
      const even = new Float32Array(35).fill(0.25)
      expect(largestDifference(blurred(kernels, even, { size: [7, 5], sigma }), even)).toBeLessThan(1e-6)
    }
  })

  it('keeps the sum of an impulse, and its place', () => {
    const side = 121
    const plane = new Float32Array(side * side)
    plane[60 * side + 60] = 1
    const result = blurred(kernels, plane, { size: [side, side], sigma: 9 })
    let sum = 0
    let across = 0
    let square = 0
    result.forEach((value, i) => {
      sum += value
      across += value * ((i % side) - 60)
      square += value * ((i % side) - 60) ** 2
    })
    expect(sum).toBeCloseTo(1, 5)
    expect(Math.abs(across)).toBeLessThan(1e-4)
    // The variance is sigma squared; the cut at 4 sigma takes 0.1 % of it.
    expect(Math.sqrt(square)).toBeCloseTo(9, 1)
  })

  it('equals the whole picture beyond its reach of a cut', () => {
    for (const sigma of [1.5, 9]) {
      const plane = randomFloats(20 * 120, randomFrom(2))
      const reach = gaussianReachPx(sigma)
      const whole = blurred(kernels, plane, { size: [20, 120], sigma })
      const upper = blurred(kernels, plane.slice(0, 20 * 90), { size: [20, 90], sigma })
      expect(largestDifference(upper.slice(0, 20 * (90 - reach)), whole.slice(0, 20 * (90 - reach)))).toBeLessThan(2e-4)
    }
  })
})

describe.each(both)('guidedFilter ($kind)', (kernels) => {
  it('gives the plane back where the guide explains it, and its mean where nothing does', () => {
    const random = randomFrom(3)
    const guide = randomFloats(31 * 17, random)
    const same = kernels.guidedFilter(guide, guide, 31, 17, { radius: 3, epsilon: 1e-9 })
    expect(largestDifference(same, guide)).toBeLessThan(1e-4)
    const impulse = Float32Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0)
    const flat = kernels.guidedFilter(new Float32Array(9).fill(0.5), impulse, 3, 3, { radius: 5, epsilon: 0.1 })
    expect(largestDifference(flat, new Float32Array(9).fill(1 / 9))).toBeLessThan(1e-6)
  })

  it('smooths a plane but for the edges of its guide', () => {
    const [width, height] = [64, 16]
    const guide = step(width, height)
    const random = randomFrom(6)
    const noisy = guide.map((value) => value + 0.4 * (random() - 0.5))
    const smooth = kernels.guidedFilter(guide, noisy, width, height, { radius: 8, epsilon: 1e-4 })
    expect(largestDifference(noisy, guide)).toBeGreaterThan(0.19)
    expect(largestDifference(smooth, guide)).toBeLessThan(0.05)
  })
})

describe.each(both)('nonLocalMeans ($kind)', (kernels) => {
  it('copies a plane without noise, and leaves an even plane even', () => {
    const source = Float32Array.from([...randomFloats(48, randomFrom(4)), ...new Array<number>(48).fill(0.5)])
    const result = kernels.nonLocalMeans(source, 8, 6, { planes: 2, sigma: [0, 0.1], patchRadius: 1, searchRadius: 2 })
    expect(result.slice(0, 48)).toEqual(source.slice(0, 48))
    expect(largestDifference(result.slice(48), source.slice(48))).toBeLessThan(1e-6)
  })

  it('takes most of the noise off a flat plane and keeps an edge', () => {
    const random = randomFrom(5)
    const [width, height] = [40, 40]
    const clean = step(width, height).map((value) => 0.25 + value * 0.5)
    const sigma = 0.05
    const noise = (): number => (random() + random() + random() + random() - 2) * Math.sqrt(3) * sigma
    const noisy = clean.map((value) => value + noise())
    const result = kernels.nonLocalMeans(noisy, width, height, { planes: 1, sigma: [sigma], patchRadius: 2, searchRadius: 7 })
    const error = (plane: Float32Array): number =>
      Math.sqrt(plane.reduce((sum, value, i) => sum + (value - (clean[i] as number)) ** 2, 0) / plane.length)
    expect(error(noisy)).toBeGreaterThan(0.045)
    expect(error(result)).toBeLessThan(0.015)
  })
})

describe('C++ against TypeScript', () => {
  itNative(`gaussianBlur: within 1e-5 up to sigma 8, 0.02 of the range above (seed ${seed})`, (native) => {
    const random = randomFrom(seed)
    for (const size of sizes) {
      for (const sigma of [0.2, 1.1, 8, 8.01, 11, 60]) {
        const plane = randomFloats(size[0] * size[1], random)
        const [ours, theirs] = [native, truth].map((kernels) => blurred(kernels, plane, { size, sigma }))
        const difference = largestDifference(ours as Float32Array, theirs as Float32Array)
        expect(difference).toBeLessThan(sigma > 8 ? 0.02 : 1e-5)
      }
    }
  })

  itNative(`guidedFilter: within 1e-4 (seed ${seed})`, (native) => {
    const random = randomFrom(seed + 1)
    for (const [width, height] of sizes) {
      for (const radius of [0, 1, 4, 50]) {
        const guide = randomFloats(width * height, random)
        const plane = randomFloats(width * height, random)
        const options = { radius, epsilon: 10 ** -(1 + 4 * random()) }
        const results = [native, truth].map((kernels) => kernels.guidedFilter(guide, plane, width, height, options))
        expect(largestDifference(...(results as [Float32Array, Float32Array]))).toBeLessThan(1e-4)
      }
    }
  })

  itNative(`nonLocalMeans: within 1e-4 (seed ${seed})`, (native) => {
    const random = randomFrom(seed + 2)
    for (const [width, height] of [[1, 1], [1, 9], [13, 1], [11, 7], [201, 3]] as const) {
      for (const planes of [1, 3]) {
        const source = randomFloats(width * height * planes, random).map((value) => 0.5 + 0.2 * value)
        const sigma = Array.from({ length: planes }, () => (random() < 0.3 ? 0 : 0.02 + 0.2 * random()))
        const whole = (most: number): number => 1 + Math.floor(random() * most)
        const options = { planes, sigma, patchRadius: whole(2), searchRadius: whole(3), h: 0.3 + random() }
        const results = [native, truth].map((kernels) => kernels.nonLocalMeans(source, width, height, options))
        expect(largestDifference(...(results as [Float32Array, Float32Array]))).toBeLessThan(1e-4)
      }
    }
  })
})
