import type { Raster, Samples } from '../../../native/lib/kernels'
import { both, itNative, randomFloats, randomFrom, seed, sizes, truth } from './support'

const raster = (data: Samples, width: number, channels: number): Raster => {
  const height = data.length / width / channels
  return { data, width, height, channels, top: 0, fullHeight: height }
}

describe.each(both)('mixChannels ($kind)', (kernels) => {
  const mix = (source: Raster, weights: number[], [offset, most]: [number, number]): number[] => {
    const target = new Uint16Array(source.width * source.height).fill(7)
    kernels.mixChannels(source, target, { weights, offset, most })
    return [...target]
  }

  it('weighs, adds, rounds half up and stays within its range', () => {
    const source = raster(Uint8Array.of(10, 20, 30, 255, 0, 0, 0, 0, 255, 255, 255, 255), 3, 4)
    expect(mix(source, [1, 0.5, 0.1, 0], [0.5, 300])).toEqual([24, 1, 300])
    expect(mix(source, [-1, 0, 0, 0], [10, 1023])).toEqual([0, 10, 0])
    expect(mix(source, [0, 0, 0, 1023 / 255], [0, 1023])).toEqual([1023, 0, 1023])
    expect(mix(source, [0, 0, 0, 0], [512, 1023])).toEqual([512, 512, 512])
  })

  it('takes one to four channels of bytes and words', () => {
    for (const channels of [1, 2, 3, 4]) {
      const weights = Array.from({ length: channels }, (_, c) => 10 ** c)
      const values = Array.from({ length: 5 * channels }, (_, i) => 1 + (i % channels))
      const sum = weights.reduce((all, weight, c) => all + weight * (1 + c), 0)
      expect(mix(raster(Uint8Array.from(values), 5, channels), weights, [0, 65_535])).toEqual(new Array(5).fill(sum))
      expect(mix(raster(Uint16Array.from(values), 5, channels), weights, [0, 65_535])).toEqual(new Array(5).fill(sum))
    }
  })

  it('takes bytes from any place', () => {
    const bytes = Uint8Array.of(0, 1, 2, 3, 4).subarray(1)
    expect(mix(raster(bytes, 1, 4), [1, 10, 100, 1000], [0, 65_535])).toEqual([4321])
  })

  it('refuses what does not fit', () => {
    const source = raster(new Uint8Array(12), 3, 4)
    const refused = expect.objectContaining({ code: 'KERNEL_MISUSED' })
    expect(() => mix(source, [1, 1, 1], [0, 255])).toThrow(refused)
    expect(() => mix(source, [1, 1, 1, NaN], [0, 255])).toThrow(refused)
    expect(() => mix(raster(new Float32Array(12), 3, 4), [1, 1, 1, 1], [0, 255])).toThrow(refused)
    const one = { weights: [1, 1, 1, 1], offset: 0, most: 255 }
    expect(() => kernels.mixChannels(source, new Uint16Array(2), one)).toThrow(refused)
  })
})

describe.each(both)('cutOut ($kind)', (kernels) => {
  const cut = (alpha: readonly number[], width: number, colours?: { planes: Float32Array; width: number; height: number }) => {
    const colours3 = Uint8Array.from({ length: 3 * alpha.length }, (_, i) => 10 * (1 + (i % 3)) + Math.floor(i / 3))
    const picture = raster(colours3, width, 3)
    const target = raster(new Uint8Array(4 * alpha.length).fill(9), width, 4)
    kernels.cutOut(picture, raster(Uint8Array.from(alpha), width, 1), target, {
      max: 255, matteMax: 255, ...(colours ? { colours } : {}),
    })
    return Array.from({ length: alpha.length }, (_, i) => [...target.data.slice(4 * i, 4 * i + 4)])
  }

  it('copies what is seen, and gives what is not the mean of what is seen in its block', () => {
    expect(cut([255, 128, 0, 0], 4)).toEqual([[10, 20, 30, 255], [11, 21, 31, 128], [11, 21, 31, 0], [11, 21, 31, 0]])
  })

  it('is black in blocks where nothing is seen', () => {
    const made = cut([255, ...new Array<number>(16).fill(0)], 17)
    expect(made[7]).toEqual([10, 20, 30, 0])
    expect(made.slice(8)).toEqual(new Array(9).fill([0, 0, 0, 0]))
  })

  it('takes the background out of mixed pixels', () => {
    const planes = Float32Array.of(1, 0.4, 0, 0, 0, 0)
    const colours = { planes, width: 1, height: 1 }
    const picture = raster(Uint8Array.of(128, 64, 0), 1, 3)
    const target = raster(new Uint8Array(4), 1, 4)
    kernels.cutOut(picture, raster(Uint8Array.of(128), 1, 1), target, { max: 255, matteMax: 255, colours })
    expect([...target.data]).toEqual([255, 115, 0, 128])
  })

  it('multiplies the picture\'s own alpha', () => {
    const picture = raster(Uint16Array.of(1, 2, 3, 30_000), 1, 4)
    const target = raster(new Uint16Array(4), 1, 4)
    kernels.cutOut(picture, raster(Uint8Array.of(51), 1, 1), target, { max: 65_535, matteMax: 255 })
    expect([...target.data]).toEqual([1, 2, 3, 6000])
  })

  it('refuses bands that are not beside each other, or begin inside a block', () => {
    const refused = expect.objectContaining({ code: 'KERNEL_MISUSED' })
    const empty = (channels: number): Raster => raster(new Uint8Array(8 * channels), 8, channels)
    const [picture, matte, target] = [empty(3), empty(1), empty(4)]
    const options = { max: 255, matteMax: 255 }
    expect(() => kernels.cutOut(picture, raster(new Uint8Array(9), 9, 1), target, options)).toThrow(refused)
    const low = (each: Raster): Raster => ({ ...each, top: 3, fullHeight: 8 })
    expect(() => kernels.cutOut(low(picture), low(matte), low(target), options)).toThrow(/between blocks/)
  })
})

