import sharp from 'sharp'

/**
 * Whether two pictures of a page show the same layout, though another machine's fonts made one of them. Both are reduced to
 * a coarse grid of lightness; a cell agrees where the other picture has one as light at its place or a cell beside it, since
 * words of another font are a little wider or narrower and move what follows. The same pages in DejaVu Serif and in the much
 * narrower Cantarell were at most 0.13 from those in DejaVu Sans, two different pictures at least 0.15.
 */
const CELL_PX = 16
/** Of how much the lightness of the cells varies. */
const AS_LIGHT = 0.35
/** Of 255. */
const LEAST_LIGHT = 3

// Looked up once: in jest's sandbox a global costs as much as the arithmetic.
const { abs, ceil, floor, max, min, sqrt } = Math

export interface Grid {
  columns: number
  rows: number
  cells: Uint8Array
}

interface Size {
  width: number
  height: number
}

/** @param size whose cells they are, in device pixels; the picture is stretched to it */
export async function gridOf(picture: Buffer | string, { width, height }: Size): Promise<Grid> {
  const [columns, rows] = [ceil(width / CELL_PX), ceil(height / CELL_PX)]
  const cells = await sharp(picture).flatten().toColourspace('b-w')
    .resize({ width: columns, height: rows, fit: 'fill', kernel: 'linear' }).raw().toBuffer()
  return { columns, rows, cells: new Uint8Array(cells) }
}

/** Share of the cells of either that nothing near their place in the other is like. @param own whose contrast counts */
export function unlikeness(own: Grid, other: Grid): number {
  if (own.columns !== other.columns || own.rows !== other.rows) return 1
  const tolerance = max(LEAST_LIGHT, AS_LIGHT * deviation(own.cells))
  return max(missing(own, other, tolerance), missing(other, own, tolerance))
}

function deviation(cells: Uint8Array): number {
  const mean = cells.reduce((sum, value) => sum + value, 0) / cells.length
  return sqrt(cells.reduce((sum, value) => sum + (value - mean) ** 2, 0) / cells.length)
}

function missing({ columns, rows, cells }: Grid, other: Grid, tolerance: number): number {
  let count = 0
  for (let at = 0; at < columns * rows; at++) {
    if (!isNear(other, at, { light: cells[at] as number, tolerance })) count++
  }
  return count / (columns * rows)
}

function isNear({ columns, rows, cells }: Grid, at: number, { light, tolerance }: { light: number; tolerance: number }): boolean {
  const [x, y] = [at % columns, floor(at / columns)]
  for (let v = max(0, y - 1); v <= min(rows - 1, y + 1); v++) {
    for (let u = max(0, x - 1); u <= min(columns - 1, x + 1); u++) {
      if (abs((cells[v * columns + u] as number) - light) <= tolerance) return true
    }
  }
  return false
}

/** Share of the words of both, digits aside, that one of two texts lacks. */
export function otherWords(one: string, other: string): number {
  const [left, right] = [countWords(one), countWords(other)]
  const all = [...new Set([...left.keys(), ...right.keys()])]
  const shared = all.reduce((sum, word) => sum + min(left.get(word) ?? 0, right.get(word) ?? 0), 0)
  const total = all.reduce((sum, word) => sum + max(left.get(word) ?? 0, right.get(word) ?? 0), 0)
  return total === 0 ? 0 : 1 - shared / total
}

function countWords(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const word of text.replace(/[\d.,:]+/g, ' ').split(/\s+/).filter((each) => each !== '')) {
    counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  return counts
}
