import { kernels, type NoiseProfile, type Raster } from '#native'
import { channelCount, hasAlpha, type PictureHeader } from '#protocol'
import type { LightCurve } from './light-curve'
import { boundByHalving } from './noise-at-half'
import { boundByColour } from './noise-in-colour'
import { openBand, type PictureFile } from './picture-file'
import type { Tile } from './tile'

/** Equal steps of luminance, each with its own noise: shadows of a photograph are noisier than its lights, or less so. */
const BANDS = 16

/** Strips are whole rows of the kernel's blocks; this many samples say enough. */
const STRIP_ROWS = 128
const SAMPLED_PIXELS = 4_000_000

/** How much noise a picture has: standard deviation on 0..1, by luminance. */
export interface NoiseLevel {
  /** Of equal steps of luminance from black to white. */
  sigma: Float32Array
  /** Per channel, over the luminances that the picture has. */
  perChannel: readonly [number, number, number]
  /** The share of it that is left where 2 x 2 pixels are averaged: 0.5 of white noise, more of what demosaicing made of it. */
  halved: number
  /** No flat area was found: nothing is known, and 0 is assumed. */
  isMeasured: boolean
  /** The share of it that is left at each pixel, where frames were averaged before; one plane, at least as large as the tile. */
  left?: Tile
}

/** The same noise everywhere. */
export function evenNoise(sigma: number, halved = HALVED_WHITE): NoiseLevel {
  return { sigma: new Float32Array([sigma, sigma]), perChannel: [sigma, sigma, sigma], halved, isMeasured: true }
}

export function scaleNoise(level: NoiseLevel, factor: number): NoiseLevel {
  const [red, green, blue] = level.perChannel
  const sigma = level.sigma.map((value) => value * factor)
  return { ...level, sigma, perChannel: [red * factor, green * factor, blue * factor] }
}

/** Measures the noise of a picture from strips of it, in the values that networks see. */
export function measureNoise(picture: PictureFile, curve: LightCurve, progress: Progress): NoiseLevel {
  const sampled = sampleStrips(picture, curve, progress)
  const options = { max: sampled.data instanceof Float32Array ? 1 : picture.header.max, bands: BANDS }
  const bound = boundByColour(sampled, options) ?? boundByHalving(sampled, options)
  return noiseLevelOf(kernels().estimateNoise(sampled, options), { sample: picture.header.sample, bound })
}

/** How much of a picture's noise is left where 2 x 2 pixels are averaged (see `NoiseLevel`), however much there is. */
export function measureHalved(picture: PictureFile, curve: LightCurve, progress: Progress): number {
  const sampled = sampleStrips(picture, curve, progress)
  const max = sampled.data instanceof Float32Array ? 1 : picture.header.max
  return halvedOf(correlationOf(kernels().estimateNoise(sampled, { max, bands: 1 })))
}

type Progress = (done: number, total: number) => void

/** Strips of a large picture, spread evenly and put under one another; all of a small one. Alpha left out. */
function sampleStrips(picture: PictureFile, curve: LightCurve, progress: Progress): Raster {
  const { width, height, channels: layout } = picture.header
  const wanted = Math.max(1, Math.ceil(SAMPLED_PIXELS / width / STRIP_ROWS))
  const strips = Math.min(wanted, Math.ceil(height / STRIP_ROWS))
  const rows = strips * STRIP_ROWS >= height ? height : strips * STRIP_ROWS
  const channels = channelCount(layout) - (hasAlpha(layout) ? 1 : 0)
  const data = samplesFor(picture.header, width * rows * channels)
  const raster: Raster = { data, width, height: rows, channels, top: 0, fullHeight: rows }
  for (let strip = 0; strip < strips; strip++) {
    progress(strip, strips)
    const at = strip * STRIP_ROWS
    const take = Math.min(STRIP_ROWS, rows - at)
    const top = rows === height ? at : Math.round(((height - STRIP_ROWS) * strip) / Math.max(1, strips - 1))
    const band = openBand(picture, { top, height: take })
    copyColours(band.raster, { raster, at: at * width * channels }, curve)
    band.close()
  }
  progress(strips, strips)
  return raster
}

function samplesFor({ sample }: PictureHeader, length: number): Raster['data'] {
  return sample === 'u8' ? new Uint8Array(length) : sample === 'u16' ? new Uint16Array(length) : new Float32Array(length)
}

