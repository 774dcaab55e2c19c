import { z } from '../schema'
import { clipFields, encodingSchema, subjectSchema } from './clip-options'
import { maskOptionsSchema } from './mask'

const { shape } = maskOptionsSchema

/**
 * The matte of a clip's subject, steady over time. Result: `file`. `form: 'alpha'` keeps the picture, its edge colours
 * cleared of the background, with straight alpha; `luma` is the matte itself, gray.
 * Markers: frames that deserve a look.
 */
export const maskClipOptionsSchema = z.strictObject({
  ...clipFields,
  /** `model` only: colours alone do not follow anyone through a clip. */
  model: shape.model,
  /** Whom to follow; without it the most prominent one of the first frame that has any. */
  subject: z.optional(subjectSchema),
  featherPx: shape.featherPx,
  shiftPx: shape.shiftPx,
  refine: shape.refine,
  /** Edge colours without the old background, where `form` has colours. */
  decontaminate: z._default(z.boolean(), true),
  /** 0 frame by frame, 50 as measured best, 100 calmest. */
  steady: z._default(z.number().check(z.minimum(0), z.maximum(100)), 50),
  form: z._default(z.enum(['alpha', 'luma']), 'alpha'),
  encoding: z._default(encodingSchema, 'prores-4444'),
})
export type MaskClipOptions = z.infer<typeof maskClipOptionsSchema>
