import type { Region } from '../../../native/lib/kernels'
import { both, itNative, largestDifference, randomFloats, randomFrom, seed, truth } from './support'

const inner = { left: false, top: false, right: false, bottom: false }

describe.each(both)('accumulateTile and normaliseTiles ($kind)', (kernels) => {
  it('weighs a tile by a linear ramp at its inner sides', () => {
    const sum = new Float32Array(6)
    const weight = new Float32Array(6)
    const all = { left: 0, top: 0, width: 6, height: 1 }
    const options = { planes: 1, overlapPx: 2, outer: { ...inner, left: true, top: true, bottom: true } }
    kernels.accumulateTile(new Float32Array(6).fill(10), all, sum, weight, all, options)
    expect([...weight]).toEqual([1, 1, 1, 1, 0.75, 0.25])
    expect([...sum]).toEqual([10, 10, 10, 10, 7.5, 2.5])
  })

  it('adds only what lies in the band', () => {
    const band = { left: 0, top: 4, width: 2, height: 1 }
    const sum = new Float32Array(2)
    const weight = new Float32Array(2)
    const outer = { left: true, top: true, right: true, bottom: true }
    const tile = Float32Array.of(1, 2, 3, 4, 5, 6)
    kernels.accumulateTile(tile, { left: 1, top: 3, width: 2, height: 3 }, sum, weight, band, { planes: 1, overlapPx: 1, outer })
    expect([...sum]).toEqual([0, 3])
    expect([...weight]).toEqual([0, 1])
    kernels.accumulateTile(tile, { left: 9, top: 3, width: 2, height: 3 }, sum, weight, band, { planes: 1, overlapPx: 1, outer })
    expect([...sum]).toEqual([0, 3])
  })

  it('makes 0 of what no tile covers', () => {
    const sum = Float32Array.of(6, 5, 4, 3)
    kernels.normaliseTiles(sum, Float32Array.of(2, 0), 2)
    expect([...sum]).toEqual([3, 0, 2, 0])
  })

  it('gives a picture back from its overlapping tiles', () => {
    const width = 50
    const height = 41
    const overlapPx = 6
    const side = 20
    const picture = randomFloats(width * height, randomFrom(5))
    const sum = new Float32Array(picture.length)
    const weight = new Float32Array(picture.length)
    for (let top = 0; top < height; top += side - overlapPx) {
      for (let left = 0; left < width; left += side - overlapPx) {
        const region = { left, top, width: Math.min(side, width - left), height: Math.min(side, height - top) }
        const right = left + region.width === width
        const outer = { left: left === 0, top: top === 0, right, bottom: top + region.height === height }
        const tile = Float32Array.from({ length: region.width * region.height }, (_, i) =>
          picture[(top + Math.floor(i / region.width)) * width + left + (i % region.width)] as number)
        kernels.accumulateTile(tile, region, sum, weight, { left: 0, top: 0, width, height }, { planes: 1, overlapPx, outer })
      }
    }
    kernels.normaliseTiles(sum, weight, 1)
    expect(largestDifference(sum, picture)).toBeLessThan(1e-6)
  })
})

itNative(`C++ equals TypeScript within 2e-6 (seed ${seed})`, (native) => {
  const random = randomFrom(seed)
  const whole = (most: number): number => Math.floor(random() * most)
  for (let round = 0; round < 60; round++) {
    const planes = 1 + whole(4)
    const band: Region = { left: whole(9), top: whole(9), width: 1 + whole(70), height: 1 + whole(40) }
    const region: Region = { left: whole(30) - 10, top: whole(30) - 10, width: 1 + whole(60), height: 1 + whole(60) }
    const tile = randomFloats(planes * region.width * region.height, random)
    const outer = { left: random() < 0.5, top: random() < 0.5, right: random() < 0.5, bottom: random() < 0.5 }
    const start = randomFloats((planes + 1) * band.width * band.height, random)
    const results = [native, truth].map((kernels) => {
      const sum = start.slice(0, planes * band.width * band.height)
      // At least 0.5: what is divided by next to nothing grows, and its rounding with it.
      const weight = start.slice(planes * band.width * band.height).map((value) => value + 0.5)
      kernels.accumulateTile(tile, region, sum, weight, band, { planes, overlapPx: round % 13, outer })
      kernels.normaliseTiles(sum, weight, planes)
      return [...sum, ...weight]
    })
    expect(largestDifference(results[0] as number[], results[1] as number[])).toBeLessThan(2e-6)
  }
})
