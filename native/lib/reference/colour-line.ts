import type { LineColours, LineGeometry, LineMatte, ProjectOptions, Raster } from '../kernels'
import { bilinear, CELL, clamp, LINE_FIELDS, lineSizes, posterior, type Size } from './line-geometry'
import { measureCells, solveCells } from './line-solve'

/** Side of a pass's pixels in level pixels, and the blur of its moments in cells. */
const PASSES = [{ block: 2, sigma: 1.5 }, { block: 2, sigma: 1.05 }, { block: 1, sigma: 2 }, { block: 1, sigma: 1.4 }] as const

/** From this trust on, colours alone decide against a mask that was given. */
const FULL_TRUST = 20

const seen = (value: number, isLinear: boolean): number => (isLinear ? Math.sqrt(clamp(value, 0, 1)) : value)

function colourAt(source: Raster, i: number, { planes, scale, isLinear }: LineColours): number[] {
  return planes.map((channel) => seen((source.data[i * source.channels + channel] as number) * scale, isLinear))
}

/** See kernels.ts. */
export function shrinkCells(
  source: Raster, geometry: LineGeometry, cells: Uint8Array, level: Float32Array, colours: LineColours,
): void {
  const sizes = lineSizes(geometry)
  const { stepPx, cellPx } = geometry
  for (let y = Math.floor(source.top / stepPx); y * stepPx < source.top + source.height; y++) {
    for (let x = 0; x < sizes.level.width; x++) {
      if (cells[Math.floor(y / cellPx) * sizes.grid.width + Math.floor(x / cellPx)] === CELL.far) continue
      const bottom = Math.min(geometry.height, (y + 1) * stepPx)
      const right = Math.min(geometry.width, (x + 1) * stepPx)
      const sum = [0, 0, 0]
      for (let v = y * stepPx; v < bottom; v++) {
        for (let u = x * stepPx; u < right; u++) {
          const colour = colourAt(source, (v - source.top) * source.width + u, colours)
          for (let c = 0; c < 3; c++) sum[c] = (sum[c] as number) + (colour[c] as number)
        }
      }
      const share = 1 / ((bottom - y * stepPx) * (right - x * stepPx))
      level.set(sum.map((value) => value * share), (y * sizes.level.width + x) * 3)
    }
  }
}

interface Samples {
  values: Float32Array
  size: Size
  /** What the samples divide evenly, in picture pixels. */
  span: Size
}

function keys(distance: number): number {
  const x = Math.abs(distance)
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1
  return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0
}

function cubic(i: number, step: number, line: { span: number; count: number }): { index: number[]; weight: number[] } {
  const at = Math.min((i + 0.5) * step, line.span) * line.count / line.span - 0.5
  const low = Math.floor(at)
  const offsets = [-1, 0, 1, 2]
  return { index: offsets.map((k) => clamp(low + k, 0, line.count - 1)), weight: offsets.map((k) => keys(at - low - k)) }
}

/** Bicubic (Keys 1981) at the centres of level pixels; a far cell takes the sample at its centre. */
function sampleMatte({ values, size, span }: Samples, geometry: LineGeometry, cells: Uint8Array): Float32Array {
  const { level, grid } = lineSizes(geometry)
  const { stepPx, cellPx } = geometry
  const result = new Float32Array(level.width * level.height)
  const across = Array.from({ length: level.width }, (_, x) => cubic(x, stepPx, { span: span.width, count: size.width }))
  for (let y = 0; y < level.height; y++) {
    const down = cubic(y, stepPx, { span: span.height, count: size.height })
    const column = (x: number): number =>
      down.index.reduce((sum, row, k) => sum + (down.weight[k] as number) * (values[row * size.width + x] as number), 0)
    for (let x = 0; x < level.width; x++) {
      const cell = Math.floor(x / cellPx)
      if (cells[Math.floor(y / cellPx) * grid.width + cell] === CELL.far) {
        const centre = Math.floor((cell * cellPx + Math.min(level.width, (cell + 1) * cellPx)) / 2)
        result[y * level.width + x] = column(across[centre]?.index[1] as number)
        continue
      }
      const { index, weight } = across[x] as { index: number[]; weight: number[] }
      result[y * level.width + x] = clamp(index.reduce((sum, u, k) => sum + (weight[k] as number) * column(u), 0), 0, 1)
    }
  }
  return result
}

