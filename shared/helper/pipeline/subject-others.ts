import { partsOf, sumsOver } from './matte-parts'
import type { Size } from './matte-steady'

/** A part of which a network sees less than this share has been overlooked. */
const OVERLOOKED = 0.3

/** What is seen of a part, where more than this is seen. */
const SEEN = 0.35

/** What was overlooked is remembered this much less with every frame: through ten of them it counts as a part. */
const FADE = 0.9

/** What was known of others a frame before, where they are now; and all that the network sees, theirs or not. */
interface Known {
  known: Float32Array
  plane: Float32Array
  size: Size
}

/**
 * Others as they are seen, with whole parts of them that a network sees on one frame and overlooks on the next: forgotten,
 * they would be taken for the subject as soon as they are seen again and touch it.
 */
export function withOverlooked(seen: Float32Array, { known, plane, size }: Known): Float32Array {
  const parts = partsOf(known, size)
  const found = sumsOver(parts, plane.map((value) => (value > SEEN ? 1 : 0)))
  const isOverlooked = parts.areas.map((area, label) => label > 0 && (found[label] as number) < OVERLOOKED * area)
  return seen.map((value, i) => (isOverlooked[parts.labels[i] as number] === true
    ? Math.max(value, FADE * (known[i] as number) * (1 - (plane[i] as number))) : value))
}
