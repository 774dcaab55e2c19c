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
  const { plane, mass } = bring(before, seen.gray, { motion: toBefore, size })
  const found = plane.reduce((sum, value, i) => sum + Math.min(value, seen.plane[i] as number), 0)
  const isGone = mass === 0 || mass < LEAST_SHARE * last
  if (isGone || found > OVERLOOKED * mass) return { plane: seen.plane, carrying: NOTHING }
  const both = plane.map((value, i) => Math.max(value, seen.plane[i] as number))
  return { plane: both, carrying: { frames: frames + 1, mass: last } }
}

/**
 * The subject on a frame where the network does not see it yet, as it is on the frame after: one who comes into the picture.
 * Undefined where too little of it can be brought along. `toAfter`: motion from here to there; `mass`: of it where it is seen.
 */
export function carryBack(
  gray: Float32Array, after: Seen, { toAfter, size, mass }: { toAfter: Float32Array; size: Size; mass: number },
): Float32Array | undefined {
  const brought = bring(after, gray, { motion: toAfter, size })
  return brought.mass === 0 || brought.mass < LEAST_SHARE * mass ? undefined : brought.plane
}

/** A matte along the motion to where it is, as far as the same is seen there; and the sum of it. */
function bring(
  from: Seen, seen: Float32Array, { motion, size }: { motion: Float32Array; size: Size },
): { plane: Float32Array; mass: number } {
  const plane = carryPlane(from.plane, motion, size)
  const gray = carryPlane(from.gray, motion, size)
  let mass = 0
  for (let i = 0; i < plane.length; i++) {
    const difference = ((gray[i] as number) - (seen[i] as number)) / DIFFERENCE
    const sharp = Math.min(1, Math.max(0, 0.5 + SHARPNESS * ((plane[i] as number) - 0.5)))
    plane[i] = sharp / (1 + difference ** 4)
    mass += plane[i] as number
  }
  return { plane, mass }
}
