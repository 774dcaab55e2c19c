import { identityCurve } from '#helper/pipeline/light-curve'
import { measureNoise, type NoiseLevel } from '#helper/pipeline/noise-level'
import { sigmaAt } from '#helper/pipeline/noise-map'
import type { PictureHeader } from '#protocol'
import { headerOf, jobFolder, paint, seededNumbers, toFile } from '../../support/run-task'

const folder = jobFolder()

function measure(header: PictureHeader, valueAt: (x: number, y: number, channel: number) => number): NoiseLevel {
  return measureNoise(toFile(folder, header, paint(header, valueAt)), identityCurve, () => undefined)
}

/** Independent normally distributed numbers. */
function gaussian(seed: number): () => number {
  const next = seededNumbers(seed)
  return () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
}

const coloured = (x: number, y: number, channel: number): number => 0.3 + 0.3 * (x / 256) + 0.1 * channel * (y / 256)

describe('how much noise a picture has', () => {
  it.each(['u8', 'u16', 'f32'] as const)('white noise of 8 of 255 in %s', (sample) => {
    const noise = gaussian(1)
    const level = measure(headerOf(256, 256, { sample }), (x, y, channel) => coloured(x, y, channel) + (8 / 255) * noise())
    for (const luminance of [0.4, 0.5, 0.6]) {
      const sigma = sigmaAt(level.sigma, luminance) * 255
      expect(sigma).toBeGreaterThan(7)
      expect(sigma).toBeLessThan(9)
    }
    for (const sigma of level.perChannel) expect(Math.abs(sigma * 255 - 8)).toBeLessThan(1)
  })

  it('texture, which is alike in all colours, is not noise', () => {
    const grain = seededNumbers(2)
    const texture = Float32Array.from({ length: 256 * 256 }, () => 0.2 * (grain() - 0.5))
    const level = measure(headerOf(256, 256), (x, y, channel) => coloured(x, y, channel) + (texture[y * 256 + x] as number))
    // Its own standard deviation is 15 of 255.
    expect(Math.max(...level.perChannel) * 255).toBeLessThan(1.5)
  })

  it('a gray picture has no colour to tell by', () => {
    const noise = gaussian(3)
    const level = measure(headerOf(256, 256, { channels: 'gray' }), () => 0.5 + (8 / 255) * noise())
    expect(sigmaAt(level.sigma, 0.5) * 255).toBeGreaterThan(7)
    expect(sigmaAt(level.sigma, 0.5) * 255).toBeLessThan(9)
  })

  /** Brown: each channel is the luminance times its own. */
  const toned = (light: number, channel: number): number => light * ([1.1, 1, 0.8][channel] as number)

  it('the grain of a toned print is noise, the same in all colours as it is', () => {
    const grain = gaussian(6)
    const noise = Float32Array.from({ length: 256 * 256 }, () => (6 / 255) * grain())
    const level = measure(headerOf(256, 256), (x, y, channel) => toned(0.3 + x / 800 + (noise[y * 256 + x] as number), channel))
    expect(sigmaAt(level.sigma, 0.45) * 255).toBeGreaterThan(5)
    expect(sigmaAt(level.sigma, 0.45) * 255).toBeLessThan(7.5)
  })

  it('its texture, which half the size shows as well, is not', () => {
    const next = gaussian(7)
    const rough = Float32Array.from({ length: 65 * 65 }, () => (12 / 255) * next())
    const texture = (x: number, y: number): number => {
      const [i, j] = [Math.floor(x / 4), Math.floor(y / 4)]
      const at = (u: number, v: number): number => rough[v * 65 + u] as number
      const [fx, fy] = [(x % 4) / 4, (y % 4) / 4]
      return (at(i, j) * (1 - fx) + at(i + 1, j) * fx) * (1 - fy) + (at(i, j + 1) * (1 - fx) + at(i + 1, j + 1) * fx) * fy
    }
    const level = measure(headerOf(256, 256), (x, y, channel) => toned(0.3 + x / 800 + texture(x, y), channel))
    // Its own standard deviation is 8 of 255.
    expect(sigmaAt(level.sigma, 0.45) * 255).toBeLessThan(2.5)
  })

  it('knows white noise from noise without fine detail', () => {
    const noise = gaussian(8)
    const white = Float32Array.from({ length: 257 * 257 * 3 }, () => (8 / 255) * noise())
    const at = (x: number, y: number, channel: number): number => white[(y * 257 + x) * 3 + channel] as number
    const pair = (x: number, y: number, c: number): number => at(x, y, c) + at(x + 1, y, c)
    const mean = (x: number, y: number, c: number): number => (pair(x, y, c) + pair(x, y + 1, c)) / 2
    expect(measure(headerOf(256, 256), (x, y, c) => coloured(x, y, c) + at(x, y, c)).halved).toBeCloseTo(0.5, 1)
    // Neighbours averaged: 0.75 of it is left at half size.
    expect(measure(headerOf(256, 256), (x, y, c) => coloured(x, y, c) + mean(x, y, c)).halved).toBeCloseTo(0.75, 1)
  })

  it('alpha is not looked at', () => {
    const noise = gaussian(4)
    const header = headerOf(128, 128, { channels: 'rgb-alpha' })
    const level = measure(header, (x, y, channel) => (channel === 3 ? 0.5 + 0.2 * noise() : coloured(x, y, channel)))
    expect(Math.max(...level.sigma) * 255).toBeLessThan(0.5)
  })

  it('of a large picture, strips from all over are looked at', () => {
    const noise = gaussian(5)
    // A gray frame without noise above, 4.5 MP in all, of which 4 are sampled.
    const header = headerOf(500, 9000, { channels: 'gray' })
    const level = measure(header, (_, y) => (y < 4500 ? 0.25 : 0.75 + (10 / 255) * noise()))
    expect(sigmaAt(level.sigma, 0.75) * 255).toBeGreaterThan(8.5)
    expect(sigmaAt(level.sigma, 0.25) * 255).toBeLessThan(1)
  })

  it('a picture without a flat area says nothing', () => {
    expect(measure(headerOf(9, 9), () => 0.5).isMeasured).toBe(false)
  })
})
