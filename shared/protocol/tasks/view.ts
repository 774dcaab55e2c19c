import { boundsSchema } from '../picture'
import { z } from '../schema'

/**
 * What a screen shows of a picture: sRGB (or gray) of 8 bits, shrunk, alpha kept. Pages have no colour engine for any profile.
 * Inputs: `picture`, `metadata` (optional: the result of `open` whose profile the pixels are in; else they are taken as sRGB).
 * Results: `view`.
 */
export const viewOptionsSchema = z.strictObject({
  /** Pixels of the picture, counted from its own top left; cut to it. The whole where left out. */
  region: z.optional(boundsSchema),
  /** The longest side at most so; never enlarged. */
  maxPx: z.number().check(z.int(), z.minimum(1), z.maximum(4096)),
})
export type ViewOptions = z.infer<typeof viewOptionsSchema>
