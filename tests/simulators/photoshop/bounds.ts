import type { Bounds } from '#protocol'

export const widthOf = (bounds: Bounds): number => bounds.right - bounds.left
export const heightOf = (bounds: Bounds): number => bounds.bottom - bounds.top
export const isEmpty = (bounds: Bounds): boolean => bounds.right <= bounds.left || bounds.bottom <= bounds.top
export const boundsOf = (left: number, top: number, size: { width: number; height: number }): Bounds =>
  ({ left, top, right: left + size.width, bottom: top + size.height })

export function intersect(a: Bounds, b: Bounds): Bounds {
  return {
    left: Math.max(a.left, b.left), top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right), bottom: Math.min(a.bottom, b.bottom),
  }
}

/** The smallest bounds that hold both; an empty one adds nothing. */
export function unite(a: Bounds | undefined, b: Bounds | undefined): Bounds | undefined {
  if (a === undefined || isEmpty(a)) return b
  if (b === undefined || isEmpty(b)) return a
  return {
    left: Math.min(a.left, b.left), top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right), bottom: Math.max(a.bottom, b.bottom),
  }
}

/** Any of the spellings that the host takes (hosts.md A2.2, 1). */
export function readBounds(given: unknown): Bounds | undefined {
  if (typeof given !== 'object' || given === null) return undefined
  const { left, top, right, bottom, width, height } = given as Record<string, unknown>
  if (typeof left !== 'number' || typeof top !== 'number') return undefined
  const isSides = typeof right === 'number' && typeof bottom === 'number'
  if (isSides) return { left, top, right, bottom }
  if (typeof width !== 'number' || typeof height !== 'number') return undefined
  return { left, top, right: left + width, bottom: top + height }
}
