import type { ProresForm } from '#native'
import { type ClipInfo, hasAlpha, type PictureHeader, type Rate } from '#protocol'
import { matrixFor } from './colour-args'
import { matrixNumbers, primariesNumbers, transferNumbers, UNSAID } from './colour-numbers'
import type { MediaInfo } from './media-info'
import { timescaleOf } from './rational'
import { yuvPlanes } from './yuv-planes'

/** Frames of ProRes 4444 in a file of their own, as the media process makes them itself. */
export interface ProresFilm {
  form: ProresForm
  width: number
  height: number
  /** By the numbers of ITU-T H.273. */
  colour: { primaries: number; transfer: number; matrix: number }
  pixelAspect: Rate
  /** Ticks a second, and of a frame. */
  timescale: number
  frameTicks: number
}

/** How coarsely each coefficient of ProRes HQ and 4444 is kept, row by row. */
const MATRIX: readonly number[] = [
  4, 4, 4, 4, 4, 4, 4, 4,
  4, 4, 4, 4, 4, 4, 4, 4,
  4, 4, 4, 4, 4, 4, 4, 4,
  4, 4, 4, 4, 4, 4, 4, 5,
  4, 4, 4, 4, 4, 4, 5, 5,
  4, 4, 4, 4, 4, 5, 5, 6,
  4, 4, 4, 4, 5, 5, 6, 7,
  4, 4, 4, 4, 5, 6, 7, 7,
]

interface Made {
  /** Of the frames that are made. */
  header: PictureHeader
  rate: Rate
  /** Of the source, whose colours and pixel shape the result has. */
  info: Pick<MediaInfo, 'colour' | 'hasAlpha' | 'pixelAspect'>
}

export function proresFilm({ header, rate, info }: Made): ProresFilm {
  const alpha = hasAlpha(header.channels)
  const timescale = timescaleOf(rate)
  return {
    form: {
      mixes: yuvPlanes(header, { matrix: matrixFor(info.colour, header.height), alpha }),
      matrix: MATRIX, scale: proresScale(header, info), alphaBits: alpha ? alphaBits(header) : 0,
    },
    width: header.width, height: header.height, colour: coloursOf(info.colour), pixelAspect: info.pixelAspect,
    timescale, frameTicks: Math.round((timescale * rate.den) / rate.num),
  }
}

/**
 * A fixed one; to search for one takes ffmpeg five times as long. At 10 a subject on black, a quarter of the picture and noisy,
 * costs 0.30 GB a minute of 1080p25, its colours 44 to 48 dB from the source; at 12 it would be 0.27 for 1 dB, but flat colours
 * would lie more than one step of ten bits off. At 3 whole frames are as large as they are in other ProRes, and as fine; so are
 * those of a source that has alpha of its own.
 */
export const proresScale = ({ channels }: PictureHeader, { hasAlpha: ofItsOwn }: Pick<ClipInfo, 'hasAlpha'>): number =>
  (hasAlpha(channels) && !ofItsOwn ? 10 : 3)

/** Alpha is stored without loss: in 8 bits where the frames have no more, which is half of what 16 cost. */
export const alphaBits = ({ sample }: PictureHeader): 8 | 16 => (sample === 'u8' ? 8 : 16)

const coloursOf = (colour: ClipInfo['colour']): ProresFilm['colour'] => ({
  primaries: primariesNumbers[colour.primaries] ?? UNSAID,
  transfer: transferNumbers[colour.transfer] ?? UNSAID,
  matrix: matrixNumbers[colour.matrix] ?? UNSAID,
})
