import { kernels, resizeRows, type Region } from '#native'
import { failure, rowBytes } from '#protocol'
import type { MattePlane } from './matte-plane'
import type { Progress } from './matte-refine'
import { openBand, type PictureFile } from './picture-file'
import { shrinkPart } from './shrink-region'

/** Longer side of the matte that a given mask becomes for finding its band: one of its samples is then the mask's doubt. */
const LONGEST_SAMPLES = 640

const BAND_BYTES = 32 * 1024 * 1024

/** Copies a mask of the user's to the target's size and depth; values survive exactly where size and depth are equal. */
export function copyMask(mask: PictureFile, target: PictureFile, progress: Progress): void {
  if (mask.header.channels !== 'gray') throw failure('PICTURE_INVALID', { reason: `a mask of ${mask.header.channels}` })
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
  const scale = Math.min(1, LONGEST_SAMPLES / Math.max(region.width, region.height))
  const size = { width: Math.max(1, Math.round(region.width * scale)), height: Math.max(1, Math.round(region.height * scale)) }
  const { values } = shrinkPart(mask, region, size, 'box')
  return { ...size, values }
}