function copyColours(from: Raster, to: { raster: Raster; at: number }, curve: LightCurve): void {
  const { channels } = to.raster
  const isFloat = from.data instanceof Float32Array
  if (channels === from.channels && !isFloat) {
    to.raster.data.set(from.data, to.at)
    return
  }
  let write = to.at
  for (let read = 0; read < from.data.length; read += from.channels) {
    for (let c = 0; c < channels; c++) {
      const value = from.data[read + c] as number
      to.raster.data[write++] = isFloat ? (Number.isFinite(value) ? curve.forward(value) : 0) : value
    }
  }
}

/** Variance that rounding to whole steps of a u8 sample adds, on 0..1; no denoiser can know better. */
const ROUNDING_VARIANCE = { u8: 1 / 12 / 255 ** 2, u16: 0, f32: 0 } as const

/**
 * Noise follows luminance smoothly: between neighbouring steps it grows by at most this. Where it seems to jump, the step
 * has no flat area, and what was measured is texture.
 */
const STEEPEST = 1.15

/**
 * Noise has fine detail, even after demosaicing and JPEG: all of it is at most this many times what the finest detail says.
 * Texture has less. Found on simulated cameras (tests/support/sensor-noise.ts).
 */
const MOST_OF_FINE = 3.8

interface Circumstances {
  sample: PictureHeader['sample']
  /** Of the noise of a channel, by luminance. */
  bound: Float32Array
}

function noiseLevelOf(profile: NoiseProfile, { sample, bound }: Circumstances): NoiseLevel {
  const { bands, blocks } = profile
  const channels = [0, 1, 2].map((c) => lowerEnvelope(Float32Array.from({ length: bands }, (_, band) => {
    const whole = Math.min(profile.sigma[band * 3 + c] as number, MOST_OF_FINE * (profile.fine[band * 3 + c] as number))
    return Math.sqrt(Math.max(0, (whole / 255) ** 2 - ROUNDING_VARIANCE[sample]))
  }), (band) => (blocks[band * 3 + c] as number) > 0))
  const whole = Float32Array.from({ length: bands }, (_, band) =>
    Math.sqrt(channels.reduce((sum, channel) => sum + (channel[band] as number) ** 2, 0) / 3))
  const count = Array.from({ length: bands }, (_, band) => blocks[band * 3 + 1] as number)
  const bounded = whole.map((value, band) => Math.min(value, bound[band] as number))
  const level = lowerEnvelope(bounded, (band) => (count[band] as number) > 0)
  const share = whole.map((value, band) => (value > 0 ? (level[band] as number) / value : 1))
  const total = count.reduce((sum, each) => sum + each, 0)
  const squares = (of: Float32Array): number =>
    of.reduce((sum, value, band) => sum + (count[band] as number) * (value * (share[band] as number)) ** 2, 0)
  const mean = (of: Float32Array): number => (total === 0 ? 0 : Math.sqrt(squares(of) / total))
  const correlated = correlationOf(profile)
  const gain = 1 + COARSE_GAIN * correlated
  return {
    sigma: level.map((value) => gain * value),
    perChannel: channels.map(mean) as [number, number, number],
    halved: halvedOf(correlated),
    isMeasured: total > 0,
  }
}

/**
 * The largest curve below the measured `levels` that is nowhere steeper than `STEEPEST`. A level of 0 is no camera's: a frame
 * or a caption, which says nothing about the rest.
 */
function lowerEnvelope(levels: Float32Array, isMeasured: (band: number) => boolean): Float32Array {
  const reached = (at: number, own: number): number => levels.reduce((least, level, other) =>
    (level > 0 && isMeasured(other) ? Math.min(least, level * STEEPEST ** Math.abs(at - other)) : least), own)
  return levels.map((level, at) => reached(at, level))
}

/**
 * Demosaicing and JPEG move noise from fine to coarse detail, where flat blocks show less of it. White noise needs nothing,
 * noise without any fine detail this share more; found on simulated cameras (tests/support/sensor-noise.ts).
 */
const COARSE_GAIN = 0.35

/** What averaging 2 x 2 pixels leaves of white noise, and how much more of noise without any fine detail; found likewise. */
const HALVED_WHITE = 0.5
const HALVED_COARSE = 0.43

const halvedOf = (correlated: number): number => HALVED_WHITE + HALVED_COARSE * correlated

/** 0 for white noise, 1 for noise without any fine detail. */
function correlationOf({ sigma, fine, blocks }: NoiseProfile): number {
  let [whole, white] = [0, 0]
  blocks.forEach((count, i) => {
    whole += count * (sigma[i] as number) ** 2
    white += count * (fine[i] as number) ** 2
  })
  return whole > 0 ? Math.max(0, 1 - Math.sqrt(white / whole)) : 0
}
