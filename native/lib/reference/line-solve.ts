import { CELL, clamp, LINE_FIELDS, type Size, bilinear } from './line-geometry'

/** Pull of the sure colours on the fitted ones, against a mean square of alpha. */
const RIDGE = 0.03
const NOISE_FLOOR = 0.012
/** Squared distance of the two colours, in standard deviations, at which evidence counts half. */
const DOUBT = 20
const SURE = 0.8
const FULL_WEIGHT = 0.3

/** aa, ab, bb, a rgb, b rgb, rr, gg, bb, rg, rb, gb, mass. */
const MOMENTS = 16
const PAIRS = [[0, 0], [1, 1], [2, 2], [0, 1], [0, 2], [1, 2]] as const

export interface CellMoments {
  mixed: Float32Array
  /** r, g, b, weight of what is surely foreground, and surely background. */
  foreground: Float32Array
  background: Float32Array
}

/** Means over each cell that is not far of the products that least squares need. */
export function measureCells(
  level: Float32Array, alpha: Float32Array, shape: { size: Size; grid: Size; cellPx: number }, cells: Uint8Array,
): CellMoments {
  const { size, grid, cellPx } = shape
  const count = grid.width * grid.height
  const empty = (channels: number): Float32Array => new Float32Array(count * channels)
  const moments = { mixed: empty(MOMENTS), foreground: empty(4), background: empty(4) }
  for (let cell = 0; cell < count; cell++) {
    if (cells[cell] === CELL.far) continue
    const left = (cell % grid.width) * cellPx
    const top = Math.floor(cell / grid.width) * cellPx
    const right = Math.min(size.width, left + cellPx)
    const bottom = Math.min(size.height, top + cellPx)
    const share = 1 / ((right - left) * (bottom - top))
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) {
        const i = y * size.width + x
        addPixel(moments, cell, { colour: level.subarray(i * 3, i * 3 + 3), a: alpha[i] as number, share })
      }
    }
    moments.mixed[cell * MOMENTS + 15] = 1
  }
  return moments
}

function addPixel(moments: CellMoments, cell: number, pixel: { colour: Float32Array; a: number; share: number }): void {
  const { colour, a, share } = pixel
  const [r, g, b] = colour as unknown as [number, number, number]
  const rest = 1 - a
  const products = [
    a * a, a * rest, rest * rest, a * r, a * g, a * b, rest * r, rest * g, rest * b, r * r, g * g, b * b, r * g, r * b, g * b,
  ]
  products.forEach((value, c) => add(moments.mixed, cell * MOMENTS + c, value * share))
  const sure = (value: number): number => (value > SURE ? ((value - SURE) / (1 - SURE)) ** 2 : 0)
  const weights = [[moments.foreground, sure(a)], [moments.background, sure(rest)]] as const
  for (const [sums, weight] of weights) [r, g, b, 1].forEach((value, c) => add(sums, cell * 4 + c, value * weight * share))
}

const add = (to: Float32Array, i: number, value: number): void => {
  to[i] = (to[i] as number) + value
}

/** The fields of each unknown cell, from moments blurred by `sigma` cells. */
export function solveCells(moments: CellMoments, grid: Size, cells: Uint8Array, sigma: number): Float32Array {
  const mixed = blurCells(moments.mixed, grid, sigma)
  const front = pushPull(moments.foreground, grid)
  const back = pushPull(moments.background, grid)
  const fields = new Float32Array(grid.width * grid.height * LINE_FIELDS)
  cells.forEach((cell, i) => {
    if (cell !== CELL.unknown) return
    const m = Array.from(mixed.subarray(i * MOMENTS, (i + 1) * MOMENTS), (value) => value / (mixed[i * MOMENTS + 15] as number))
    fields.set(solveCell(m, front.subarray(i * 3, i * 3 + 3), back.subarray(i * 3, i * 3 + 3)), i * LINE_FIELDS)
  })
  return fields
}

/** Zero beyond the edges. */
function blurCells(values: Float32Array, grid: Size, sigma: number): Float32Array {
  const radius = Math.max(1, Math.ceil(2.5 * sigma))
  const taps = Array.from({ length: 2 * radius + 1 }, (_, i) => Math.exp(-0.5 * ((i - radius) / sigma) ** 2))
  const sum = taps.reduce((total, tap) => total + tap, 0)
  const pass = (from: Float32Array, isAcross: boolean): Float32Array => {
    const to = new Float32Array(from.length)
    for (let y = 0; y < grid.height; y++) {
      for (let x = 0; x < grid.width; x++) {
        taps.forEach((tap, k) => {
          const u = isAcross ? x + k - radius : x
          const v = isAcross ? y : y + k - radius
          if (u < 0 || v < 0 || u >= grid.width || v >= grid.height) return
          for (let c = 0; c < MOMENTS; c++) {
            add(to, (y * grid.width + x) * MOMENTS + c, (from[(v * grid.width + u) * MOMENTS + c] as number) * tap / sum)
          }
        })
      }
    }
    return to
  }
  return pass(pass(values, true), false)
}

