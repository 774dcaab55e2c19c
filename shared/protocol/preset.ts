import { denoiseOptionsSchema } from './tasks/denoise'
import { maskOptionsSchema } from './tasks/mask'
import { upscaleOptionsSchema } from './tasks/upscale'
import { z } from './schema'

const name = z.string().check(z.minLength(1), z.maxLength(80))

/** A named setting of one task; the same file in every host. */
export const presetSchema = z.discriminatedUnion('task', [
  z.strictObject({ firstpassPreset: z.literal(1), name, task: z.literal('mask'), options: maskOptionsSchema }),
  z.strictObject({ firstpassPreset: z.literal(1), name, task: z.literal('denoise'), options: denoiseOptionsSchema }),
  z.strictObject({ firstpassPreset: z.literal(1), name, task: z.literal('upscale'), options: upscaleOptionsSchema }),
])
export type Preset = z.infer<typeof presetSchema>
