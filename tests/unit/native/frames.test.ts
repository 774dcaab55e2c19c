import { joinRows } from '../../../native/lib/checked-frames'
import type { JoinFields, Splatted } from '../../../native/lib/frame-kernels'
import type { Raster, Samples } from '../../../native/lib/kernels'
import { both, itNative, largestDifference, randomFloats, randomFrom, seed, sizes, truth } from './support'

const raster = (data: Samples, width: number, channels = 1): Raster => {
  const height = data.length / width / channels
  return { data, width, height, channels, top: 0, fullHeight: height }
}

/** The same for every pixel: motion to the frame before (x, y), to the frame after, weights. */
const still = (...six: number[]): JoinFields => ({ data: Float32Array.from(six), width: 1, height: 1 })

type Three = [Raster, Raster, Raster]

describe.each(both)('splat ($kind)', (kernels) => {
  const row = { width: 4, height: 1 }

  it('moves by whole pixels, leaves a hole and lets what leaves the picture go', () => {
    const flow = Float32Array.of(4, 4, 4, 4, 0, 0, 0, 0)
    const made = kernels.splat(Float32Array.of(1, 2, 3, 4), flow, row, { planes: 1, scale: 0.25 })
    expect([...made.values]).toEqual([0, 1, 2, 3])
    expect([...made.coverage]).toEqual([0, 1, 1, 1])
  })

  it('shares a pixel between the four it lies between', () => {
    const flow = Float32Array.of(0.25, 0, 0, 0, 0.5, 0, 0, 0)
    const made = kernels.splat(Float32Array.of(8, 0, 0, 0), flow, { width: 2, height: 2 }, { planes: 1, scale: 1 })
    expect([...made.coverage]).toEqual([0.375, 1.125, 1.375, 1.125])
    expect([...made.values]).toEqual([8, 1 / 1.125, 3 / 1.375, 1 / 1.125].map((value) => expect.closeTo(value, 6)))
  })

  it('lets the more important of two that meet win, in every plane', () => {
    const flow = Float32Array.of(1, 0, 0, 0, 0, 0, 0, 0)
    const weights = Float32Array.of(3, 1, 1, 1)
    const made = kernels.splat(Float32Array.of(8, 4, 0, 0, 80, 40, 0, 0), flow, row, { planes: 2, scale: 1, weights })
    expect([...made.values]).toEqual([0, 7, 0, 0, 0, 70, 0, 0])
    expect([...made.weight]).toEqual([0, 4, 1, 1])
    expect([...made.coverage]).toEqual([0, 2, 1, 1])
  })

  it('loses what goes nowhere', () => {
    const flow = Float32Array.of(NaN, Infinity, -1e30, 0, 0, 0, 0, NaN)
    expect([...kernels.splat(new Float32Array(4).fill(1), flow, row, { planes: 1, scale: 1 }).coverage]).toEqual([0, 0, 0, 0])
  })

  it('refuses arrays of another size', () => {
    const bad = (): unknown => kernels.splat(new Float32Array(4), new Float32Array(4), row, { planes: 1, scale: 1 })
    expect(bad).toThrow(expect.objectContaining({ code: 'KERNEL_MISUSED' }))
    const weights = new Float32Array(3)
    expect(() => kernels.splat(new Float32Array(4), new Float32Array(8), row, { planes: 1, scale: 1, weights })).toThrow(/weights/)
  })
})

