import { z } from '../schema'

/**
 * Decodes a file of the user's (never changed). No inputs.
 * Results: `picture` (EXIF orientation applied; depth, profile and metadata kept in its file), `proxy` (sRGB u8, the
 * longest side at most 1600 px, on white where transparent). Facts: format, width, height, layers, notes.
 */
export const openOptionsSchema = z.strictObject({
  path: z.string().check(z.minLength(1), z.maxLength(32_000)),
  /** A layer of a PSD by name; its composite otherwise. */
  layer: z.optional(z.string().check(z.maxLength(400))),
})
export type OpenOptions = z.infer<typeof openOptionsSchema>
