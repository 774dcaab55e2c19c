import { z } from '../schema'

const percent = z.number().check(z.minimum(0), z.maximum(100))

/**
 * Inputs: `picture` (its own encoded values). Results: `picture` (same header), `removed` (on request: what was
 * taken away around mid gray, same header). Alpha passes through.
 */
export const denoiseOptionsSchema = z.strictObject({
  method: z._default(z.enum(['model', 'traditional']), 'model'),
  model: z.optional(z.string().check(z.maxLength(80))),
  /** 0 untouched (bit-exact), 50 as estimated, 100 twice that. Ignored where `sigma` is given. */
  strength: z._default(percent, 50),
  /** Noise level on 0..255 of the encoded values, at every depth, in place of the estimate. */
  sigma: z.optional(z.number().check(z.minimum(0), z.maximum(75))),
  /** Strengths of luminance and of colour in place of `strength`, on its scale: 0 leaves it, 50 as estimated or by `sigma`. */
  luma: z.optional(percent),
  chroma: z.optional(percent),
  removed: z._default(z.boolean(), false),
})
export type DenoiseOptions = z.infer<typeof denoiseOptionsSchema>
