import type { Sight, Size } from './matte-steady'
import { carryPlane } from './plane-motion'

/** Frames through which a subject is carried that the network does not see: longer, and edges have gone astray. */
const MOST_FRAMES = 16

/** A network that sees less than this share of the subject has overlooked it. */
const OVERLOOKED = 0.3

/** What is carried at last is what stuck to the backdrop: below this share of what the network saw last, the subject is gone. */
const LEAST_SHARE = 0.35

/** Luminance on 0..1 that differs by this along the motion is half trusted. */
const DIFFERENCE = 0.08

/** Edges grow softer with every frame that they are carried through: by so much they are sharpened about the half. */
const SHARPNESS = 1.5

/** For how many frames the network has not seen the subject, and how much of it there was when it did; in samples. */
export interface Carrying {
  frames: number
  mass: number
}

type Seen = Pick<Sight, 'plane' | 'gray'>

export const NOTHING: Carrying = { frames: 0, mass: 0 }

/**
 * What the network sees of a frame, with the subject as it was a frame before where it has lost sight of it all at once: one
 * who leaves the picture, say. `toBefore`: motion from here to there; what hides the subject brings its own matte along.
 */
export function carryOverlooked(
  seen: Seen, before: Seen & { carrying: Carrying }, { toBefore, size }: { toBefore: Float32Array; size: Size },
): { plane: Float32Array; carrying: Carrying } {
  const { frames } = before.carrying
  const last = frames === 0 ? before.plane.reduce((sum, value) => sum + value, 0) : before.carrying.mass
  if (frames >= MOST_FRAMES) return { plane: seen.plane, carrying: NOTHING }
  const plane = carryPlane(before.plane, toBefore, size)
  const gray = carryPlane(before.gray, toBefore, size)
  let [mass, found] = [0, 0]
  for (let i = 0; i < plane.length; i++) {
    const difference = ((gray[i] as number) - (seen.gray[i] as number)) / DIFFERENCE
    const sharp = Math.min(1, Math.max(0, 0.5 + SHARPNESS * ((plane[i] as number) - 0.5)))
    plane[i] = sharp / (1 + difference ** 4)
    mass += plane[i] as number
    found += Math.min(plane[i] as number, seen.plane[i] as number)
  }
  const isGone = mass === 0 || mass < LEAST_SHARE * last
  if (isGone || found > OVERLOOKED * mass) return { plane: seen.plane, carrying: NOTHING }
  const both = plane.map((value, i) => Math.max(value, seen.plane[i] as number))
  return { plane: both, carrying: { frames: frames + 1, mass: last } }
}
