import type { Size } from './matte-steady'
import { shiftPlane } from './plane-motion'

/** A shape as it was last seen apart, and how far it has gone since, in samples. */
export interface Ghost {
  plane: Float32Array
  dx: number
  dy: number
  /** Per frame, of late. */
  speed: { dx: number; dy: number }
}

export const ghostOf = (plane: Float32Array): Ghost => ({ plane, dx: 0, dy: 0, speed: { dx: 0, dy: 0 } })

/** Less than this of the whole does not tell how it moves. */
const LEAST_SEEN = 0.6

/** How fast an earlier speed is forgotten. */
const EASE = 0.5

/** Goes on as it went. */
export const moveGhost = ({ plane, dx, dy, speed }: Ghost): Ghost => ({ plane, dx: dx + speed.dx, dy: dy + speed.dy, speed })

export const turnGhost = ({ speed, ...ghost }: Ghost): Ghost => ({ ...ghost, speed: { dx: -speed.dx, dy: -speed.dy } })

/** Where it must be by now. */
export const seeGhost = ({ plane, dx, dy }: Ghost, size: Size): Float32Array => shiftPlane(plane, { dx, dy }, size)

/** Seen apart again. */
export const resetGhost = ({ speed }: Ghost, plane: Float32Array): Ghost => ({ plane, dx: 0, dy: 0, speed })

/** Learns its speed from what is surely seen of it: `who`, which came from where `toBefore` leads, where it must be. */
export function watchGhost(ghost: Ghost, who: Float32Array, toBefore: Float32Array, size: Size): Ghost {
  const must = seeGhost(ghost, size)
  let [dx, dy, seen, whole] = [0, 0, 0, 0]
  for (let i = 0; i < who.length; i++) {
    if ((must[i] as number) < 0.7) continue
    whole++
    if ((who[i] as number) < 0.9) continue
    dx -= toBefore[i] as number
    dy -= toBefore[who.length + i] as number
    seen++
  }
  if (seen < LEAST_SEEN * whole || seen === 0) return ghost
  const share = EASE * (seen / whole)
  const { speed } = ghost
  return { ...ghost, speed: { dx: speed.dx + share * (dx / seen - speed.dx), dy: speed.dy + share * (dy / seen - speed.dy) } }
}