describe.each(both)('joinFrames ($kind)', (kernels) => {
  const joinWith = (channels: number) => (before: Samples, after: Samples, fields: JoinFields): number[] => {
    const target = before.slice()
    const width = before.length / channels
    const [first, second, made] = [before, after, target].map((samples) => raster(samples, width, channels)) as Three
    kernels.joinFrames(first, second, made, fields, { max: 255, alpha: channels === 2 || channels === 4 })
    return [...target]
  }
  const join = joinWith(1)

  it('mixes by the weights, and equally where there are none', () => {
    const [before, after] = [Uint8Array.of(0, 100, 200), Uint8Array.of(100, 100, 0)]
    expect(join(before, after, still(0, 0, 0, 0, 3, 1))).toEqual([25, 100, 150])
    expect(join(before, after, still(0, 0, 0, 0, 0, 0))).toEqual([50, 100, 100])
  })

  it('takes whole pixels bit for bit from one frame, and repeats its edge', () => {
    const [before, after] = [Uint8Array.of(7, 90, 201, 33), Uint8Array.of(1, 2, 3, 4)]
    expect(join(before, after, still(1, 0, 0, 0, 1, 0))).toEqual([90, 201, 33, 33])
    expect(join(before, after, still(0, 0, -2, 0, 0, 1))).toEqual([1, 1, 1, 2])
    expect(join(before, after, still(0, 0, 900, -900, 0, 1))).toEqual([4, 4, 4, 4])
    expect(join(before, after, still(NaN, 0, 0, 0, 1, 0))).toEqual([7, 7, 7, 7])
  })

  it('interpolates by the cubic, clamped to white', () => {
    const edge = Uint8Array.of(0, 0, 255, 255, 255)
    expect(join(edge, edge, still(0.5, 0, 0, 0, 1, 0))).toEqual([0, 128, 255, 255, 255])
    const straight = Float32Array.from({ length: 9 }, (_, x) => x)
    const moved = join(straight, straight, still(0.3, 0, 0, 0, 1, 0)).slice(1, 6)
    expect(moved).toEqual([1.3, 2.3, 3.3, 4.3, 5.3].map((x) => expect.closeTo(x, 5)))
  })

  it('lets a colour count by its alpha', () => {
    const before = Uint8Array.of(200, 255, 10, 0)
    expect(joinWith(2)(before, before, still(0.5, 0, 0, 0, 1, 0))).toEqual([200, 128, 0, 0])
  })

  it('reads fields as coarse as they are, with aligned centres', () => {
    const fields = { data: Float32Array.of(0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1), width: 2, height: 1 }
    const [before, after] = [new Float32Array(4).fill(0), new Float32Array(4).fill(1)]
    expect(join(before, after, fields)).toEqual([0, 0.25, 0.75, 1])
  })

  it('refuses frames of another kind, and bands without the rows that are reached', () => {
    const frame = raster(new Uint8Array(40), 4)
    const band = { ...raster(new Uint8Array(16), 4), top: 3, fullHeight: 10 }
    const options = { max: 255, alpha: false }
    kernels.joinFrames(frame, frame, band, still(0, -1, 0, 0, 1, 1), options)
    expect(joinRows(still(0, -1, 0, 2, 1, 1), band)).toEqual({ top: 0, height: 10 })
    expect(joinRows(still(0, 0.5, 0, 0, 1, 1), { top: 4, height: 1, fullHeight: 100 })).toEqual({ top: 2, height: 6 })
    const narrow = { ...raster(new Uint8Array(24), 4), top: 2, fullHeight: 10 }
    expect(() => kernels.joinFrames(narrow, frame, band, still(0, -1, 0, 0, 1, 1), options)).toThrow(/rows 0\.\.9/)
    expect(() => kernels.joinFrames(raster(new Uint16Array(40), 4), frame, band, still(0, 0, 0, 0, 1, 1), options)).toThrow(/kind/)
  })
})

itNative(`C++ equals TypeScript: splats within 1e-4 (seed ${seed})`, (native) => {
  const random = randomFrom(seed)
  for (const [width, height] of sizes) {
    const flow = randomFloats(2 * width * height, random).map((value) => (value - 0.5) * 30)
    const weights = randomFloats(width * height, random).map((value) => value + 0.1)
    const source = randomFloats(2 * width * height, random)
    const options = { planes: 2, scale: 0.4, weights }
    const [made, expected] = [native, truth].map((kernels) => kernels.splat(source, flow, { width, height }, options)) as
      [Splatted, Splatted]
    expect(largestDifference(made.weight, expected.weight)).toBeLessThan(1e-5)
    expect(largestDifference(made.coverage, expected.coverage)).toBeLessThan(1e-5)
    // What is divided by next to nothing is rounding.
    const solid = (values: Float32Array): Float32Array => values.map((value, i) =>
      ((expected.coverage[i % (width * height)] as number) > 0.01 ? value : 0))
    expect(largestDifference(solid(made.values), solid(expected.values))).toBeLessThan(1e-4)
  }
})

itNative(`C++ equals TypeScript: joined samples within 1, 3 with alpha (seed ${seed})`, (native) => {
  const random = randomFrom(seed)
  for (const [width, height] of sizes) {
    for (const channels of [1, 2, 3, 4]) {
      const count = width * height * channels
      const samples = (): Uint16Array => Uint16Array.from(randomFloats(count, random), (value) => value * 32768)
      const frames = [samples(), samples()]
      const grid = { width: Math.ceil(width / 2), height: Math.ceil(height / 3) }
      const moves = 4 * grid.width * grid.height
      const data = randomFloats(moves * 1.5, random).map((value, i) => (i < moves ? value * 9 - 4 : value))
      const [made, expected] = [native, truth].map((kernels) => {
        const target = new Uint16Array(width * height * channels)
        const [before, after, to] = [...frames, target].map((each) => raster(each, width, channels)) as Three
        kernels.joinFrames(before, after, to, { data, ...grid }, { max: 32768, alpha: channels % 2 === 0 })
        return target
      }) as [Uint16Array, Uint16Array]
      const hasAlpha = channels % 2 === 0
      // Where alpha is next to nothing, its colour is rounding.
      const alphaOf = (i: number): number => expected[i - (i % channels) + channels - 1] as number
      const solid = (values: Uint16Array): Uint16Array => values.map((value, i) => (hasAlpha && alphaOf(i) < 400 ? 0 : value))
      expect(largestDifference([...solid(made)], [...solid(expected)])).toBeLessThanOrEqual(hasAlpha ? 3 : 1)
    }
  }
})
