import { z } from '../schema'
import { clipFields, encodingSchema } from './clip-options'
import { upscaleOptionsSchema } from './upscale'

const { shape } = upscaleOptionsSchema

/** A larger clip. Result: `file`. */
export const upscaleClipOptionsSchema = z.strictObject({
  ...clipFields,
  method: shape.method,
  model: shape.model,
  scale: shape.scale,
  denoise: shape.denoise,
  encoding: z._default(encodingSchema, 'prores-422-hq'),
})
export type UpscaleClipOptions = z.infer<typeof upscaleClipOptionsSchema>
