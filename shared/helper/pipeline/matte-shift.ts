import { widen } from './matte-feather'
import type { Progress } from './matte-refine'
import { openBand, type PictureFile, type Rows } from './picture-file'

/** Discs add up: a shift of 30 pixels is two of 12 and one of 6. Larger ones would need ever wider bands. */
const LARGEST_RADIUS = 12

const TILE_PX = 128
const BAND_ROWS = 256

/** The radii whose sum is |shiftPx|. */
export function radiiOf(shiftPx: number): number[] {
  const radii: number[] = []
  for (let left = Math.abs(shiftPx); left > 1e-6; left -= LARGEST_RADIUS) radii.push(Math.min(left, LARGEST_RADIUS))
  return radii
}

/** Grows (or shrinks) a matte by one disc of at most 12 pixels: grey dilation (erosion); fractions mix two discs. */
export function shiftMatte(
  source: PictureFile, target: PictureFile, by: { radius: number; grows: boolean }, progress: Progress,
): void {
  const { height } = source.header
  const reach = Math.ceil(by.radius)
  for (let top = 0; top < height; top += BAND_ROWS) {
    progress(top, height)
    const rows = { top, height: Math.min(BAND_ROWS, height - top) }
    const wide = widen(rows, reach, height)
    const from = openBand(source, wide)
    const to = openBand(target, rows, true)
    const grid = { width: source.header.width, rows, wide, max: source.header.max, ...by }
    for (let y = 0; y < rows.height; y += TILE_PX) {
      for (let x = 0; x < grid.width; x += TILE_PX) shiftTile(from.raster.data, to.raster.data, { ...grid, x, y })
    }
    from.close()
    to.close()
  }
  progress(height, height)
}

type Samples = { [i: number]: number }

interface TilePlace {
  width: number
  rows: Rows
  wide: Rows
  max: number
  radius: number
  grows: boolean
  x: number
  y: number
}

function shiftTile(from: Samples, to: Samples, place: TilePlace): void {
  const { width, rows, wide, x, y, radius } = place
  const reach = Math.ceil(radius)
  const right = Math.min(width, x + TILE_PX)
  const bottom = Math.min(rows.height, y + TILE_PX)
  const dy = rows.top - wide.top
  const area = {
    left: Math.max(0, x - reach), right: Math.min(width, right + reach),
    top: Math.max(0, y + dy - reach), bottom: Math.min(wide.height, bottom + dy + reach),
  }
  const even = evenValue(from, width, area)
  const inner = Math.floor(radius)
  const small = even === undefined ? dilate(from, area, { ...place, reach: inner }) : undefined
  const large = small !== undefined && inner < radius ? dilate(from, area, { ...place, reach: inner + 1 }) : small
  const columns = area.right - area.left
  for (let v = y; v < bottom; v++) {
    for (let u = x; u < right; u++) {
      const i = (v + dy - area.top) * columns + u - area.left
      const a = even ?? (small as Float32Array)[i] as number
      const b = even ?? (large as Float32Array)[i] as number
      to[v * width + u] = Math.floor(a + (b - a) * (radius - inner) + 0.5)
    }
  }
}

interface Area {
  left: number
  right: number
  top: number
  bottom: number
}

function evenValue(from: Samples, width: number, { left, right, top, bottom }: Area): number | undefined {
  const first = from[top * width + left]
  for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) if (from[y * width + x] !== first) return undefined
  return first
}

/** The largest (smallest) value within `reach` of each sample of the area, which is cut off at its edges. */
function dilate(from: Samples, area: Area, how: { width: number; max: number; grows: boolean; reach: number }): Float32Array {
  const { width, max, grows, reach } = how
  const columns = area.right - area.left
  const lines = area.bottom - area.top
  const source = new Float32Array(columns * lines)
  for (let y = 0; y < lines; y++) {
    for (let x = 0; x < columns; x++) {
      const value = from[(y + area.top) * width + x + area.left] as number
      source[y * columns + x] = grows ? value : max - value
    }
  }
  const result = source.slice()
  const row = new Float32Array(columns)
  for (let y = 0; y < lines; y++) {
    for (let d = 0; d <= reach; d++) {
      spreadRow(source.subarray(y * columns, (y + 1) * columns), row, Math.floor(Math.sqrt((reach + 0.5) ** 2 - d * d)))
      for (const v of d === 0 ? [y] : [y - d, y + d]) {
        if (v < 0 || v >= lines) continue
        raise(result.subarray(v * columns, (v + 1) * columns), row)
      }
    }
  }
  return grows ? result : result.map((value) => max - value)
}

function raise(to: Float32Array, by: Float32Array): void {
  for (let x = 0; x < to.length; x++) if ((by[x] as number) > (to[x] as number)) to[x] = by[x] as number
}

/** Running maximum over 2 * half + 1 samples. */
function spreadRow(from: Float32Array, to: Float32Array, half: number): void {
  const count = from.length
  for (let x = 0; x < count; x++) {
    const end = Math.min(count, x + half + 1)
    let most = 0
    for (let u = Math.max(0, x - half); u < end; u++) if ((from[u] as number) > most) most = from[u] as number
    to[x] = most
  }
}
