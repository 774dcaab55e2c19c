import type { Samples } from '#native'
import type { Size } from './matte-steady'
import { sampleAt } from './plane-motion'

/** A neighbour's matte that differs by this, on 0..1, counts half. */
const DIFFERENCE = 0.2

/** A matte of a whole frame beside the one that is made: its samples, and the way there at a coarser size. */
export interface CalmNeighbour {
  samples: Samples
  way: Float32Array
}

/** The frame's own matte, where it goes, and the size of its motion. */
export interface Calming {
  own: Samples
  to: Samples
  size: Size
  max: number
  coarse: Size
}

const BLOCK_PX = 8

/**
 * A full-size matte averaged with its neighbours along their motion, where they nearly agree: what noise does to edges goes,
 * what moves on its own stays.
 */
export function calmMatte({ own, to, size, max, coarse }: Calming, neighbours: readonly CalmNeighbour[]): void {
  to.set(own)
  if (neighbours.length === 0) return
  const { width, height } = size
  for (let top = 0; top < height; top += BLOCK_PX) {
    for (let left = 0; left < width; left += BLOCK_PX) {
      const block = { left, top, right: Math.min(width, left + BLOCK_PX), bottom: Math.min(height, top + BLOCK_PX) }
      if (isSettled(own, width, block, max)) continue
      calmBlock({ own, to, size, max, coarse }, neighbours, block)
    }
  }
}

interface Block {
  left: number
  top: number
  right: number
  bottom: number
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

function calmBlock({ own, to, size, max, coarse }: Calming, neighbours: readonly CalmNeighbour[], block: Block): void {
  const { width, height } = size
  const area = coarse.width * coarse.height
  const [across, down] = [coarse.width / width, coarse.height / height]
  // One way for a block: motion is coarser than that.
  const [cx, cy] = [((block.left + block.right) / 2) * across - 0.5, ((block.top + block.bottom) / 2) * down - 0.5]
  const ways = neighbours.map(({ samples, way }) => ({
    samples,
    dx: sampleAt(way.subarray(0, area), cx, cy, coarse) / across, dy: sampleAt(way.subarray(area), cx, cy, coarse) / down,
  }))
  const limit = DIFFERENCE * max
  for (let y = block.top; y < block.bottom; y++) {
    for (let x = block.left; x < block.right; x++) {
      const i = y * width + x
      const mine = own[i] as number
      let [sum, weight] = [mine, 1]
      for (const { samples, dx, dy } of ways) {
        const [u, v] = [x + dx, y + dy]
        if (!(u >= 0 && v >= 0 && u < width - 1 && v < height - 1)) continue
        const value = sampleOf(samples, u, v, width)
        const ratio = (value - mine) / limit
        const share = 1 / (1 + ratio * ratio)
        sum += share * value
        weight += share
      }
      to[i] = Math.round(sum / weight)
    }
  }
}

function sampleOf(samples: Samples, u: number, v: number, width: number): number {
  const left = Math.floor(u)
  const top = Math.floor(v)
  const i = top * width + left
  const fx = u - left
  const upper = (samples[i] as number) * (1 - fx) + (samples[i + 1] as number) * fx
  const lower = (samples[i + width] as number) * (1 - fx) + (samples[i + width + 1] as number) * fx
  return upper + (v - top) * (lower - upper)
}
