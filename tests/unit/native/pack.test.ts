import type { Kernels, PackOptions, Raster, Region } from '../../../native/lib/kernels'
import {
  both, depths, emptyRaster, itNative, largestDifference, randomFloats, randomFrom, randomRaster, seed, sizes, truth,
} from './support'

/** Channels, and which of them become planes. */
const maps = [
  [1, [0]], [1, [0, 0, 0]], [2, [0, 0, 0]], [3, [0, 1, 2]], [3, [2, 1, 0]], [3, [1]], [4, [0, 1, 2]], [4, [0, 1, 2, 3]],
  [5, [4, 0]],
] as const

function packed(kernels: Kernels, source: Raster, given: PackOptions & { region: Region }): Float32Array {
  const { region, ...options } = given
  const target = new Float32Array(options.planes.length * region.width * region.height)
  kernels.pack(source, region, target, options)
  return target
}

const plain = { planes: [0], scale: 1, mean: [0], std: [1] }

describe.each(both)('pack ($kind)', (kernels) => {
  it('subtracts the mean, divides by std, and mirrors without repeating the edge', () => {
    const data = Uint8Array.of(0, 51, 102, 153, 204, 255)
    const source: Raster = { data, width: 3, height: 2, channels: 1, top: 0, fullHeight: 2 }
    const region = { left: -2, top: -1, width: 7, height: 3 }
    const target = packed(kernels, source, { region, planes: [0], scale: 1 / 255, mean: [0.2], std: [0.5] })
    const expected = [
      [1.6, 1.2, 0.8, 1.2, 1.6, 1.2, 0.8],
      [0.4, 0, -0.4, 0, 0.4, 0, -0.4],
      [1.6, 1.2, 0.8, 1.2, 1.6, 1.2, 0.8],
    ].flat()
    expect(largestDifference(target, expected)).toBeLessThan(1e-6)
  })

  it('reads rows of a band, and refuses rows outside it', () => {
    const band: Raster = { data: Uint8Array.of(10, 20), width: 1, height: 2, channels: 1, top: 5, fullHeight: 9 }
    expect([...packed(kernels, band, { ...plain, region: { left: 0, top: 5, width: 1, height: 2 } })]).toEqual([10, 20])
    for (const [top, said] of [[4, /rows 4\.\.6 are not in the band/], [6, /rows 6\.\.8 are not in the band/]] as const) {
      expect(() => packed(kernels, band, { ...plain, region: { left: 0, top, width: 1, height: 2 } })).toThrow(said)
    }
  })

  it('mirrors at the real edge of the picture only, not at the band\'s', () => {
    const last: Raster = { data: Uint8Array.of(7, 8, 9), width: 1, height: 3, channels: 1, top: 6, fullHeight: 9 }
    expect([...packed(kernels, last, { ...plain, region: { left: 0, top: 7, width: 1, height: 4 } })]).toEqual([8, 9, 8, 7])
  })
})

describe.each(both)('unpack ($kind)', (kernels) => {
  it('rounds half up, clamps, and makes NaN black', () => {
    const target = emptyRaster({ width: 7, height: 1, channels: 1, depth: 'u8' })
    const all = { left: 0, top: 0, width: 7, height: 1 }
    const source = Float32Array.of(-1, 0.49, 0.5, 254.5, 256, NaN, Infinity)
    kernels.unpack(source, all, all, target, { planes: [0], scale: 1, max: 255 })
    expect([...target.data]).toEqual([0, 0, 1, 255, 255, 0, 255])
  })

  it('writes only the crop, at its place in the picture, and leaves other channels alone', () => {
    const target = emptyRaster({ width: 4, height: 3, channels: 2, depth: 'u16' })
    target.data.fill(9)
    const region = { left: -1, top: 1, width: 3, height: 3 }
    const tile = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9)
    kernels.unpack(tile, region, { left: 0, top: 2, width: 2, height: 1 }, target, { planes: [1], scale: 100, max: 32768 })
    expect([...target.data]).toEqual([...Array<number>(16).fill(9), 9, 500, 9, 600, 9, 9, 9, 9])
  })

  it('neither rounds nor clamps floats', () => {
    const target = emptyRaster({ width: 2, height: 1, channels: 1, depth: 'f32' })
    const all = { left: 0, top: 0, width: 2, height: 1 }
    kernels.unpack(Float32Array.of(-0.25, 1.75), all, all, target, { planes: [0], scale: 1, max: 1 })
    expect([...target.data]).toEqual([-0.25, 1.75])
  })

  const integers = [['u8', 255], ['u16', 65535], ['u16', 32768]] as const
  it.each(integers)('gives back every value that pack took: %s to %d', (depth, max) => {
    const source = emptyRaster({ width: max + 1, height: 1, channels: 1, depth })
    for (let i = 0; i <= max; i++) source.data[i] = i
    const all = { left: 0, top: 0, width: max + 1, height: 1 }
    const planes = new Float32Array(max + 1)
    kernels.pack(source, all, planes, { ...plain, scale: 1 / max })
    const target = emptyRaster({ width: max + 1, height: 1, channels: 1, depth })
    kernels.unpack(planes, all, all, target, { planes: [0], scale: max, max })
    expect(largestDifference(target.data, source.data)).toBe(0)
  })
})

describe('C++ against TypeScript', () => {
  itNative(`pack: equal within 1e-6 of the largest value (seed ${seed})`, (native) => {
    const random = randomFrom(seed)
    for (const [width, height] of sizes) {
      for (const [depth, max] of depths) {
        for (const [channels, planes] of maps) {
          const source = randomRaster({ width, height, channels, depth }, max, random)
          const past = (): number => Math.floor(random() * 9) + 1
          const region = { left: -past(), top: -past(), width: width + 9 + past(), height: height + 9 + past() }
          const options = { planes, scale: 1 / max, mean: planes.map(() => random()), std: planes.map(() => 0.2 + random()) }
          const [ours, theirs] = [native, truth].map((kernels) => packed(kernels, source, { ...options, region }))
          // Results reach 5, since std goes down to 0.2.
          expect(largestDifference(ours as Float32Array, theirs as Float32Array)).toBeLessThan(5e-6)
        }
      }
    }
  })

  itNative(`unpack: equal within 1 level, 1e-6 for floats (seed ${seed})`, (native) => {
    const random = randomFrom(seed + 1)
    for (const [width, height] of sizes) {
      for (const [depth, max] of depths) {
        for (const [channels, planes] of maps.filter(([, map]) => new Set<number>(map).size === map.length)) {
          const region = { left: -2, top: -3, width: width + 5, height: height + 4 }
          const crop = { left: 0, top: 0, width, height }
          const source = randomFloats(planes.length * region.width * region.height, random).map((value) => value * 1.2 - 0.1)
          const targets = [native, truth].map((kernels) => {
            const target = emptyRaster({ width, height, channels, depth })
            kernels.unpack(source, region, crop, target, { planes, scale: max, max })
            return target.data
          })
          const bound = depth === 'f32' ? 1e-6 : 1
          expect(largestDifference(targets[0] as Uint8Array, targets[1] as Uint8Array)).toBeLessThanOrEqual(bound)
        }
      }
    }
  })
})
