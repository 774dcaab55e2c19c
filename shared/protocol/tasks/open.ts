import { z } from '../schema'

/**
 * Decodes a file of the user's (never changed), named by `path` or sent as the input `file`, one of both.
 * Results: `picture` (EXIF orientation applied; depth, profile and metadata kept in its file), `proxy` (sRGB u8, the
 * longest side at most 1600 px, on white where transparent), and `mask` of a named layer that has one which is black outside
 * of what is stored. Facts: format, width, height, layers (names), layerStates (name, isHidden, opacity in percent), isPlain
 * (those are all that the file shows: no groups, effects, adjustments, other ways of blending), job, notes.
 */
export const openOptionsSchema = z.strictObject({
  path: z.optional(z.string().check(z.minLength(1), z.maxLength(32_000))),
  /** What the user calls a file that was sent, for messages. */
  name: z.optional(z.string().check(z.minLength(1), z.maxLength(255))),
  /** A layer of a PSD by name; its composite otherwise. */
  layer: z.optional(z.string().check(z.maxLength(400))),
})
export type OpenOptions = z.infer<typeof openOptionsSchema>

/** As the codec gets them: wherever the file came from, it has a path now. */
export type GrantedOpen = OpenOptions & { path: string }
