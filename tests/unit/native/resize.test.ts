import { resizeRows } from '../../../native/lib'
import type { Kernels, Raster, ResizeFilter, ResizeOptions, Samples } from '../../../native/lib/kernels'
import { both, depths, emptyRaster, itNative, largestDifference, randomFrom, randomRaster, seed, sizes, truth } from './support'

const filters: readonly ResizeFilter[] = ['box', 'bilinear', 'bicubic', 'lanczos3']
const plain = { max: 1, alpha: false }

function depthOf(raster: Raster): 'u8' | 'u16' | 'f32' {
  return raster.data instanceof Uint8Array ? 'u8' : raster.data instanceof Uint16Array ? 'u16' : 'f32'
}

function resized(kernels: Kernels, source: Raster, given: ResizeOptions & { size: readonly [number, number] }): Raster {
  const { size, ...options } = given
  const target = emptyRaster({ width: size[0], height: size[1], channels: source.channels, depth: depthOf(source) })
  kernels.resize(source, target, options)
  return target
}

function floats(width: number, height: number, values: ArrayLike<number>): Raster {
  return { data: Float32Array.from(values), width, height, channels: 1, top: 0, fullHeight: height }
}

describe.each(both)('resize ($kind)', (kernels) => {
  it.each(filters.flatMap((filter) => [2, 3, 4].map((times) => [filter, times] as const)))(
    'enlarges an impulse about its centre: %s, %d times', (filter, times) => {
      const side = 15
      const at = { x: 7, y: 6 }
      const source = floats(side, side, new Float32Array(side * side))
      source.data[at.y * side + at.x] = 1
      const target = resized(kernels, source, { size: [side * times, side * times], filter, ...plain })
      let total = 0
      const centroid = { x: 0, y: 0 }
      target.data.forEach((value, i) => {
        total += value
        centroid.x += value * ((i % target.width) + 0.5)
        centroid.y += value * (Math.floor(i / target.width) + 0.5)
      })
      expect(total).toBeCloseTo(times * times, 1)
      expect(Math.abs(centroid.x / total - (at.x + 0.5) * times)).toBeLessThan(0.01)
      expect(Math.abs(centroid.y / total - (at.y + 0.5) * times)).toBeLessThan(0.01)
    })

  it.each(filters)('leaves a picture of the same size as it is: %s', (filter) => {
    const source = randomRaster({ width: 19, height: 7, channels: 3, depth: 'u16' }, 65535, randomFrom(3))
    expect(resized(kernels, source, { size: [19, 7], filter, max: 65535, alpha: false }).data).toEqual(source.data)
  })

  it.each(filters)('keeps an even picture even, shrunk and enlarged: %s', (filter) => {
    const source = floats(40, 30, new Float32Array(1200).fill(0.7))
    for (const size of [[7, 5], [90, 61], [90, 5], [1, 1]] as const) {
      const { data } = resized(kernels, source, { size: size, filter, ...plain })
      expect(largestDifference(data, new Float32Array(size[0] * size[1]).fill(0.7))).toBeLessThan(1e-6)
    }
  })

  it('makes by box the mean of what each target pixel covers', () => {
    const source = floats(5, 1, [0, 10, 20, 30, 40])
    // Pixels of 2.5 source pixels: (0 + 10 + 20 / 2) / 2.5 and (20 / 2 + 30 + 40) / 2.5.
    const { data } = resized(kernels, source, { size: [2, 1], filter: 'box', ...plain })
    expect(largestDifference(data, [8, 32])).toBeLessThan(1e-5)
  })

  it('interpolates by hand-computed weights', () => {
    const source = floats(4, 1, [0, 0, 1, 0])
    // Target centres lie a quarter before and behind each source centre; Keys with a = -0.5 at 0.25, 0.75, 1.25, 1.75.
    const expected = [0, -0.0234375, -0.0703125, 0.2265625, 0.8671875, 0.8671875, 0.2265625, -0.0703125 - 0.0234375]
    const { data } = resized(kernels, source, { size: [8, 1], filter: 'bicubic', ...plain })
    // The last also sees the impulse in the mirror, 0 0 1 0|0 1 0 0.
    expect(largestDifference(data, expected)).toBeLessThan(1e-6)
  })

  it('turns a matte of floats into bytes of any depth', () => {
    const source = floats(2, 1, [0, 1])
    const target = emptyRaster({ width: 4, height: 1, channels: 1, depth: 'u16' })
    kernels.resize(source, target, { filter: 'bilinear', scale: 65535, max: 65535, alpha: false })
    expect([...target.data]).toEqual([0, 16384, 49151, 65535])
  })

  it('does not let the colour of transparent pixels bleed', () => {
    const data = Uint8Array.of(200, 255, 0, 0, 200, 255, 0, 0)
    const source: Raster = { data, width: 4, height: 1, channels: 2, top: 0, fullHeight: 1 }
    const target = resized(kernels, source, { size: [2, 1], filter: 'box', max: 255, alpha: true })
    expect([...target.data]).toEqual([200, 128, 200, 128])
  })

  it.each(filters)('makes the same rows from a band as from the whole picture: %s', (filter) => {
    const source = randomRaster({ width: 9, height: 60, channels: 2, depth: 'f32' }, 1, randomFrom(4))
    for (const fullHeight of [23, 60, 140]) {
      const whole = resized(kernels, source, { size: [11, fullHeight], filter, ...plain })
      for (const band of [{ top: 0, height: 5 }, { top: 11, height: 7 }, { top: fullHeight - 3, height: 3 }]) {
        const rows = resizeRows(band, 60, fullHeight, filter)
        const data = source.data.slice(rows.top * 18, (rows.top + rows.height) * 18)
        const shape = { width: 11, height: band.height, channels: 2, depth: 'f32' as const }
        const target = { ...emptyRaster(shape), top: band.top, fullHeight }
        kernels.resize({ ...source, data, ...rows }, target, { filter, ...plain })
        expect(target.data).toEqual(whole.data.slice(band.top * 22, (band.top + band.height) * 22))
        const short = { ...source, data: data.slice(18), top: rows.top + 1, height: rows.height - 1 }
        if (rows.height > 1) expect(() => kernels.resize(short, target, { filter, ...plain })).toThrow(/not in the band/)
      }
    }
  })
})

itNative(`C++ equals TypeScript within 1 level, 3e-5 for floats (seed ${seed})`, (native) => {
  const random = randomFrom(seed)
  for (const [width, height] of sizes) {
    for (const [depth, max] of depths) {
      for (const channels of [1, 2, 3, 4, 5]) {
        const source = randomRaster({ width, height, channels, depth }, max, random)
        const size = [1 + Math.floor(random() * 2.5 * width), 1 + Math.floor(random() * 2.5 * height)] as const
        const filter = filters[Math.floor(random() * 4)] as ResizeFilter
        const options = { filter, max, alpha: channels > 1 && random() < 0.5 }
        const [ours, theirs] = [native, truth].map((kernels) => resized(kernels, source, { size, ...options }).data)
        const difference = largestDifference(ours as Samples, theirs as Samples)
        // Where almost nothing is opaque the colour is almost 0 / 0: floats are compared without alpha only.
        if (depth !== 'f32' || !options.alpha) expect(difference).toBeLessThanOrEqual(depth === 'f32' ? 3e-5 : 1)
      }
    }
  }
})
