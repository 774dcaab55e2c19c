import { clipOptionSchemas, z } from '#protocol'
import { clipNames } from '../text/clips'
import { ALIKE, type ClipRules, clipSettingFields, formOf, needsOf, swapForms } from './clip-task'
import { pick, readSettings } from './read-settings'

const optionsSchema = clipOptionSchemas['upscale-clip']

export const upscaleClipSettingsSchema = z.strictObject({
  ...optionsSchema.shape, ...clipSettingFields,
  scale: z._default(optionsSchema.shape.scale, 2),
  place: z._default(z.enum(swapForms), 'clip'),
})
export type UpscaleClipSettings = z.infer<typeof upscaleClipSettingsSchema>

/** A larger clip, above the original or in its media's place. */
export const upscaleClip: ClipRules<UpscaleClipSettings> = {
  words: { task: 'Upscale', run: 'Upscale' },
  models: 'upscale',
  defaults: upscaleClipSettingsSchema.parse({}),
  check: (settings) => readSettings(upscaleClipSettingsSchema, 'upscale-clip', settings),
  options: (settings) => pick(settings, optionsSchema),
  plan: ({ place, encoding, handlesFrames, look, scale }, how, host) => {
    const form = formOf(how.form ?? place, host)
    return {
      needs: needsOf(form, look, host), handlesFrames, encoding, ...ALIKE, scale,
      suffix: `upscaled-${scale}x`,
      place: { form, name: clipNames.upscaled(scale), step: clipNames.upscaleStep },
      replaces: true,
    }
  },
}
