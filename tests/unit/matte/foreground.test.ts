import { both, itNative, largestDifference, randomFloats, randomFrom, seed, sizes, truth } from '../native/support'

const half = (side: number): number => Math.ceil(side / 2)

describe('the foreground', () => {
  for (const [width, height] of sizes) {
    itNative(`is the same in C++: ${width} x ${height}, seed ${seed}`, (native) => {
      const random = randomFrom(seed)
      const area = width * height
      const picture = randomFloats(3 * area, random)
      const alpha = randomFloats(area, random).map((value) => Math.min(1, Math.max(0, 3 * value - 1)))
      const start = randomFloats(6 * half(width) * half(height), random)
      for (const rounds of [1, 2, 5]) {
        const [ours, right] = [native, truth].map((kernels) =>
          kernels.foregroundLevel(picture, alpha, start, { width, height }, { rounds, ceiling: 1 }))
        expect(largestDifference(ours!, right!)).toBeLessThan(1e-3)
      }
      const [ours, right] = [native, truth].map((kernels) => kernels.halvePlanes(picture, width, height, 3))
      expect(largestDifference(ours!, right!)).toBeLessThan(1e-6)
    })
  }
})

describe.each(both)('the foreground ($kind)', (kernels) => {
  it('takes the background out of a mixture', () => {
    // Red 0.8 over a blue 0.9 that are mixed more and more to the right.
    const size = { width: 20, height: 6 }
    const area = 120
    const alpha = Float32Array.from({ length: area }, (_, i) => Math.min(1, Math.max(0, ((i % 20) - 4) / 12)))
    const picture = new Float32Array(3 * area)
    for (let i = 0; i < area; i++) {
      picture[i] = 0.8 * alpha[i]!
      picture[2 * area + i] = 0.9 * (1 - alpha[i]!)
    }
    const start = new Float32Array(6 * 30).map((_, i) => (Math.floor(i / 30) === 0 ? 0.7 : Math.floor(i / 30) === 5 ? 0.8 : 0.1))
    const solved = kernels.foregroundLevel(picture, alpha, start, size, { rounds: 200, ceiling: 1 })
    for (let i = 0; i < area; i++) {
      if (alpha[i]! < 0.2) continue
      expect(Math.abs(solved[i]! - 0.8)).toBeLessThan(0.03)
      expect(Math.abs(solved[2 * area + i]!)).toBeLessThan(0.05)
    }
  })

  it('takes settled pixels from the picture as they are', () => {
    const size = { width: 7, height: 3 }
    const picture = randomFloats(63, randomFrom(4))
    const opaque = new Float32Array(21).fill(1)
    const solved = kernels.foregroundLevel(picture, opaque, new Float32Array(6 * 8), size, { rounds: 2, ceiling: 1 })
    expect(solved.slice(0, 63)).toEqual(picture)
  })
})
