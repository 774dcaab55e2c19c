import { z } from '../schema'
import { rateSchema } from '../time'
import { timelineFormatSchema, timelineSchema } from '../timeline'

const path = z.string().check(z.minLength(1), z.maxLength(32_000))

/**
 * Writes a timeline as a file of the user's at `path` (its extension says the format), under a temporary name first; or, for
 * those who may name no path, as a file of `format` in the job folder. Result: `file`. Notes: what the format can't hold.
 * With `read` instead of `timeline` it reads such a file. Facts: `timeline` (Timeline of timeline.ts), `format`. No results.
 */
export const timelineOptionsSchema = z.strictObject({
  timeline: z.optional(timelineSchema),
  path: z.optional(path),
  format: z.optional(timelineFormatSchema),
  overwrite: z._default(z.boolean(), false),
  /** A timeline's file to be read, absolute. */
  read: z.optional(path),
  /** Of an EDL that is read: it does not say its own. */
  rate: z.optional(rateSchema),
})
export type TimelineOptions = z.infer<typeof timelineOptionsSchema>
