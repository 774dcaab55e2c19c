import type { Size } from './steady'

/** Matte samples around a cell that are looked at too: thin things reach beyond what a network shows. */
const SPREAD = 1.5

/** Cells around the open ones whose colours count. */
const NEAR = 4

/** A matte sample counts as 0 or 1 within this. */
const SETTLED = 0.002

export function trimapCells(matte: Float32Array, size: Size, picture: Size, cellPx: number): Uint8Array {
  const columns = spansOf(picture.width, cellPx, size.width)
  const rows = spansOf(picture.height, cellPx, size.height)
  const cells = new Uint8Array(columns.length * rows.length)
  rows.forEach((down, y) => columns.forEach((across, x) => {
    if (isOpen(matte, size.width, { across, down })) cells[y * columns.length + x] = 2
  }))
  return cells.map((cell, i) => {
    const [x, y] = [i % columns.length, Math.floor(i / columns.length)]
    return cell === 0 && isNear(cells, columns.length, { x, y }) ? 1 : cell
  })
}

interface Span {
  first: number
  last: number
}

/** The matte samples in and around each cell of a line. */
function spansOf(lengthPx: number, cellPx: number, samples: number): Span[] {
  const scale = samples / lengthPx
  return Array.from({ length: Math.ceil(lengthPx / cellPx) }, (_, i) => ({
    first: Math.max(0, Math.floor(i * cellPx * scale - SPREAD)),
    last: Math.min(samples - 1, Math.floor((i + 1) * cellPx * scale + SPREAD)),
  }))
}

function isOpen(matte: Float32Array, width: number, { across, down }: { across: Span; down: Span }): boolean {
  let [least, most] = [Infinity, -Infinity]
  for (let y = down.first; y <= down.last; y++) {
    for (let x = across.first; x <= across.last; x++) {
      least = Math.min(least, matte[y * width + x] as number)
      most = Math.max(most, matte[y * width + x] as number)
    }
  }
  return !(least >= 1 - SETTLED || most <= SETTLED)
}

function isNear(cells: Uint8Array, columns: number, at: { x: number; y: number }): boolean {
  const rows = cells.length / columns
  for (let y = Math.max(0, at.y - NEAR); y <= Math.min(rows - 1, at.y + NEAR); y++) {
    for (let x = Math.max(0, at.x - NEAR); x <= Math.min(columns - 1, at.x + NEAR); x++) {
      if (cells[y * columns + x] === 2) return true
    }
  }
  return false
}
