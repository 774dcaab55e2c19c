import { z } from '../schema'
import { rateSchema } from '../time'
import { clipFields, encodingSchema } from './clip-options'

/**
 * Slow motion (`factor` times as long at the same rate) or another rate for the same duration (`rate`); one of both.
 * Result: `file`, without sound. `traditional` is ffmpeg's minterpolate.
 */
export const slowOptionsSchema = z.strictObject({
  ...clipFields,
  method: z._default(z.enum(['model', 'traditional']), 'model'),
  model: z.optional(z.string().check(z.maxLength(80))),
  factor: z.optional(z.number().check(z.minimum(1), z.maximum(100))),
  rate: z.optional(rateSchema),
  encoding: z._default(encodingSchema, 'prores-422-hq'),
})
export type SlowOptions = z.infer<typeof slowOptionsSchema>
