import { z } from '../schema'
import { clipFields, encodingSchema, subjectSchema } from './clip-options'
import { maskOptionsSchema } from './mask'

const { shape } = maskOptionsSchema

/** Log encodings that the helper has a viewing curve for; `none`: the footage is as a display shows it. */
export const logSchema = z.enum([
  'none', 'applelog', 'clog', 'clog2', 'clog3', 'dlog', 'flog', 'flog2', 'log3g10', 'logc3', 'logc4', 'nlog', 'slog2', 'slog3',
  'vlog',
])

/**
 * The matte of a clip's subject, steady over time. Result: `file`. `form: 'alpha'` keeps the picture, its edge colours
 * cleared of the background, with straight alpha; `luma` is the matte itself, gray.
 * Markers: frames that deserve a look.
 */
export const maskClipOptionsSchema = z.strictObject({
  ...clipFields,
  /** `model` only: colours alone do not follow anyone through a clip. Left out: `selfie` where it sees people well. */
  model: shape.model,
  /** Whom to follow, alone; without it all that the model takes for the subject of each frame. */
  subject: z.optional(subjectSchema),
  featherPx: shape.featherPx,
  shiftPx: shape.shiftPx,
  /** Edges follow the picture's colours; otherwise the model's matte is enlarged and no more. */
  refine: shape.refine,
  /** Edge colours without the old background, where `form` has colours. */
  decontaminate: z._default(z.boolean(), true),
  /** 0 frame by frame, 50 as measured best, 100 calmest. */
  steady: z._default(z.number().check(z.minimum(0), z.maximum(100)), 50),
  /** The footage's log encoding, where the file does not say it: the model is shown a picture as a display would show it. */
  log: z.optional(logSchema),
  form: z._default(z.enum(['alpha', 'luma']), 'alpha'),
  encoding: z._default(encodingSchema, 'prores-4444'),
})
export type MaskClipOptions = z.infer<typeof maskClipOptionsSchema>
