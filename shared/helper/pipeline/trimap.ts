import type { LineGeometry } from '#native'
import type { MattePlane } from './matte-plane'

/** What a cell of the grid is: settled and far from the band, settled and near enough to tell colours, or unknown. */
export const CELL = { far: 0, near: 1, unknown: 2 } as const

/** Matte samples around a cell that are looked at too: thin things reach beyond what a network shows. */
const SPREAD = 1.5

/** Cells around the band whose colours count. */
const NEAR = 4

/** A matte sample counts as 0 or 1 within this. */
const SETTLED = 0.002

/** Most level pixels, so that memory does not grow with the picture. */
const MOST_LEVEL_PIXELS = 2_500_000

interface Size {
  width: number
  height: number
}

export interface Trimap {
  geometry: LineGeometry
  cells: Uint8Array
  /** Share of the picture that is unknown, 0..1. */
  unknownShare: number
}

/** How a picture of this size is looked at for a matte of that one: four level pixels or so to a matte sample. */
export function chooseGeometry(picture: Size, plane: Size, mostLevelPixels = MOST_LEVEL_PIXELS): LineGeometry {
  const { width, height } = picture
  const samplePx = Math.sqrt((width / plane.width) * (height / plane.height))
  const leastStep = Math.sqrt((width * height) / mostLevelPixels)
  const stepPx = Math.max(1, Math.round(samplePx / 4), Math.ceil(leastStep))
  return { width, height, stepPx, cellPx: samplePx / stepPx >= 3 ? 4 : 2 }
}

/** Which cells the matte leaves open: those with anything but one and the same 0 or 1 in and around them. */
export function makeTrimap(picture: Size, plane: MattePlane, mostLevelPixels?: number): Trimap {
  const geometry = chooseGeometry(picture, plane, mostLevelPixels)
  const cellPx = geometry.stepPx * geometry.cellPx
  const columns = spansOf(picture.width, cellPx, plane.width)
  const rows = spansOf(picture.height, cellPx, plane.height)
  const samples = { least: plane.values, most: plane.values }
  const count = columns.length
  const across = extremes(samples, columns, { lines: plane.height, line: plane.width, step: 1, lineOut: count, stepOut: 1 })
  const both = extremes(across, rows, { lines: count, line: 1, step: count, lineOut: 1, stepOut: count })
  const cells = new Uint8Array(both.least.length)
  let unknown = 0
  for (let i = 0; i < cells.length; i++) {
    if ((both.least[i] as number) >= 1 - SETTLED || (both.most[i] as number) <= SETTLED) continue
    cells[i] = CELL.unknown
    unknown++
  }
  markNear(cells, count, rows.length)
  return { geometry, cells, unknownShare: unknown / cells.length }
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

interface Extremes {
  least: Float32Array
  most: Float32Array
}

/** Where lines, and samples within a line, lie in what is read and in what is written. */
interface Layout {
  lines: number
  line: number
  step: number
  lineOut: number
  stepOut: number
}

function extremes(of: Extremes, spans: readonly Span[], { lines, line: stride, step, lineOut, stepOut }: Layout): Extremes {
  const least = new Float32Array(lines * spans.length)
  const most = new Float32Array(lines * spans.length)
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < spans.length; i++) {
      const { first, last } = spans[i] as Span
      let a = Infinity
      let b = -Infinity
      for (let k = first; k <= last; k++) {
        a = Math.min(a, of.least[line * stride + k * step] as number)
        b = Math.max(b, of.most[line * stride + k * step] as number)
      }
      least[line * lineOut + i * stepOut] = a
      most[line * lineOut + i * stepOut] = b
    }
  }
  return { least, most }
}

function markNear(cells: Uint8Array, columns: number, rows: number): void {
  const beside = new Uint8Array(cells.length)
  for (let y = 0; y < rows; y++) {
    reach(columns, (x) => cells[y * columns + x] === CELL.unknown, (x) => { beside[y * columns + x] = 1 })
  }
  for (let x = 0; x < columns; x++) {
    reach(rows, (y) => beside[y * columns + x] === 1, (y) => {
      if (cells[y * columns + x] === CELL.far) cells[y * columns + x] = CELL.near
    })
  }
}

/** Calls `mark` for every place of a line within NEAR of one that `isSet`. */
function reach(count: number, isSet: (i: number) => boolean, mark: (i: number) => void): void {
  const set: number[] = []
  for (let i = 0; i < count; i++) if (isSet(i)) set.push(i)
  let next = 0
  for (const i of set) {
    for (next = Math.max(next, i - NEAR); next <= Math.min(count - 1, i + NEAR); next++) mark(next)
  }
}
