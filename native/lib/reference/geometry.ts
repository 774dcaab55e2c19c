import type { Raster, Region } from '../kernels'

/** Index `i` of a line of `n` samples, mirrored at both ends without repeating the end: 3 2|1 2 3|2 1. */
export function reflect(i: number, n: number): number {
  if (n === 1) return 0
  const period = 2 * (n - 1)
  const folded = ((i % period) + period) % period
  return folded < n ? folded : period - folded
}

/** The same, repeating the end: 2 1|1 2 3|3 2. What is resampled is best continued so: its edge stays where it is. */
export function mirror(i: number, n: number): number {
  const folded = ((i % (2 * n)) + 2 * n) % (2 * n)
  return folded < n ? folded : 2 * n - 1 - folded
}

/** The sample of a picture's row `y` (not of the band's), column `x`, both inside the picture. */
export function sampleAt(raster: Raster, y: number, x: number, channel: number): number {
  return raster.data[((y - raster.top) * raster.width + x) * raster.channels + channel] as number
}

/** Rounds half up and clamps to 0..max; NaN becomes 0. */
export function toInteger(value: number, max: number): number {
  return value > 0 ? Math.min(Math.floor(value + 0.5), max) : 0
}

export function isInteger(raster: Raster): boolean {
  return !(raster.data instanceof Float32Array)
}

export function intersect(a: Region, b: Region): Region {
  const left = Math.max(a.left, b.left)
  const top = Math.max(a.top, b.top)
  const width = Math.max(0, Math.min(a.left + a.width, b.left + b.width) - left)
  const height = Math.max(0, Math.min(a.top + a.height, b.top + b.height) - top)
  return { left, top, width, height }
}
