import { denoiseOptionsSchema } from './tasks/denoise'
import { maskOptionsSchema } from './tasks/mask'
import { upscaleOptionsSchema } from './tasks/upscale'
import { failure } from './errors'
import { z } from './schema'

const name = z.string().check(z.minLength(1), z.maxLength(80))

/** A named setting of one task; the same file in every host. */
export const presetSchema = z.discriminatedUnion('task', [
  z.strictObject({ firstpassPreset: z.literal(1), name, task: z.literal('mask'), options: maskOptionsSchema }),
  z.strictObject({ firstpassPreset: z.literal(1), name, task: z.literal('denoise'), options: denoiseOptionsSchema }),
  z.strictObject({ firstpassPreset: z.literal(1), name, task: z.literal('upscale'), options: upscaleOptionsSchema }),
])
export type Preset = z.infer<typeof presetSchema>

/** So many a helper keeps, each in a file of at most so many bytes. */
export const MOST_PRESETS = 200
export const MAX_PRESET_BYTES = 64 * 1024

/** What no file may be called on one system or another: the name of a preset is its file's too. */
const FORBIDDEN = /[\\/:*?"<>|\u0000-\u001f\u007f]|^[. ]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i

/** @throws OPTION_INVALID where a preset of this name can't be a file */
export function checkPresetName(name: string): void {
  if (name.length > 0 && name.length <= 80 && !FORBIDDEN.test(name)) return
  throw failure('OPTION_INVALID', { option: 'preset', reason: `"${name.slice(0, 100)}" can't be the name of a file` })
}

/** Of the routes about presets. */
export const presetListSchema = z.strictObject({ presets: z.array(presetSchema) })
export const presetNamedSchema = z.strictObject({ name: z.string().check(z.maxLength(200)) })
