import { hasAlpha, type PictureHeader, channelCount } from '#protocol'
import { openBand, type PictureFile } from './picture-file'

/** The share of samples that the curve brings below 1; brighter ones go above. */
const WHITE_QUANTILE = 0.999

/** How strongly shadows are opened; at 16 the curve runs near the sRGB curve from middle gray up. */
const STEEPNESS = 16

/** Floats fall into bins by sign, exponent and seven bits of fraction: 1/128 apart. */
const BIN_SHIFT = 16
const BINS = 1 << BIN_SHIFT
const POSITIVE_BINS = 0x7f80

/** A reversible way from a picture's floats to values that networks know, and back. */
export interface LightCurve {
  forward(value: number): number
  inverse(value: number): number
}

export const identityCurve: LightCurve = { forward: (value) => value, inverse: (value) => value }

/** asinh(k x / white) / asinh(k): linear near 0, logarithmic in the lights, odd, so that negative values survive. */
export function asinhCurve(white: number): LightCurve {
  const gain = STEEPNESS / white
  const norm = Math.asinh(STEEPNESS)
  return {
    forward: (value) => Math.asinh(value * gain) / norm,
    inverse: (value) => Math.sinh(value * norm) / gain,
  }
}

/** The curve of a picture: of the whole of it, so that tiles agree. Encoded pictures have it in them already. */
export function curveOf(picture: PictureFile, progress: (done: number, total: number) => void): LightCurve {
  const { sample, colour } = picture.header
  return sample === 'f32' && colour.transfer === 'linear' ? asinhCurve(whiteOf(picture, progress)) : identityCurve
}

const ROWS = 32

/** The value that 99.9 % of the positive colour samples stay below; 1 for a picture without light. */
export function whiteOf(picture: PictureFile, progress: (done: number, total: number) => void): number {
  const { height } = picture.header
  const counts = new Uint32Array(BINS)
  for (let top = 0; top < height; top += ROWS) {
    progress(top, height)
    const band = openBand(picture, { top, height: Math.min(ROWS, height - top) })
    countColours(band.raster.data as Float32Array, picture.header, counts)
    band.close()
  }
  progress(height, height)
  return quantileOf(counts)
}

function countColours(data: Float32Array, header: PictureHeader, counts: Uint32Array): void {
  const bits = new Uint32Array(data.buffer, data.byteOffset, data.length)
  const channels = channelCount(header.channels)
  const colours = hasAlpha(header.channels) ? channels - 1 : channels
  for (let i = 0; i < bits.length; i += channels) {
    for (let c = 0; c < colours; c++) {
      const bin = (bits[i + c] as number) >>> BIN_SHIFT
      counts[bin] = (counts[bin] as number) + 1
    }
  }
}

function quantileOf(counts: Uint32Array): number {
  // Bin 0 holds zero and what is as good as zero: background, no light.
  let total = 0
  for (let bin = 1; bin < POSITIVE_BINS; bin++) total += counts[bin] as number
  let below = 0
  for (let bin = 1; bin < POSITIVE_BINS; bin++) {
    below += counts[bin] as number
    if (below > 0 && below >= total * WHITE_QUANTILE) return floatOf((bin + 1) << BIN_SHIFT)
  }
  return 1
}

const floatOf = (bits: number): number => new Float32Array(Uint32Array.of(bits).buffer)[0] as number
