import { kernels, type NoiseProfile, type Raster } from '#native'

/** White of the differences, which lie around its half. */
const WHITE = 65_535

/**
 * Colour differences that spread less than this, on 0..1, about their mean at each luminance are those of a toned print: its
 * grain is the same in all colours, so they say nothing about it.
 */
const MONOCHROME_SPREAD = 0.015
const TONES = 64

/**
 * JPEG halves colour, and demosaicing borrows it from neighbours: what is left of the noise in it is less than in light. Found
 * on simulated cameras (tests/support/sensor-noise.ts).
 */
const COLOUR_LOSS = 1.6

/** JPEG rounds colour noise below about this, on 0..1, away altogether. */
const JPEG_LOSS = 1.4 / 255

/** Luminance as the kernel sees it in a picture of differences: their constant halves, and the share of the middle channel. */
const seenLuminance = (luminance: number): number => 0.5 * (0.299 + 0.114) + 0.587 * luminance

/**
 * An upper bound of the noise by luminance, as standard deviation per channel on 0..1: texture is the same in red, green and
 * blue, so it cancels in their differences, and noise does not. Undefined for gray and for toned prints.
 */
export function boundByColour(sampled: Raster, { max, bands }: { max: number; bands: number }): Float32Array | undefined {
  if (sampled.channels !== 3) return undefined
  const { raster, spread } = differencesOf(sampled, max)
  if (spread < MONOCHROME_SPREAD) return undefined
  const profile = kernels().estimateNoise(raster, { max: WHITE, bands })
  const least = sampled.data instanceof Uint8Array ? JPEG_LOSS : 0
  return Float32Array.from({ length: bands }, (_, band) =>
    Math.hypot(COLOUR_LOSS * perChannel(profile, seenLuminance((band + 0.5) / bands)), least))
}

/** The difference of two channels has the variance of both; it is halved in the raster. */
function perChannel({ sigma, bands }: NoiseProfile, luminance: number): number {
  const band = Math.min(bands - 1, Math.floor(luminance * bands))
  const [red, blue] = [sigma[band * 3] as number, sigma[band * 3 + 2] as number]
  return Math.sqrt((2 * red) ** 2 + (2 * blue) ** 2) / 2 / 255
}

/** Half of red - green and of blue - green around half of white, with luminance between them. */
function differencesOf(sampled: Raster, max: number): { raster: Raster; spread: number } {
  const { data } = sampled
  const differences = new Uint16Array(data.length)
  const scale = WHITE / max
  const tones = [new Tones(), new Tones()] as const
  for (let i = 0; i < data.length; i += 3) {
    const [red, green, blue] = [(data[i] as number) * scale, (data[i + 1] as number) * scale, (data[i + 2] as number) * scale]
    const [fromRed, fromBlue] = [(red - green) / 2, (blue - green) / 2]
    const luminance = clamp(0.299 * red + 0.587 * green + 0.114 * blue)
    differences[i] = clamp(WHITE / 2 + fromRed)
    differences[i + 1] = luminance
    differences[i + 2] = clamp(WHITE / 2 + fromBlue)
    const tone = Math.floor((luminance * TONES) / WHITE)
    tones[0].add(tone, fromRed)
    tones[1].add(tone, fromBlue)
  }
  const spread = (2 * Math.max(...tones.map((each) => each.spread()))) / WHITE
  return { raster: { ...sampled, data: differences }, spread }
}

/** How far values lie from the mean of their tone. */
class Tones {
  private readonly counts = new Float64Array(TONES)
  private readonly sums = new Float64Array(TONES)
  private squares = 0

  add(tone: number, value: number): void {
    this.counts[tone] = (this.counts[tone] as number) + 1
    this.sums[tone] = (this.sums[tone] as number) + value
    this.squares += value ** 2
  }

  spread(): number {
    const count = this.counts.reduce((all, each) => all + each, 0)
    const means = this.sums.reduce((all, sum, tone) => all + sum ** 2 / Math.max(1, this.counts[tone] as number), 0)
    return Math.sqrt(Math.max(0, this.squares - means) / count)
  }
}

const clamp = (value: number): number => Math.min(WHITE - 1, Math.max(1, value))
