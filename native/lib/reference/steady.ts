import type { CalmNeighbour, CalmOptions, SeenNeighbour, SeenPlanes, SteadyOptions } from '../steady-kernels'
import type { Raster, Samples } from '../kernels'
import { toInteger } from './geometry'

export interface Size {
  width: number
  height: number
}

/** Bilinear between pixel centres, which lie on whole numbers; beyond the sides their value. */
export function planeAt(plane: Float32Array, x: number, y: number, { width, height }: Size): number {
  const u = x > 0 ? Math.min(x, width - 1) : 0
  const v = y > 0 ? Math.min(y, height - 1) : 0
  const left = Math.max(0, Math.min(width - 2, Math.floor(u)))
  const top = Math.max(0, Math.min(height - 2, Math.floor(v)))
  const i = top * width + left
  const [next, below] = [width > 1 ? 1 : 0, height > 1 ? width : 0]
  const upper = (plane[i] as number) * (1 - (u - left)) + (plane[i + next] as number) * (u - left)
  const lower = (plane[i + below] as number) * (1 - (u - left)) + (plane[i + below + next] as number) * (u - left)
  return upper + (v - top) * (lower - upper)
}

export function followMotion(first: Float32Array, second: Float32Array, size: Size): Float32Array {
  const area = size.width * size.height
  const both = new Float32Array(2 * area)
  const [across, down] = [second.subarray(0, area), second.subarray(area)]
  for (let i = 0; i < area; i++) {
    const [dx, dy] = [first[i] as number, first[area + i] as number]
    const [x, y] = [(i % size.width) + dx, Math.floor(i / size.width) + dy]
    both[i] = dx + planeAt(across, x, y, size)
    both[area + i] = dy + planeAt(down, x, y, size)
  }
  return both
}

export function carryPlane(plane: Float32Array, motion: Float32Array, size: Size): Float32Array {
  const { width, height } = size
  return plane.map((_, i) => {
    const [u, v] = [(i % width) + (motion[i] as number), Math.floor(i / width) + (motion[plane.length + i] as number)]
    const isInside = u > -0.5 && v > -0.5 && u < width - 0.5 && v < height - 0.5
    return isInside ? planeAt(plane, u, v, size) : 0
  })
}

export function addNeighbour(
  sums: Float32Array, weights: Float32Array, { own, other }: { own: SeenPlanes; other: SeenNeighbour }, options: SteadyOptions,
): void {
  const { width, height, share, alike, miss, missOfWay } = options
  const area = width * height
  const [backAcross, backDown] = [other.back.subarray(0, area), other.back.subarray(area)]
  for (let i = 0; i < area; i++) {
    const [dx, dy] = [other.way[i] as number, other.way[area + i] as number]
    const [u, v] = [(i % width) + dx, Math.floor(i / width) + dy]
    if (!(u >= 0 && v >= 0 && u <= width - 1 && v <= height - 1)) continue
    const before = own.plane[i] as number
    const moved = planeAt(other.plane, u, v, options)
    if (moved - before < alike && before - moved < alike && sums[i] === before) continue
    const difference = (planeAt(other.gray, u, v, options) - (own.gray[i] as number)) / options.difference
    const missX = dx + planeAt(backAcross, u, v, options)
    const missY = dy + planeAt(backDown, u, v, options)
    const missed = (missX * missX + missY * missY) / (miss + missOfWay * (dx * dx + dy * dy))
    const weight = share / ((1 + difference ** 4) * (1 + missed * missed))
    sums[i] = (sums[i] as number) + weight * moved
    weights[i] = (weights[i] as number) + weight
  }
}

const BLOCK_PX = 8

interface Block {
  left: number
  top: number
  right: number
  bottom: number
}

export function calmMatte(own: Raster, target: Raster, neighbours: readonly CalmNeighbour[], options: CalmOptions): void {
  const { width, height } = own
  target.data.set(own.data)
  for (let top = 0; top < height; top += BLOCK_PX) {
    for (let left = 0; left < width; left += BLOCK_PX) {
      const block = { left, top, right: Math.min(width, left + BLOCK_PX), bottom: Math.min(height, top + BLOCK_PX) }
      if (!isSettled(own.data, width, block, options.max)) calmBlock({ own, target, neighbours, options }, block)
    }
  }
}

/** All 0, or all white. */
function isSettled(samples: Samples, width: number, { left, top, right, bottom }: Block, max: number): boolean {
  const first = samples[top * width + left]
  if (first !== 0 && first !== max) return false
  for (let y = top; y < bottom; y++) {
    for (let i = y * width + left, end = y * width + right; i < end; i++) if (samples[i] !== first) return false
  }
  return true
}

interface Calming {
  own: Raster
  target: Raster
  neighbours: readonly CalmNeighbour[]
  options: CalmOptions
}

/** One way for a block: motion is coarser than that. */
function wayOf(way: Float32Array, { left, top, right, bottom }: Block, size: Size, coarse: Size): [number, number] {
  const area = coarse.width * coarse.height
  const [across, down] = [coarse.width / size.width, coarse.height / size.height]
  const [cx, cy] = [((left + right) / 2) * across - 0.5, ((top + bottom) / 2) * down - 0.5]
  return [planeAt(way.subarray(0, area), cx, cy, coarse) / across, planeAt(way.subarray(area), cx, cy, coarse) / down]
}

function calmBlock({ own, target, neighbours, options }: Calming, block: Block): void {
  const { width, height } = own
  const gain = 1 / (options.difference * options.max)
  const sums = new Float64Array(BLOCK_PX * BLOCK_PX)
  const weights = new Float64Array(BLOCK_PX * BLOCK_PX)
  for (const { matte: { data }, way } of neighbours) {
    const [u, v] = wayOf(way, block, own, options.coarse)
    const [dx, dy] = [Math.floor(u), Math.floor(v)]
    const [fx, fy] = [u - dx, v - dy]
    const isInside = block.left + dx >= 0 && block.top + dy >= 0 && block.right + dx < width && block.bottom + dy < height
    if (!isInside) continue
    for (let y = block.top, k = 0; y < block.bottom; y++) {
      for (let i = y * width + block.left, j = i + dy * width + dx, end = y * width + block.right; i < end; i++, j++, k++) {
        const value = (1 - fx) * (1 - fy) * (data[j] as number) + fx * (1 - fy) * (data[j + 1] as number) +
          (1 - fx) * fy * (data[j + width] as number) + fx * fy * (data[j + width + 1] as number)
        const ratio = (value - (own.data[i] as number)) * gain
        const share = 1 / (1 + ratio * ratio)
        sums[k] = (sums[k] as number) + share * value
        weights[k] = (weights[k] as number) + share
      }
    }
  }
  for (let y = block.top, k = 0; y < block.bottom; y++) {
    for (let i = y * width + block.left, end = y * width + block.right; i < end; i++, k++) {
      const mean = ((own.data[i] as number) + (sums[k] as number)) / (1 + (weights[k] as number))
      target.data[i] = toInteger((mean - options.haze * options.max) / (1 - 2 * options.haze), options.max)
    }
  }
}
