import { z } from '../schema'

/** Inputs: `picture` (its own encoded values). Results: `picture`, `scale` times as wide and high, alpha included. */
export const upscaleOptionsSchema = z.strictObject({
  method: z._default(z.enum(['model', 'traditional']), 'model'),
  model: z.optional(z.string().check(z.maxLength(80))),
  /** 1 is the null test: bit-exact. 3 is made from the next larger scale, then reduced. */
  scale: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
  /** 0..100: how much a model with a denoising twin blends towards it (manifest field `blend`). */
  denoise: z._default(z.number().check(z.minimum(0), z.maximum(100)), 50),
})
export type UpscaleOptions = z.infer<typeof upscaleOptionsSchema>
