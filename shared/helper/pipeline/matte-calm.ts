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

/** A neighbour's samples for one block: how far from its own, and the weights of the four between which they lie. */
interface Shifted {
  samples: Samples
  dx: number
  dy: number
  weights: readonly [number, number, number, number]
}

/** One way for a block: motion is coarser than that. */
function shiftOf({ samples, way }: CalmNeighbour, block: Block, { size, coarse }: Calming): Shifted {
  const area = coarse.width * coarse.height
  const [across, down] = [coarse.width / size.width, coarse.height / size.height]
  const [cx, cy] = [((block.left + block.right) / 2) * across - 0.5, ((block.top + block.bottom) / 2) * down - 0.5]
  const u = sampleAt(way.subarray(0, area), cx, cy, coarse) / across
  const v = sampleAt(way.subarray(area), cx, cy, coarse) / down
  const [dx, dy] = [Math.floor(u), Math.floor(v)]
  const [fx, fy] = [u - dx, v - dy]
  return { samples, dx, dy, weights: [(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy] }
}

function calmBlock(calming: Calming, neighbours: readonly CalmNeighbour[], block: Block): void {
  const { own, to, size, max } = calming
  const { width, height } = size
  const count = (block.right - block.left) * (block.bottom - block.top)
  const sums = new Float64Array(count)
  const weights = new Float64Array(count)
  const gain = 1 / (DIFFERENCE * max)
  for (const neighbour of neighbours) {
    const { samples, dx, dy, weights: [a, b, c, d] } = shiftOf(neighbour, block, calming)
    const isInside = block.left + dx >= 0 && block.top + dy >= 0 && block.right + dx < width && block.bottom + dy < height
    if (!isInside) continue
    for (let y = block.top, k = 0; y < block.bottom; y++) {
      for (let i = y * width + block.left, j = i + dy * width + dx, end = y * width + block.right; i < end; i++, j++, k++) {
        const value = a * (samples[j] as number) + b * (samples[j + 1] as number) +
          c * (samples[j + width] as number) + d * (samples[j + width + 1] as number)
        const ratio = (value - (own[i] as number)) * gain
        const share = 1 / (1 + ratio * ratio)
        sums[k] = (sums[k] as number) + share * value
        weights[k] = (weights[k] as number) + share
      }
    }
  }
  for (let y = block.top, k = 0; y < block.bottom; y++) {
    for (let i = y * width + block.left, end = y * width + block.right; i < end; i++, k++) {
      to[i] = Math.round(((own[i] as number) + (sums[k] as number)) / (1 + (weights[k] as number)))
    }
  }
}
