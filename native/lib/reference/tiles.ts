import type { AccumulateOptions, Region } from '../kernels'
import { intersect } from './geometry'

/** The weight along one side of a tile at `i` of `length`. */
function ramp(i: number, length: number, options: { overlapPx: number; start: boolean; end: boolean }): number {
  const { overlapPx, start, end } = options
  const near = start || overlapPx === 0 ? 1 : (i + 0.5) / overlapPx
  const far = end || overlapPx === 0 ? 1 : (length - i - 0.5) / overlapPx
  return Math.min(1, near, far)
}

export function accumulateTile(tile: Float32Array, region: Region, sum: Float32Array, weight: Float32Array, band: Region,
  options: AccumulateOptions): void {
  const { planes, overlapPx, outer } = options
  const part = intersect(region, band)
  const tilePlane = region.width * region.height
  const bandPlane = band.width * band.height
  for (let y = part.top; y < part.top + part.height; y++) {
    const wy = ramp(y - region.top, region.height, { overlapPx, start: outer.top, end: outer.bottom })
    for (let x = part.left; x < part.left + part.width; x++) {
      const w = wy * ramp(x - region.left, region.width, { overlapPx, start: outer.left, end: outer.right })
      const from = (y - region.top) * region.width + x - region.left
      const to = (y - band.top) * band.width + x - band.left
      for (let p = 0; p < planes; p++) {
        sum[p * bandPlane + to] = (sum[p * bandPlane + to] as number) + (tile[p * tilePlane + from] as number) * w
      }
      weight[to] = (weight[to] as number) + w
    }
  }
}

export function normaliseTiles(sum: Float32Array, weight: Float32Array, planes: number): void {
  for (let p = 0; p < planes; p++) {
    for (let i = 0; i < weight.length; i++) {
      const w = weight[i] as number
      const at = p * weight.length + i
      sum[at] = w > 0 ? (sum[at] as number) / w : 0
    }
  }
}
