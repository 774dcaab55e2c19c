import type { ChannelMix } from '#native'
import { channelCount, hasAlpha, type PictureHeader } from '#protocol'
import type { YuvTarget } from './colour-args'
import { depthOf } from './picture-facts'

/** Shares of red and blue in luma, by the numbers of ITU-T H.273. */
const shares: Readonly<Record<number, readonly [kr: number, kb: number]>> = {
  1: [0.2126, 0.0722], 4: [0.3, 0.11], 5: [0.299, 0.114], 6: [0.299, 0.114], 7: [0.212, 0.087], 9: [0.2627, 0.0593],
}

/**
 * How frames of `header` become YUV of `target`, plane by plane, in one step from the picture's own samples to the rounded ones
 * (H.273, equations 38 to 49); undefined where planes are not of the picture's size, or of bytes: ffmpeg makes those.
 */
export function yuvPlanes(header: PictureHeader, { pixelFormat, matrix, isFull }: YuvTarget): ChannelMix[] | undefined {
  if (!/^yuva?444p\d\dle$/.test(pixelFormat) || header.sample === 'f32') return undefined
  const depth = depthOf(pixelFormat, undefined)
  const most = 2 ** depth - 1
  const [luma, chroma] = isFull ? [most, most] : [219 * 2 ** (depth - 8), 224 * 2 ** (depth - 8)]
  const [black, middle] = [isFull ? 0 : 16 * 2 ** (depth - 8), 2 ** (depth - 1)]
  const [kr, kb] = shares[matrix] ?? [0.2126, 0.0722]
  const y = [kr, 1 - kr - kb, kb]
  const channels = channelCount(header.channels)
  const isGray = channels < 3
  const mix = (colours: readonly number[], offset: number): ChannelMix => ({
    weights: Array.from({ length: channels }, (_, c) => (colours[c] ?? 0) / header.max), offset, most,
  })
  const difference = (own: number, share: number): number[] =>
    (isGray ? [0] : y.map((part, c) => (chroma * ((c === own ? 1 : 0) - part)) / (2 * (1 - share))))
  const planes = [
    mix(isGray ? [luma] : y.map((part) => luma * part), black), mix(difference(2, kb), middle), mix(difference(0, kr), middle),
  ]
  return pixelFormat.startsWith('yuva') ? [...planes, alphaPlane(header, most)] : planes
}

/** Opaque where the picture has no alpha. */
function alphaPlane({ channels, max }: PictureHeader, most: number): ChannelMix {
  const count = channelCount(channels)
  const weights = new Array<number>(count).fill(0)
  if (!hasAlpha(channels)) return { weights, offset: most, most }
  weights[count - 1] = most / max
  return { weights, offset: 0, most }
}
