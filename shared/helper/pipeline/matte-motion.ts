import { kernels, type MatteWitness } from '#native'
import type { Sight, Size } from './matte-steady'

/** Frames on either side that what moves with the subject is told by. */
export const JUDGED_BY = 2

/** A matte above this shows somebody. */
const SHOWN = 0.5

/**
 * The matte of a frame, mended by motion: what moves with the subject and not with the backdrop belongs to it, though the
 * network has overlooked it; and the other way round. Where both move alike or show nothing to tell them by, it stays.
 */
export function judgeByMotion({ plane, gray }: Sight, witnesses: readonly MatteWitness[], size: Size): Float32Array {
  if (!plane.some((value) => value > SHOWN)) return plane
  const { width, height } = size
  return kernels().judgeByMotion({ plane, gray }, witnesses, { width, height }) ?? plane
}