/** Colours of cells of little weight come from ever coarser means. [grid, 4], weight last, to [grid, 3]. */
function pushPull(values: Float32Array, grid: Size): Float32Array {
  const count = grid.width * grid.height
  const own = new Float32Array(count * 3)
  const trust = new Float32Array(count)
  for (let i = 0; i < count; i++) {
    const weight = values[i * 4 + 3] as number
    trust[i] = Math.min(weight / FULL_WEIGHT, 1)
    for (let c = 0; c < 3; c++) own[i * 3 + c] = (values[i * 4 + c] as number) / Math.max(weight, 1e-9)
  }
  if (count === 1) return own
  const half = { width: Math.ceil(grid.width / 2), height: Math.ceil(grid.height / 2) }
  const sums = new Float32Array(half.width * half.height * 4)
  for (let i = 0; i < count; i++) {
    const parent = Math.floor(Math.floor(i / grid.width) / 2) * half.width + Math.floor((i % grid.width) / 2)
    for (let c = 0; c < 4; c++) add(sums, parent * 4 + c, (values[i * 4 + c] as number) / 4)
  }
  const wide = pushPull(sums, half)
  return own.map((value, i) => {
    const cell = Math.floor(i / 3)
    const place = { x: cell % grid.width, y: Math.floor(cell / grid.width), side: 2, channels: 3, c: i % 3 }
    const coarse = bilinear(wide, half, place)
    return coarse + (trust[cell] as number) * (value - coarse)
  })
}

/** w = inverse(S) (F - B), w B, w (F - B), 1; see colour-line.ts. */
function solveCell(m: readonly number[], front: Float32Array, back: Float32Array): number[] {
  const at = (i: number): number => m[i] as number
  const aa = at(0) + RIDGE
  const bb = at(2) + RIDGE
  const scale = 1 / (aa * bb - at(1) ** 2)
  const withA = [0, 1, 2].map((c) => at(3 + c) + RIDGE * (front[c] as number))
  const withB = [0, 1, 2].map((c) => at(6 + c) + RIDGE * (back[c] as number))
  const f = withA.map((value, c) => clamp((bb * value - at(1) * (withB[c] as number)) * scale, -0.1, 1.1))
  const b = withB.map((value, c) => clamp((aa * value - at(1) * (withA[c] as number)) * scale, -0.1, 1.1))
  const spread = PAIRS.map(([i, j], k) => {
    const [fi, fj, bi, bj] = [f[i], f[j], b[i], b[j]] as [number, number, number, number]
    const value = at(9 + k) - fi * at(3 + j) - at(3 + i) * fj - bi * at(6 + j) - at(6 + i) * bj +
      at(0) * fi * fj + at(1) * (fi * bj + bi * fj) + at(2) * bi * bj
    return i === j ? Math.max(value, 0) + NOISE_FLOOR ** 2 : value
  })
  const d = f.map((value, c) => value - (b[c] as number)) as [number, number, number]
  const w = solveSpread(spread, d)
  const dot = (other: readonly number[]): number => w.reduce((sum, value, c) => sum + value * (other[c] as number), 0)
  const trust = Math.max(dot(d), 0)
  const belief = trust / (trust + DOUBT)
  return [...w.map((value) => value * belief), dot(b) * belief, trust * belief, 1]
}

/** Cramer's rule for a symmetric matrix rr, gg, bb, rg, rb, gb. */
function solveSpread(s: readonly number[], d: readonly [number, number, number]): number[] {
  const [rr, gg, bb, rg, rb, gb] = s as [number, number, number, number, number, number]
  const a = gg * bb - gb * gb
  const b = rb * gb - rg * bb
  const c = rg * gb - rb * gg
  const e = rr * bb - rb * rb
  const f = rg * rb - rr * gb
  const g = rr * gg - rg * rg
  const scale = 1 / Math.max(rr * a + rg * b + rb * c, 1e-15)
  const rows = [[a, b, c], [b, e, f], [c, f, g]] as [number, number, number][]
  return rows.map((row) => (row[0] * d[0] + row[1] * d[1] + row[2] * d[2]) * scale)
}
