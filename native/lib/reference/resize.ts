import type { Raster, ResizeFilter, ResizeOptions } from '../kernels'
import { isInteger, mirror, sampleAt, toInteger } from './geometry'

/** Half width of each filter in source samples at scale 1. */
const supports = { box: 0.5, bilinear: 1, bicubic: 2, lanczos3: 3 } as const

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)
}

function kernelAt(filter: ResizeFilter, signed: number): number {
  const x = Math.abs(signed)
  if (filter === 'box') return signed >= -0.5 && signed < 0.5 ? 1 : 0
  if (filter === 'bilinear') return Math.max(0, 1 - x)
  if (filter === 'lanczos3') return x < 3 ? sinc(x) * sinc(x / 3) : 0
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1
  return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0
}

export interface Taps {
  /** First source index, possibly outside the picture: mirror it. */
  start: number
  /** They sum to 1. */
  weights: number[]
}

/** The source samples that make target sample `i`, when `from` samples become `to`. */
export function tapsOf(i: number, from: number, to: number, filter: ResizeFilter): Taps {
  const ratio = from / to
  const stretch = Math.max(1, ratio)
  const centre = (i + 0.5) * ratio - 0.5
  const reach = supports[filter] * stretch + (filter === 'box' && stretch > 1 ? 0.5 : 0)
  const start = Math.ceil(centre - reach)
  const end = Math.floor(centre + reach)
  const weights: number[] = []
  for (let at = start; at <= end; at++) weights.push(coverage(filter, at - centre, stretch))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return { start, weights: weights.map((weight) => weight / total) }
}

/** A shrinking box counts what it covers of each sample; the other filters are taken at the sample's centre. */
function coverage(filter: ResizeFilter, distance: number, stretch: number): number {
  if (filter !== 'box' || stretch === 1) return kernelAt(filter, distance / stretch)
  return Math.max(0, Math.min(distance + 0.5, stretch / 2) - Math.max(distance - 0.5, -stretch / 2))
}

/** Which rows of a source of `from` rows make the rows `[top, top + height)` of a target of `to` rows. */
export function resizeRows(band: { top: number; height: number }, from: number, to: number, filter: ResizeFilter):
{ top: number; height: number } {
  let first = from
  let last = -1
  const end = band.top + band.height - 1
  const ends = [tapsOf(band.top, from, to, filter), tapsOf(end, from, to, filter)] as const
  for (let at = ends[0].start; at < ends[1].start + ends[1].weights.length; at++) {
    const row = mirror(at, from)
    first = Math.min(first, row)
    last = Math.max(last, row)
    if (last - first === from - 1) break
  }
  return { top: first, height: last - first + 1 }
}

export function resize(source: Raster, target: Raster, options: ResizeOptions): void {
  const { filter, scale = 1, max, alpha } = options
  // Fully transparent pixels keep a trace of weight, so that colour there stays defined.
  const trace = alpha ? max / scale / 4096 : 0
  const columns = Array.from({ length: target.width }, (_, x) => tapsOf(x, source.width, target.width, filter))
  const narrowed = new Map<number, Float64Array>()
  const line = new Float64Array(target.width * target.channels)
  for (let y = 0; y < target.height; y++) {
    const rows = tapsOf(target.top + y, source.fullHeight, target.fullHeight, filter)
    line.fill(0)
    const used = new Set(rows.weights.map((_, j) => mirror(rows.start + j, source.fullHeight)))
    for (const row of narrowed.keys()) if (!used.has(row)) narrowed.delete(row)
    rows.weights.forEach((weight, j) => {
      const at = mirror(rows.start + j, source.fullHeight)
      const row = narrowed.get(at) ?? resizeRow(source, at, columns, alpha ? trace : undefined)
      narrowed.set(at, row)
      for (let i = 0; i < line.length; i++) line[i] = (line[i] as number) + weight * (row[i] as number)
    })
    writeRow(line, target, y, { scale, max, trace, alpha })
  }
}

/** One source row at the target's width; with a `trace`, the last channel is alpha + trace and weighs the others. */
function resizeRow(source: Raster, y: number, columns: readonly Taps[], trace: number | undefined): Float64Array {
  const { channels, width } = source
  const row = new Float64Array(columns.length * channels)
  columns.forEach(({ start, weights }, to) => {
    for (let i = 0; i < weights.length; i++) {
      const x = mirror(start + i, width)
      const cover = trace === undefined ? 1 : sampleAt(source, y, x, channels - 1) + trace
      for (let c = 0; c < channels; c++) {
        const value = trace !== undefined && c === channels - 1 ? cover : sampleAt(source, y, x, c) * cover
        row[to * channels + c] = (row[to * channels + c] as number) + (weights[i] as number) * value
      }
    }
  })
  return row
}

function writeRow(line: Float64Array, target: Raster, y: number,
  options: { scale: number; max: number; trace: number; alpha: boolean }): void {
  const { scale, max, trace, alpha } = options
  const { channels } = target
  for (let i = 0; i < line.length; i++) {
    let value = line[i] as number
    if (alpha) {
      const cover = line[i - (i % channels) + channels - 1] as number
      if (i % channels === channels - 1) value = cover - trace
      else value = cover < trace / 4 ? 0 : value / cover
    }
    target.data[y * line.length + i] = isInteger(target) ? toInteger(value * scale, max) : value * scale
  }
}
