import { clipOptionSchemas as clips } from './clip-tasks'
import { denoiseOptionsSchema } from './tasks/denoise'
import { maskOptionsSchema } from './tasks/mask'
import { upscaleOptionsSchema } from './tasks/upscale'
import { z } from './schema'

export { checkPresetName } from './preset-name'

const name = z.string().check(z.minLength(1), z.maxLength(80))

/** A named setting of one task; the same file in every host. */
export const presetSchema = z.discriminatedUnion('task', [
  z.strictObject({ firstpassPreset: z.literal(1), name, task: z.literal('mask'), options: maskOptionsSchema }),
  z.strictObject({ firstpassPreset: z.literal(1), name, task: z.literal('denoise'), options: denoiseOptionsSchema }),
  z.strictObject({ firstpassPreset: z.literal(1), name, task: z.literal('upscale'), options: upscaleOptionsSchema }),
])
export type Preset = z.infer<typeof presetSchema>

/** The same for clips, which panels of pictures know nothing of. */
export const clipPresetSchema = z.discriminatedUnion('task', [
  z.strictObject({ firstpassPreset: z.literal(1), name, task: z.literal('mask-clip'), options: clips['mask-clip'] }),
  z.strictObject({ firstpassPreset: z.literal(1), name, task: z.literal('denoise-clip'), options: clips['denoise-clip'] }),
  z.strictObject({ firstpassPreset: z.literal(1), name, task: z.literal('upscale-clip'), options: clips['upscale-clip'] }),
  z.strictObject({ firstpassPreset: z.literal(1), name, task: z.literal('slow'), options: clips.slow }),
])
export type ClipPreset = z.infer<typeof clipPresetSchema>

/** So many a helper keeps, each in a file of at most so many bytes. */
export const MOST_PRESETS = 200
export const MAX_PRESET_BYTES = 64 * 1024

export const anyPresetSchema = z.union([presetSchema, clipPresetSchema])
export type AnyPreset = z.infer<typeof anyPresetSchema>

/** Of the routes about presets. */
export const presetListSchema = z.strictObject({ presets: z.array(anyPresetSchema) })
export const presetNamedSchema = z.strictObject({ name: z.string().check(z.maxLength(200)) })
