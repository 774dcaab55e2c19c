import { boundsSchema } from '../picture'
import { z } from '../schema'

/**
 * A matte of the subject.
 * Inputs: `picture` (any encoding, full resolution: what edges follow), `proxy` (optional, sRGB u8, what the
 * model sees; without it the helper shrinks `picture`), `mask` (optional, gray: start from it, no model runs).
 * Results: `matte` (gray, u8 for an 8-bit picture, else u16), `foreground` (with `decontaminate`: the picture's
 * encoding, the old background's colour removed).
 */
export const maskOptionsSchema = z.strictObject({
  method: z._default(z.enum(['model', 'traditional']), 'model'),
  model: z.optional(z.string().check(z.maxLength(80))),
  box: z.optional(boundsSchema),
  /** Gaussian sigma in full-resolution pixels. */
  featherPx: z._default(z.number().check(z.minimum(0), z.maximum(500)), 0),
  /** Full-resolution pixels; positive grows. */
  shiftPx: z._default(z.number().check(z.minimum(-500), z.maximum(500)), 0),
  refine: z._default(z.boolean(), true),
  decontaminate: z._default(z.boolean(), false),
})
export type MaskOptions = z.infer<typeof maskOptionsSchema>
