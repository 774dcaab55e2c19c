import type { LineGeometry } from '../kernels'

export interface Size {
  width: number
  height: number
}

export const LINE_FIELDS = 6

/** Sizes of the level (a pixel is `stepPx` picture pixels wide) and of the grid (a cell is `cellPx` level pixels wide). */
export function lineSizes(geometry: LineGeometry): { level: Size; grid: Size } {
  const level = { width: Math.ceil(geometry.width / geometry.stepPx), height: Math.ceil(geometry.height / geometry.stepPx) }
  return { level, grid: { width: Math.ceil(level.width / geometry.cellPx), height: Math.ceil(level.height / geometry.cellPx) } }
}

export const CELL = { far: 0, near: 1, unknown: 2 } as const

export const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value))

/** Two neighbours and the share of the second, for a line of `count` values at the centres of squares of `side`. */
export function between(at: number, side: number, count: number): { low: number; high: number; share: number } {
  const place = (at + 0.5) / side - 0.5
  const low = Math.floor(place)
  return { low: clamp(low, 0, count - 1), high: clamp(low + 1, 0, count - 1), share: place - low }
}

/** The bilinear value of channel `c` of [height, width, channels] at pixel `x`, `y` of squares of `side`. */
export function bilinear(
  values: Float32Array, size: Size, at: { x: number; y: number; side: number; channels: number; c: number },
): number {
  const h = between(at.x, at.side, size.width)
  const v = between(at.y, at.side, size.height)
  const read = (row: number, column: number): number => values[(row * size.width + column) * at.channels + at.c] as number
  const upper = read(v.low, h.low) * (1 - h.share) + read(v.low, h.high) * h.share
  const lower = read(v.high, h.low) * (1 - h.share) + read(v.high, h.high) * h.share
  return upper * (1 - v.share) + lower * v.share
}

/** Prior variance is PRIOR_SHARE p (1 - p) + PRIOR_LEAST. */
const PRIOR_SHARE = 0.35
const PRIOR_LEAST = 0.0016

/** The mean of the posterior for the evidence of the six fields at a place and the prior there. */
export function posterior(field: (c: number) => number, colour: readonly number[], prior: number): number {
  const [r, g, b] = colour as [number, number, number]
  const along = field(0) * r + field(1) * g + field(2) * b - field(3)
  const variance = PRIOR_SHARE * prior * (1 - prior) + PRIOR_LEAST
  return clamp((along * variance + prior) / (field(4) * variance + 1), 0, 1)
}
