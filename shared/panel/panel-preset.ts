import { denoiseOptionsSchema, maskOptionsSchema, upscaleOptionsSchema, z } from '#protocol'

const name = z.string().check(z.minLength(1), z.maxLength(80))

/** A preset of a task on pictures; the very format of preset.ts in the protocol, which knows more tasks. */
export const panelPresetSchema = z.discriminatedUnion('task', [
  z.strictObject({ firstpassPreset: z.literal(1), name, task: z.literal('mask'), options: maskOptionsSchema }),
  z.strictObject({ firstpassPreset: z.literal(1), name, task: z.literal('denoise'), options: denoiseOptionsSchema }),
  z.strictObject({ firstpassPreset: z.literal(1), name, task: z.literal('upscale'), options: upscaleOptionsSchema }),
])
export type PanelPreset = z.infer<typeof panelPresetSchema>

const namedSchema = z.looseObject({ name: z.string() })

/** Of all presets of a list, whatever their task. */
export const presetNames = (given: readonly unknown[]): ReadonlySet<string> => new Set(given.flatMap((each) => {
  const { data } = namedSchema.safeParse(each)
  return data ? [data.name] : []
}))
