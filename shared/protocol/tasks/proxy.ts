import { z } from '../schema'

/**
 * A small copy of a clip that any browser plays and steps through by frames: the same frames at the same (constant) rate, 0 at
 * time 0, no sound, a checkerboard under what is transparent. For looking only.
 * Input: `file`, or `path`. Result: `file` (.webm or .mp4), in the job folder. Facts: `frames`, `rate`, `width`, `height`.
 */
export const proxyOptionsSchema = z.strictObject({
  /** Absolute; or the input `file`. */
  path: z.optional(z.string().check(z.minLength(1), z.maxLength(32_000))),
  name: z.optional(z.string().check(z.minLength(1), z.maxLength(255))),
  /** The longest side at most so; never enlarged. */
  maxPx: z._default(z.number().check(z.int(), z.minimum(64), z.maximum(1920)), 640),
})
export type ProxyOptions = z.infer<typeof proxyOptionsSchema>
