import type { Raster } from '../../../native/lib/kernels'
import { both, emptyRaster, itNative, largestDifference, randomFrom, randomRaster, seed, sizes, truth, depths } from './support'

/** Standard normal (Box, Muller 1958). */
function normalFrom(random: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

const side = 320

/** A ramp of luminance from 0.15 to 0.85 with noise of `sigma(luminance)` on 0..255, smoothed by a 3 x 3 box if asked. */
function noisyRamp(sigma: (luminance: number) => number, options: { smooth: boolean; channels?: number }): Raster {
  const { smooth, channels = 3 } = options
  const normal = normalFrom(randomFrom(7))
  const raster = emptyRaster({ width: side, height: side, channels, depth: 'f32' })
  for (let c = 0; c < channels; c++) {
    const white = Float32Array.from({ length: side * side }, normal)
    const at = (y: number, x: number): number => white[((y + side) % side) * side + ((x + side) % side)] as number
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const luminance = 0.15 + (0.7 * x) / side
        let noise = at(y, x)
        if (smooth) {
          noise = 0
          // Nine samples of weight 1/3 keep the variance.
          for (let j = -1; j <= 1; j++) for (let i = -1; i <= 1; i++) noise += at(y + j, x + i) / 3
        }
        raster.data[(y * side + x) * channels + c] = luminance + (sigma(luminance) / 255) * noise
      }
    }
  }
  return raster
}

describe.each(both)('estimateNoise ($kind)', (kernels) => {
  it('finds white noise within 5 % in every band, its fine detail within 8 %', () => {
    const profile = kernels.estimateNoise(noisyRamp(() => 10, { smooth: false }), { max: 1, bands: 4 })
    for (const sigma of profile.sigma) expect(Math.abs(sigma - 10)).toBeLessThan(0.5)
    for (const fine of profile.fine) expect(Math.abs(fine - 10)).toBeLessThan(0.8)
  })

  it('follows noise that grows with luminance', () => {
    const raster = noisyRamp((luminance) => 4 + 16 * luminance, { smooth: false })
    const profile = kernels.estimateNoise(raster, { max: 1, bands: 8 })
    for (let band = 1; band <= 6; band++) {
      expect(Math.abs((profile.sigma[band * 3 + 1] as number) - (4 + 16 * ((band + 0.5) / 8)))).toBeLessThan(1.2)
    }
  })

  it('finds smoothed noise within 10 %, and says that its fine detail is low', () => {
    const profile = kernels.estimateNoise(noisyRamp(() => 10, { smooth: true }), { max: 1, bands: 2 })
    for (const sigma of profile.sigma) expect(Math.abs(sigma - 10)).toBeLessThan(1)
    for (const fine of profile.fine) expect(fine).toBeLessThan(4)
  })

  it('is not misled by texture on most of the picture', () => {
    const raster = noisyRamp(() => 5, { smooth: false, channels: 1 })
    for (let y = 0; y < side; y++) {
      if (y % 64 < 19) continue
      for (let x = 0; x < side; x++) {
        const at = y * side + x
        raster.data[at] = (raster.data[at] as number) + 0.1 * Math.sin(x * 0.9) * Math.sin(y * 0.7)
      }
    }
    const profile = kernels.estimateNoise(raster, { max: 1, bands: 1 })
    expect(Math.abs((profile.sigma[0] as number) - 5)).toBeLessThan(0.75)
  })

  it('says nothing of pictures that are too small or clipped', () => {
    const small = kernels.estimateNoise(emptyRaster({ width: 15, height: 40, channels: 3, depth: 'u8' }), { max: 255, bands: 2 })
    expect([...small.blocks, ...small.sigma]).toEqual(new Array<number>(12).fill(0))
    const allBlack = emptyRaster({ width: 320, height: 320, channels: 1, depth: 'u8' })
    const black = kernels.estimateNoise(allBlack, { max: 255, bands: 1 })
    expect(black.blocks[0]).toBe(0)
  })

  it('borrows for a band without blocks from its neighbours', () => {
    const raster = noisyRamp((luminance) => 2 + 10 * luminance, { smooth: false })
    const profile = kernels.estimateNoise(raster, { max: 1, bands: 8 })
    expect(profile.blocks[0]).toBe(0)
    expect(profile.sigma[0]).toBe(profile.sigma[3])
  })
})

itNative(`C++ equals TypeScript within 1 % (seed ${seed})`, (native) => {
  const random = randomFrom(seed)
  for (const [width, height] of [...sizes, [333, 211] as const]) {
    for (const [depth, max] of depths) {
      const source = randomRaster({ width, height, channels: 1 + Math.floor(random() * 4), depth }, max, random)
      const results = [native, truth].map((kernels) => kernels.estimateNoise(source, { max, bands: 5 }))
      for (const figure of ['sigma', 'fine', 'blocks'] as const) {
        const [ours, theirs] = results.map((profile) => profile[figure]) as [Float32Array, Float32Array]
        expect(largestDifference(ours, theirs)).toBeLessThanOrEqual(0.01 * Math.max(1, ...theirs))
      }
    }
  }
})
