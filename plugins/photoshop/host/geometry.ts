import type { Bounds } from '#protocol'

/** Photoshop's bounds as ours; some of them have fractions. */
export function boundsFrom({ left, top, right, bottom }: Bounds): Bounds {
  return { left: Math.floor(left), top: Math.floor(top), right: Math.ceil(right), bottom: Math.ceil(bottom) }
}

export const widthOf = ({ left, right }: Bounds): number => right - left
export const heightOf = ({ top, bottom }: Bounds): number => bottom - top
export const isEmpty = (bounds: Bounds): boolean => widthOf(bounds) <= 0 || heightOf(bounds) <= 0
export const isSame = (a: Bounds, b: Bounds): boolean =>
  a.left === b.left && a.top === b.top && a.right === b.right && a.bottom === b.bottom

/** What both cover; may be empty. */
export function intersect(a: Bounds, b: Bounds): Bounds {
  return {
    left: Math.max(a.left, b.left), top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right), bottom: Math.min(a.bottom, b.bottom),
  }
}

/** At most this many bytes cross between Photoshop and the panel at once. */
const BAND_BYTES = 8 * 1024 * 1024

/** The region in bands of whole rows, top down. */
export function* bandsOf(region: Bounds, rowBytes: number): Generator<Bounds> {
  const rows = Math.max(1, Math.floor(BAND_BYTES / rowBytes))
  for (let top = region.top; top < region.bottom; top += rows) {
    yield { ...region, top, bottom: Math.min(region.bottom, top + rows) }
  }
}
