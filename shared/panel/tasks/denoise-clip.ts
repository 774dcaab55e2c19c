import { clipOptionSchemas, z } from '#protocol'
import { clipNames } from '../text/clips'
import { ALIKE, type ClipRules, clipSettingFields, formOf, needsOf, swapForms } from './clip-task'
import { pick, readSettings } from './read-settings'

const optionsSchema = clipOptionSchemas['denoise-clip']

export const denoiseClipSettingsSchema = z.strictObject({
  ...optionsSchema.shape, ...clipSettingFields, place: z._default(z.enum(swapForms), 'clip'),
})
export type DenoiseClipSettings = z.infer<typeof denoiseClipSettingsSchema>

/** A clip without the noise, above the original or in its media's place. */
export const denoiseClip: ClipRules<DenoiseClipSettings> = {
  words: { task: 'Denoise', run: 'Denoise' },
  models: 'denoise',
  defaults: denoiseClipSettingsSchema.parse({}),
  check: (settings) => readSettings(denoiseClipSettingsSchema, 'denoise-clip', settings),
  options: (settings) => pick(settings, optionsSchema),
  plan: ({ place, encoding, handlesFrames, look, strength, sigma }, how, host) => {
    const form = formOf(how.form ?? place, host)
    return {
      needs: needsOf(form, look, host), handlesFrames, encoding, ...ALIKE,
      suffix: 'denoised',
      place: {
        form, name: clipNames.denoised(sigma === undefined ? String(strength) : `sigma ${sigma}`), step: clipNames.denoiseStep,
      },
      replaces: true,
    }
  },
}
