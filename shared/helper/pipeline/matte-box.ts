import type { Region } from '#native'
import { type Bounds, failure, type PictureHeader } from '#protocol'

interface Size {
  width: number
  height: number
}

/** Room around a box, as a share of its sides, so that the network sees what the subject stands before. */
const MARGIN = 0.08

/** What counts as background for sure where there is no box, as a share of the sides. */
const BORDER = 0.03

/** A box in pixels of the picture, cut at its edges. @throws BOX_OUTSIDE */
export function boxInPicture(box: Bounds, { width, height, origin }: PictureHeader): Region {
  const left = Math.max(0, box.left - origin.left)
  const top = Math.max(0, box.top - origin.top)
  const right = Math.min(width, box.right - origin.left)
  const bottom = Math.min(height, box.bottom - origin.top)
  if (right > left && bottom > top) return { left, top, width: right - left, height: bottom - top }
  const asked = [box.left, box.top, box.right - box.left, box.bottom - box.top].join(',')
  throw failure('BOX_OUTSIDE', { box: asked, size: `${width} x ${height}` })
}

/** The box and its margin. */
export function withMargin(box: Region, { width, height }: Size): Region {
  const dx = Math.round(box.width * MARGIN)
  const dy = Math.round(box.height * MARGIN)
  const left = Math.max(0, box.left - dx)
  const top = Math.max(0, box.top - dy)
  const right = Math.min(width, box.left + box.width + dx)
  return { left, top, width: right - left, height: Math.min(height, box.top + box.height + dy) - top }
}

/** A region without a border of 3 % of its sides. */
export function withoutBorder({ left, top, width, height }: Region): Region {
  const dx = Math.ceil(width * BORDER)
  const dy = Math.ceil(height * BORDER)
  return { left: left + dx, top: top + dy, width: Math.max(1, width - 2 * dx), height: Math.max(1, height - 2 * dy) }
}

/** The same part of a picture that shows all of another at another size; at least one pixel. */
export function scaleToProxy(region: Region, from: Size, to: Size): Region {
  const left = Math.min(to.width - 1, Math.round((region.left * to.width) / from.width))
  const top = Math.min(to.height - 1, Math.round((region.top * to.height) / from.height))
  const right = Math.max(left + 1, Math.round(((region.left + region.width) * to.width) / from.width))
  const bottom = Math.max(top + 1, Math.round(((region.top + region.height) * to.height) / from.height))
  return { left, top, width: Math.min(to.width, right) - left, height: Math.min(to.height, bottom) - top }
}
