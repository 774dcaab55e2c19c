import { kernels } from '#native'
import { followMotion } from './plane-motion'

/** What is known of a frame while its neighbours are made: coarse planes of one size, 0..1. */
export interface Sight {
  plane: Float32Array
  /** Luminance as the network saw it, a little softened. */
  gray: Float32Array
  /** The first frame after a cut, or of all. */
  startsShot: boolean
  /** Nobody was found on it: it says nothing about its neighbours' mattes. */
  isEmpty?: boolean
}

export interface Size {
  width: number
  height: number
}

/** [2, height, width] in samples: from each place of one frame (by its place in the window) to where that is in another. */
export type MotionBetween = (from: number, to: number) => Float32Array

/** Luminance that differs by this after all motion: another thing is seen there. On 0..1. */
const DIFFERENCE = 0.07

/** A neighbour counts this much less with every frame. */
const FALL = 0.95

/** How far, in samples squared, a way there and back may miss where it began, and this share of the way's own square. */
const MISS = 0.7
const SHARE_OF_WAY = 0.02

/** What is left of neighbours that do not belong here is haze: this near to 0 and 1 all is settled. */
const HAZE = 0.03

/** So much of it where the frame itself shows nothing: only neighbours say so; towards the second value it is the usual. */
const HAZE_OUTSIDE = 0.3
const SHOWN = 0.2

/** A matte within this of its neighbour's is taken as the same: where both say so, their mean says it too. */
const ALIKE = 0.004

/** A frame of a window, and the way to it and back. */
export interface Neighbour {
  index: number
  way: Float32Array
  back: Float32Array
}

/** Neighbours that are seen from a frame without a cut between. */
export function neighboursOf(
  window: readonly Sight[], at: number, reach: number, lead: { size: Size; motion: MotionBetween },
): Neighbour[] {
  const found: Neighbour[] = []
  for (const step of [-1, 1]) {
    let before: Neighbour | undefined
    for (let index = at + step; Math.abs(index - at) <= reach; index += step) {
      const later = window[step > 0 ? index : index + 1]
      if (window[index] === undefined || later === undefined || later.startsShot) break
      const [one, home] = [lead.motion(index - step, index), lead.motion(index, index - step)]
      before = before === undefined ? { index, way: one, back: home } : {
        index, way: followMotion(before.way, one, lead.size), back: followMotion(home, before.back, lead.size),
      }
      found.push(before)
    }
  }
  return found
}

/**
 * The matte of frame `at` of a window: its own and its neighbours', each brought here by motion, averaged; a neighbour counts
 * where it shows the same thing (by luminance, and by a way that leads back), and none beyond a cut.
 */
export function steadyPlane(
  window: readonly Sight[], at: number, reach: number, lead: { size: Size; motion: MotionBetween },
): Float32Array {
  const { plane, gray } = window[at] as Sight
  const sums = plane.slice()
  const weights = new Float32Array(plane.length).fill(1)
  for (const neighbour of neighboursOf(window, at, reach, lead)) {
    if (window[neighbour.index]?.isEmpty === true) continue
    const share = FALL ** Math.abs(neighbour.index - at)
    const other = { ...window[neighbour.index] as Sight, way: neighbour.way, back: neighbour.back }
    kernels().addNeighbour(sums, weights, { own: { plane, gray }, other }, {
      ...lead.size, share, alike: ALIKE, difference: DIFFERENCE, miss: MISS, missOfWay: SHARE_OF_WAY,
    })
  }
  for (let i = 0; i < sums.length; i++) {
    if (weights[i] === 1) continue
    const mean = (sums[i] as number) / (weights[i] as number)
    const haze = HAZE + (HAZE_OUTSIDE - HAZE) * Math.max(0, 1 - (plane[i] as number) / SHOWN)
    sums[i] = Math.min(1, Math.max(0, (mean - haze) / (1 - HAZE - haze)))
  }
  return sums
}
