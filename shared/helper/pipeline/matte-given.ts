import { kernels, resizeRows, type Region } from '#native'
import { channelCount, failure, hasAlpha, type PictureHeader, plainHeader, rowBytes } from '#protocol'
import { type MattePlane, soften } from './matte-plane'
import type { Progress } from './matte-refine'
import { openBand, type PictureFile } from './picture-file'
import { shrinkPart } from './shrink-region'

/** Longer side of the matte that a given mask becomes for finding its band: one of its samples is then the mask's doubt. */
const LONGEST_SAMPLES = 400

/** A selection is seldom nearer to the edge than this. */
const LEAST_SAMPLE_PX = 2

const BAND_BYTES = 32 * 1024 * 1024

/** Values of red, green and blue in the gray of a coloured mask; equal ones stay as they are. */
const LUMINANCE = [0.299, 0.587, 0.114] as const

/** Writes the one plane of a mask that has colours or alpha: its luminance, and nothing where it is transparent. */
export function flattenMask(mask: PictureFile, target: PictureFile): void {
  const { header } = mask
  const { width, height, channels, sample, max } = header
  const count = channelCount(channels)
  const colours = count - (hasAlpha(channels) ? 1 : 0)
  const step = Math.max(1, Math.floor(BAND_BYTES / rowBytes(header)))
  for (let top = 0; top < height; top += step) {
    const rows = { top, height: Math.min(step, height - top) }
    const from = openBand(mask, rows)
    const to = openBand(target, rows, true)
    for (let i = 0, read = 0; i < width * rows.height; i++, read += count) {
      const value = (c: number): number => from.raster.data[read + c] as number
      const gray = colours === 1 ? value(0) : LUMINANCE.reduce((sum, weight, c) => sum + weight * value(c), 0)
      const seen = hasAlpha(channels) ? (gray * value(count - 1)) / max : gray
      to.raster.data[i] = sample === 'f32' ? seen : Math.round(seen)
    }
    from.close()
    to.close()
  }
}

/** The header of a mask's one plane. */
export const flatHeader = ({ header }: PictureFile): PictureHeader =>
  ({ ...plainHeader(header, 'gray', header.sample), max: header.max, origin: header.origin })

/** @throws MASK_MISMATCH unless the mask shows the whole picture, in whatever size */
export function checkShape({ header: mask }: PictureFile, picture: { width: number; height: number }): void {
  const wanted = (picture.height * mask.width) / picture.width
  const isSame = Math.abs(mask.height - wanted) <= 1 || Math.abs(mask.width - (picture.width * mask.height) / picture.height) <= 1
  if (isSame) return
  const size = ({ width, height }: { width: number; height: number }): string => `${width} x ${height}`
  throw failure('MASK_MISMATCH', { mask: size(mask), picture: size(picture) })
}

/** Copies a gray mask to the target's size and depth; values survive exactly where size and depth are equal. */
export function copyMask(mask: PictureFile, target: PictureFile, progress: Progress): void {
  const { width, height, max } = target.header
  const isSameSize = mask.header.width === width && mask.header.height === height
  const filter = isSameSize ? 'bilinear' : 'bicubic'
  const bytes = Math.max(rowBytes(target.header), rowBytes(mask.header) * (mask.header.height / height))
  const step = Math.max(1, Math.floor(BAND_BYTES / bytes))
  for (let top = 0; top < height; top += step) {
    progress(top, height)
    const rows = { top, height: Math.min(step, height - top) }
    const from = openBand(mask, resizeRows(rows, mask.header.height, height, filter))
    const to = openBand(target, rows, true)
    kernels().resize(from.raster, to.raster, { filter, max, scale: max / mask.header.max, alpha: false })
    from.close()
    to.close()
  }
  progress(height, height)
}

/** A full-size matte, reduced to where its edges are. */
export function reduceMask(mask: PictureFile, region: Region): MattePlane {
  const scale = Math.min(1 / LEAST_SAMPLE_PX, LONGEST_SAMPLES / Math.max(region.width, region.height))
  const size = { width: Math.max(1, Math.round(region.width * scale)), height: Math.max(1, Math.round(region.height * scale)) }
  const { values } = shrinkPart(mask, region, size, 'box')
  return soften({ ...size, values })
}
