import { boundsSchema } from '../picture'
import { z } from '../schema'
import { frameRangeSchema, frameSchema } from '../time'

const path = z.string().check(z.minLength(1), z.maxLength(32_000))

/** How the result is stored. `png` is a folder of numbered files; the others are one file each. */
export const encodingSchema = z.enum(['prores-4444', 'prores-422-hq', 'ffv1', 'h264', 'png'])
export type Encoding = z.infer<typeof encodingSchema>

/** What a file of each encoding is called, without the dot; for `png` each of its pictures. */
export const clipExtensions = {
  'prores-4444': 'mov', 'prores-422-hq': 'mov', ffv1: 'mkv', h264: 'mov', png: 'png',
} as const satisfies Record<Encoding, string>

/** What every task on a clip takes. The result is the user's own file and is never cleaned up. */
export const clipFields = {
  /** The source, absolute, never changed; or the input `file` for those who may name no path. */
  path: z.optional(path),
  /** What the user calls a file that was sent, for messages. */
  name: z.optional(z.string().check(z.minLength(1), z.maxLength(255))),
  /** Absolute file (folder for `png`); left out, a file in the job folder, fetched as the result `file`. */
  output: z.optional(path),
  overwrite: z._default(z.boolean(), false),
  /** The whole clip where left out. */
  range: z.optional(frameRangeSchema),
  /** Says what the job would take (bytes, free bytes, seconds, from three frames of it) and writes nothing. */
  estimate: z._default(z.boolean(), false),
  /** false: the result has none of the source's sound, as editors want what goes above the original. */
  sound: z.optional(z.boolean()),
}

/** Whom to follow: seen on one frame of the source. */
export const subjectSchema = z.strictObject({
  frame: frameSchema,
  /** A box around it; a point is a box of one pixel. */
  box: boundsSchema,
})
export type Subject = z.infer<typeof subjectSchema>