/** 2 x 2 means; an odd last row or column counts twice. */
function halve(level: Float32Array, size: Size): Float32Array {
  const half = { width: Math.ceil(size.width / 2), height: Math.ceil(size.height / 2) }
  const result = new Float32Array(half.width * half.height * 3)
  for (let i = 0; i < result.length; i++) {
    const pixel = Math.floor(i / 3)
    const x = (pixel % half.width) * 2
    const y = Math.floor(pixel / half.width) * 2
    const read = (u: number, v: number): number =>
      level[(Math.min(v, size.height - 1) * size.width + Math.min(u, size.width - 1)) * 3 + (i % 3)] as number
    result[i] = (read(x, y) + read(x + 1, y) + read(x, y + 1) + read(x + 1, y + 1)) / 4
  }
  return result
}

interface View {
  geometry: LineGeometry
  level: Float32Array
  prior: Float32Array
  alpha: Float32Array
}

const reached = (fields: Float32Array, grid: Size, at: { x: number; y: number; side: number }): boolean =>
  bilinear(fields, grid, { ...at, channels: LINE_FIELDS, c: LINE_FIELDS - 1 }) !== 0

function updateAlpha(view: View, fields: Float32Array): void {
  const { level: size, grid } = lineSizes(view.geometry)
  for (let i = 0; i < view.alpha.length; i++) {
    const at = { x: i % size.width, y: Math.floor(i / size.width), side: view.geometry.cellPx }
    if (!reached(fields, grid, at)) continue
    const field = (c: number): number => bilinear(fields, grid, { ...at, channels: LINE_FIELDS, c })
    view.alpha[i] = posterior(field, Array.from(view.level.subarray(i * 3, i * 3 + 3)), view.prior[i] as number)
  }
}

/**
 * I = a F + (1 - a) B. F and B of a cell are fitted by least squares to a window's pixels and their present alpha, pulled
 * towards the nearest sure colours; S is the covariance of what that leaves over; w = inverse(S) (F - B) tells the two apart best
 * (Fisher 1936). Alpha is the mean of the posterior of w (I - B) / w (F - B) with the prior. After Chuang et al. 2001 and
 * Levin et al. 2008.
 */
export function fitColourLines(
  level: Float32Array, prior: Float32Array, priorSize: Size, geometry: LineGeometry, cells: Uint8Array,
): LineMatte {
  const { level: size, grid } = lineSizes(geometry)
  const matte = { values: prior, size: priorSize, span: geometry }
  const view = (at: LineGeometry, colours: Float32Array): View => {
    const sampled = sampleMatte(matte, at, cells)
    return { geometry: at, level: colours, prior: sampled, alpha: sampled.slice() }
  }
  const fine = view(geometry, level)
  const coarse = geometry.cellPx % 2 === 0
    ? view({ ...geometry, stepPx: 2 * geometry.stepPx, cellPx: geometry.cellPx / 2 }, halve(level, size)) : undefined
  let fields: Float32Array = new Float32Array(grid.width * grid.height * LINE_FIELDS)
  for (const { block, sigma } of PASSES) {
    const now = block === 2 ? coarse : fine
    if (now === undefined) continue
    const shape = { size: lineSizes(now.geometry).level, grid, cellPx: now.geometry.cellPx }
    fields = solveCells(measureCells(now.level, now.alpha, shape, cells), grid, cells, sigma)
    updateAlpha(now, fields)
    if (coarse === undefined || now === fine) continue
    const made = { values: coarse.alpha, size: shape.size, span: { width: 2 * shape.size.width, height: 2 * shape.size.height } }
    fine.alpha = sampleMatte(made, { ...size, stepPx: 1, cellPx: geometry.cellPx }, cells)
  }
  return { fields, alpha: fine.alpha }
}

/** See kernels.ts. */
export function projectColourLines(
  source: Raster, geometry: LineGeometry, matte: LineMatte, target: Raster, options: ProjectOptions,
): void {
  const { level, grid } = lineSizes(geometry)
  const side = geometry.stepPx * geometry.cellPx
  for (let i = 0; i < target.data.length; i++) {
    const x = i % target.width
    const y = target.top + Math.floor(i / target.width)
    const isReached = reached(matte.fields, grid, { x, y, side })
    if (!isReached && options.keep) continue
    const field = (c: number): number => bilinear(matte.fields, grid, { x, y, side, channels: LINE_FIELDS, c })
    const place = isReached ? x : Math.floor(x / geometry.stepPx) * geometry.stepPx + (geometry.stepPx - 1) / 2
    const prior = bilinear(matte.alpha, level, { x: place, y, side: geometry.stepPx, channels: 1, c: 0 })
    const colour = colourAt(source, i + (target.top - source.top) * source.width, options)
    let value = isReached ? posterior(field, colour, prior) : prior
    const before = (target.data[i] as number) / options.max
    if (options.keep) value = before + field(LINE_FIELDS - 1) * Math.min(1, field(4) / FULL_TRUST) * (value - before)
    target.data[i] = Math.floor(clamp(value * options.max, 0, options.max) + 0.5)
  }
}
