import { followMotion, sampleAt } from './plane-motion'

/** What is known of a frame while its neighbours are made: coarse planes of one size, 0..1. */
export interface Sight {
  plane: Float32Array
  /** Luminance as the network saw it, a little softened. */
  gray: Float32Array
  /** The first frame after a cut, or of all. */
  startsShot: boolean
}

export interface Size {
  width: number
  height: number
}

/** [2, height, width] in samples: from each place of one frame (by its place in the window) to where that is in another. */
export type MotionBetween = (from: number, to: number) => Float32Array

/** Luminance that differs by this after all motion: another thing is seen there. On 0..1. */
const DIFFERENCE = 0.05

/** A neighbour counts this much less with every frame. */
const FALL = 0.85

/** A matte within this of its neighbour's is taken as the same. */
const ALIKE = 0.004

/** Neighbours that are seen from a frame without a cut between, and the way to each. */
export function neighboursOf(
  window: readonly Sight[], at: number, reach: number, lead: { size: Size; motion: MotionBetween },
): { index: number; way: Float32Array; share: number }[] {
  const found: { index: number; way: Float32Array; share: number }[] = []
  for (const step of [-1, 1]) {
    let way: Float32Array | undefined
    for (let index = at + step; Math.abs(index - at) <= reach; index += step) {
      const later = window[step > 0 ? index : index + 1]
      if (window[index] === undefined || later === undefined || later.startsShot) break
      const one = lead.motion(index - step, index)
      way = way === undefined ? one : followMotion(way, one, lead.size)
      found.push({ index, way, share: FALL ** Math.abs(index - at) })
    }
  }
  return found
}

/**
 * The matte of frame `at` of a window: its own and its neighbours', each brought here by motion, averaged; a neighbour counts
 * where it shows the same thing (by luminance), and none beyond a cut.
 */
export function steadyPlane(
  window: readonly Sight[], at: number, reach: number, lead: { size: Size; motion: MotionBetween },
): Float32Array {
  const { plane, gray } = window[at] as Sight
  const sums = plane.slice()
  const weights = new Float32Array(plane.length).fill(1)
  for (const { index, way, share } of neighboursOf(window, at, reach, lead)) {
    addNeighbour({ sums, weights, plane, gray, share }, window[index] as Sight, way, lead.size)
  }
  for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as number) / (weights[i] as number)
  return sums
}

interface Mixture {
  sums: Float32Array
  weights: Float32Array
  plane: Float32Array
  gray: Float32Array
  share: number
}

function addNeighbour({ sums, weights, plane, gray, share }: Mixture, sight: Sight, way: Float32Array, size: Size): void {
  const { width, height } = size
  const area = width * height
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const u = x + (way[i] as number)
      const v = y + (way[area + i] as number)
      if (!(u >= 0 && v >= 0 && u <= width - 1 && v <= height - 1)) continue
      const own = plane[i] as number
      const moved = sampleAt(sight.plane, u, v, size)
      // Where both say the same, their mean says it too: nearly all of a frame.
      if (moved - own < ALIKE && own - moved < ALIKE && sums[i] === own) continue
      const ratio = (sampleAt(sight.gray, u, v, size) - (gray[i] as number)) / DIFFERENCE
      const weight = share / (1 + ratio ** 4)
      sums[i] = (sums[i] as number) + weight * moved
      weights[i] = (weights[i] as number) + weight
    }
  }
}
