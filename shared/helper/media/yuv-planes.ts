import type { ChannelMix } from '#native'
import { channelCount, hasAlpha, type PictureHeader } from '#protocol'

/** Shares of red and blue in luma, by the numbers of ITU-T H.273. */
const shares: Readonly<Record<number, readonly [kr: number, kb: number]>> = {
  1: [0.2126, 0.0722], 4: [0.3, 0.11], 5: [0.299, 0.114], 6: [0.299, 0.114], 7: [0.212, 0.087], 9: [0.2627, 0.0593],
}

/** White, black and the middle of 10 bits of video range, and how far luma and chroma reach. */
const [MOST, BLACK, MIDDLE, LUMA, CHROMA] = [1023, 64, 512, 876, 896] as const

export interface YuvForm {
  /** By the numbers of H.273. */
  matrix: number
  /** With a plane of alpha: opaque where the picture has none. */
  alpha: boolean
}

/**
 * How frames of `header` (u8 or u16) become planes of 10 bits, as many samples each as the picture has pixels: in one step from
 * the picture's own samples to the rounded ones (H.273, equations 38 to 49).
 */
export function yuvPlanes(header: PictureHeader, { matrix, alpha }: YuvForm): ChannelMix[] {
  const [kr, kb] = shares[matrix] ?? [0.2126, 0.0722]
  const y = [kr, 1 - kr - kb, kb]
  const channels = channelCount(header.channels)
  const isGray = channels < 3
  const mix = (colours: readonly number[], offset: number): ChannelMix => ({
    weights: Array.from({ length: channels }, (_, c) => (colours[c] ?? 0) / header.max), offset, most: MOST,
  })
  const difference = (own: number, share: number): number[] =>
    (isGray ? [0] : y.map((part, c) => (CHROMA * ((c === own ? 1 : 0) - part)) / (2 * (1 - share))))
  const planes = [
    mix(isGray ? [LUMA] : y.map((part) => LUMA * part), BLACK), mix(difference(2, kb), MIDDLE), mix(difference(0, kr), MIDDLE),
  ]
  return alpha ? [...planes, alphaPlane(header)] : planes
}

function alphaPlane({ channels, max }: PictureHeader): ChannelMix {
  const count = channelCount(channels)
  const weights = new Array<number>(count).fill(0)
  if (!hasAlpha(channels)) return { weights, offset: MOST, most: MOST }
  weights[count - 1] = MOST / max
  return { weights, offset: 0, most: MOST }
}
