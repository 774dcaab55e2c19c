import { z } from '../schema'

/** What a clip is. Facts: `clip` (ClipInfo of clip.ts). No results. */
export const probeOptionsSchema = z.strictObject({
  /** Absolute; or the input `file`. */
  path: z.optional(z.string().check(z.minLength(1), z.maxLength(32_000))),
  name: z.optional(z.string().check(z.minLength(1), z.maxLength(255))),
})
export type ProbeOptions = z.infer<typeof probeOptionsSchema>
