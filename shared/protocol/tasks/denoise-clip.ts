import { z } from '../schema'
import { clipFields, encodingSchema } from './clip-options'
import { denoiseOptionsSchema } from './denoise'

const { shape } = denoiseOptionsSchema

/** Less noise, over time. Result: `file`. `traditional` is ffmpeg's hqdn3d. */
export const denoiseClipOptionsSchema = z.strictObject({
  ...clipFields,
  method: shape.method,
  model: shape.model,
  strength: shape.strength,
  sigma: shape.sigma,
  luma: shape.luma,
  chroma: shape.chroma,
  /** Neighbouring frames, moved onto each one, help; false: every frame by itself. */
  overTime: z._default(z.boolean(), true),
  encoding: z._default(encodingSchema, 'prores-422-hq'),
})
export type DenoiseClipOptions = z.infer<typeof denoiseClipOptionsSchema>
