import type { LineGeometry } from '#native'
import { CELL } from './trimap'

/** Where edges are refined: cells of a geometry, one byte each, 1 where open. */
export interface OpenCells {
  columns: number
  rows: number
  /** Side of a cell in pixels. */
  cellPx: number
  open: Uint8Array
}

export function gridOf({ width, height, stepPx, cellPx }: LineGeometry): Omit<OpenCells, 'open'> {
  const [across, down] = [Math.ceil(width / stepPx), Math.ceil(height / stepPx)]
  return { columns: Math.ceil(across / cellPx), rows: Math.ceil(down / cellPx), cellPx: stepPx * cellPx }
}

/** The unknown cells and `reach` more to every side: thin parts go beyond what a coarse matte shows. */
export function openUnknown(geometry: LineGeometry, cells: Uint8Array, reach: number): OpenCells {
  const grid = gridOf(geometry)
  return { ...grid, open: widen(cells.map((cell) => (cell === CELL.unknown ? 1 : 0)), grid, reach) }
}

/** Within this of 0 or 1 a refined matte is settled. */
const SETTLED = 0.012

/** Of the open cells, those whose matte (per level pixel) is not settled in or right beside them. */
export function openMixed(before: OpenCells, geometry: LineGeometry, alpha: Float32Array): OpenCells {
  const { columns, rows, open } = before
  const { cellPx, stepPx, width, height } = geometry
  const [across, down] = [Math.ceil(width / stepPx), Math.ceil(height / stepPx)]
  const mixed = new Uint8Array(open.length)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const i = row * columns + column
      if (open[i] === 0) continue
      const [right, bottom] = [Math.min(across, (column + 1) * cellPx), Math.min(down, (row + 1) * cellPx)]
      let least = 1
      let most = 0
      for (let y = row * cellPx; y < bottom; y++) {
        for (let x = column * cellPx; x < right; x++) {
          const value = alpha[y * across + x] as number
          if (value < least) least = value
          if (value > most) most = value
        }
      }
      if (most > SETTLED && least < 1 - SETTLED) mixed[i] = 1
    }
  }
  return { ...before, open: widen(mixed, before, 1) }
}

/** Marks all that lies within `reach` of a mark. */
export function widen(marks: Uint8Array, { columns, rows }: { columns: number; rows: number }, reach: number): Uint8Array {
  const across = new Uint8Array(marks.length)
  const both = new Uint8Array(marks.length)
  for (let y = 0; y < rows; y++) spread(marks, across, { start: y * columns, step: 1, count: columns, reach })
  for (let x = 0; x < columns; x++) spread(across, both, { start: x, step: columns, count: rows, reach })
  return both
}

function spread(from: Uint8Array, to: Uint8Array, line: { start: number; step: number; count: number; reach: number }): void {
  const { start, step, count, reach } = line
  let until = -1
  for (let i = -reach; i < count; i++) {
    const ahead = i + reach
    if (ahead < count && from[start + ahead * step] === 1) until = ahead + reach
    if (i >= 0 && i <= until) to[start + i * step] = 1
  }
}

export interface Segment {
  left: number
  /** One after the last pixel. */
  right: number
}

/** Gaps smaller than this cost less than two borders. */
const LEAST_GAP_PX = 64

/** Longer ones are cut, for memory's sake. */
const MOST_PX = 1024

/** Stretches of the pixel rows [top, bottom) that open cells reach, half a cell beyond them included. */
export function segmentsOf(cells: OpenCells, top: number, bottom: number, width: number): Segment[] {
  const { columns, rows, cellPx, open } = cells
  const half = Math.ceil(cellPx / 2)
  const first = Math.max(0, Math.floor((top - half) / cellPx))
  const last = Math.min(rows - 1, Math.floor((bottom - 1 + half) / cellPx))
  const segments: Segment[] = []
  for (let column = 0; column < columns; column++) {
    let isOpen = false
    for (let row = first; row <= last && !isOpen; row++) isOpen = open[row * columns + column] === 1
    if (!isOpen) continue
    const left = Math.max(0, column * cellPx - half)
    const right = Math.min(width, (column + 1) * cellPx + half)
    const before = segments.at(-1)
    if (before !== undefined && left - before.right < LEAST_GAP_PX && right - before.left <= MOST_PX) before.right = right
    else segments.push({ left: Math.max(left, before?.right ?? 0), right })
  }
  return segments
}