describe.each(both)('structureLoss ($kind)', (kernels) => {
  const random = randomFrom(11)
  const [width, height] = [64, 36]
  const scene = randomFloats(80 * 60, random)
  const view = (left: number, top: number): Float32Array =>
    Float32Array.from({ length: width * height }, (_, i) => scene[(top + Math.floor(i / width)) * 80 + left + (i % width)]!)
  const options = { blockPx: 12, stepPx: 6, reachPx: 10, noise: 1.6e-5 }
  const loss = (before: Float32Array, after: Float32Array): number =>
    kernels.structureLoss({ before, after, width, height }, options)

  it('is nothing for the same picture, moved or darker', () => {
    expect(loss(view(0, 0), view(0, 0))).toBeLessThan(0.001)
    expect(loss(view(0, 0), view(0, 0).map((value) => value / 2))).toBeLessThan(0.01)
    expect(loss(view(8, 8), view(4, 5))).toBeLessThan(0.35)
  })

  it('is nearly all for another', () => {
    expect(loss(randomFloats(width * height, random), view(0, 0))).toBeGreaterThan(0.85)
  })

  it('is nothing where there is no structure', () => {
    expect(loss(view(0, 0), new Float32Array(width * height))).toBe(0)
  })
})

describe.each(both)('spareCores ($kind)', (kernels) => {
  afterEach(() => kernels.spareCores(0))

  it('leaves cores to others, and what is made as it is', () => {
    const values = Float32Array.from({ length: 300 * 200 }, (_, i) => (i * 7919) % 251)
    const whole = kernels.halvePlanes(values, 300, 200, 1)
    for (const count of [1, 64]) {
      kernels.spareCores(count)
      expect(kernels.halvePlanes(values, 300, 200, 1)).toEqual(whole)
    }
  })

  it('refuses what is no number of cores', () => {
    const refused = expect.objectContaining({ code: 'KERNEL_MISUSED' })
    for (const count of [-1, 0.5, 65, NaN]) expect(() => kernels.spareCores(count)).toThrow(refused)
  })
})

describe('the kernels of clips', () => {
  itNative(`agree with TypeScript, seed ${seed}`, (native) => {
    const random = randomFrom(seed)
    for (const [width, height] of sizes) {
      const bytes = (channels: number): Uint8Array =>
        Uint8Array.from({ length: width * height * channels }, () => random() * 256)
      for (const channels of [3, 4]) {
        const [picture, matte] = [raster(bytes(channels), width, channels), raster(bytes(1), width, 1)]
        matte.data.forEach((value, i) => { if (value % 3 === 0) matte.data[i] = 0 })
        const colours = { planes: randomFloats(6 * 3 * 2, random), width: 3, height: 2 }
        const [one, other] = [0, 1].map(() => raster(new Uint8Array(4 * width * height), width, 4)) as [Raster, Raster]
        native.cutOut(picture, matte, one, { max: 255, matteMax: 255, colours })
        truth.cutOut(picture, matte, other, { max: 255, matteMax: 255, colours })
        one.data.forEach((value, i) => {
          expect(Math.abs(value - (other.data[i] as number))).toBeLessThanOrEqual(i % 4 === 3 ? 0 : 1)
        })
        const mixes = [0, 1].map(() => new Uint16Array(width * height)) as [Uint16Array, Uint16Array]
        const mix = { weights: [0.73, 2.46, 0.248, -1.1].slice(0, channels), offset: 64, most: 1023 }
        native.mixChannels(picture, mixes[0], mix)
        truth.mixChannels(picture, mixes[1], mix)
        // Sums that lie half-way, but for float's last bit.
        mixes[0].forEach((value, i) => expect(Math.abs(value - (mixes[1][i] as number))).toBeLessThanOrEqual(1))
      }
      const pair = { before: randomFloats(width * height, random), after: randomFloats(width * height, random), width, height }
      const options = { blockPx: 12, stepPx: 6, reachPx: 10, noise: 1.6e-5 }
      expect(native.structureLoss(pair, options)).toBeCloseTo(truth.structureLoss(pair, options), 4)
    }
  })
})
