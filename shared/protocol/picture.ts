import { z } from './schema'
import { failure } from './errors'

/** Half-open, whole document pixels, origin top-left, y down. */
export const boundsSchema = z.strictObject({
  left: z.number().check(z.int()),
  top: z.number().check(z.int()),
  right: z.number().check(z.int()),
  bottom: z.number().check(z.int()),
})
export type Bounds = z.infer<typeof boundsSchema>

/** The longest side that any part accepts; PSB's own limit. */
export const MAX_SIDE_PX = 300_000

const side = z.number().check(z.int(), z.minimum(1), z.maximum(MAX_SIDE_PX))

/**
 * What the bytes of a picture mean. Interleaved, little-endian, rows top-down, no padding; values are
 * encoded (not linear) unless `transfer` says so; alpha is straight. A matte is `gray`, 0 = background.
 */
export const pictureHeaderSchema = z.strictObject({
  width: side,
  height: side,
  channels: z.enum(['gray', 'gray-alpha', 'rgb', 'rgb-alpha']),
  sample: z.enum(['u8', 'u16', 'f32']),
  /** The value of white: 255 (u8), 65535 (u16 of files), 32768 (u16 of Photoshop), 1 (f32). */
  max: z.union([z.literal(255), z.literal(65535), z.literal(32768), z.literal(1)]),
  alpha: z.enum(['none', 'straight']),
  origin: z.strictObject({ left: z.number().check(z.int()), top: z.number().check(z.int()) }),
  colour: z.strictObject({
    profileName: z.string().check(z.maxLength(200)),
    /** Blob id of the ICC profile, where the host knows it. */
    icc: z.optional(z.string()),
    transfer: z.enum(['encoded', 'linear']),
  }),
})
export type PictureHeader = z.infer<typeof pictureHeaderSchema>
export type Channels = PictureHeader['channels']
export type Sample = PictureHeader['sample']

const channelCounts = { gray: 1, 'gray-alpha': 2, rgb: 3, 'rgb-alpha': 4 } as const
const sampleSizes = { u8: 1, u16: 2, f32: 4 } as const
const maxima = { u8: [255], u16: [65535, 32768], f32: [1] } as const

export function channelCount(channels: Channels): number {
  return channelCounts[channels]
}

export function hasAlpha(channels: Channels): boolean {
  return channels === 'gray-alpha' || channels === 'rgb-alpha'
}

/** Bytes of one row. */
export function rowBytes(header: PictureHeader): number {
  return header.width * channelCounts[header.channels] * sampleSizes[header.sample]
}

/** Bytes of all pixels; exact, since the sides are capped at 300,000. */
export function pixelBytes(header: PictureHeader): number {
  return rowBytes(header) * header.height
}

/** @throws PICTURE_INVALID if the fields contradict each other. */
export function checkHeader(header: PictureHeader): PictureHeader {
  const saysAlpha = hasAlpha(header.channels)
  if (saysAlpha !== (header.alpha === 'straight')) {
    throw failure('PICTURE_INVALID', { reason: `channels ${header.channels} with alpha ${header.alpha}` })
  }
  if (!(maxima[header.sample] as readonly number[]).includes(header.max)) {
    throw failure('PICTURE_INVALID', { reason: `sample ${header.sample} with max ${header.max}` })
  }
  return header
}

/** A header for pixels that a file or a model made, with everything at its plain value. */
export function plainHeader(
  size: { width: number; height: number },
  channels: Channels,
  sample: Sample,
  profileName = 'sRGB',
): PictureHeader {
  return {
    width: size.width,
    height: size.height,
    channels,
    sample,
    max: maxima[sample][0],
    alpha: hasAlpha(channels) ? 'straight' : 'none',
    origin: { left: 0, top: 0 },
    colour: { profileName, transfer: 'encoded' },
  }
}
