import { denoiseOptionsSchema, z } from '#protocol'
import { names } from '../text/en'
import { pick, readSettings } from './read-settings'
import type { PictureRules } from './task'

export const denoiseSettingsSchema = z.strictObject({
  ...denoiseOptionsSchema.shape,
  /** Of the new layer: how much of the result shows stays adjustable in the host. */
  opacity: z._default(z.number().check(z.minimum(0), z.maximum(100)), 100),
  /** Where something is selected, only there. */
  isLimited: z._default(z.boolean(), true),
})
export type DenoiseSettings = z.infer<typeof denoiseSettingsSchema>

/** A layer without the noise, above the target. */
export const denoise: PictureRules<DenoiseSettings> = {
  words: { task: 'Denoise', run: 'Denoise' },
  models: 'denoise',
  defaults: denoiseSettingsSchema.parse({}),
  check: (settings) => readSettings(denoiseSettingsSchema, 'denoise', settings),
  options: (settings) => pick(settings, denoiseOptionsSchema),
  plan: (settings) => ({
    needs: ({ hasSelection }) => ({ region: settings.isLimited && hasSelection ? 'selection' : 'all' }),
    order: async ({ picture }) => ({
      task: 'denoise', options: { ...pick(settings, denoiseOptionsSchema), removed: false }, inputs: { picture },
    }),
    result: ({ pixels }) => ({ kind: 'picture', picture: pixels('picture'), scale: 1 }),
    place: {
      form: 'layer', combine: 'replace', opacity: settings.opacity,
      name: names.denoised(settings.sigma === undefined ? String(settings.strength) : `sigma ${settings.sigma}`),
      step: names.denoiseStep,
    },
    isLimited: settings.isLimited,
    replaces: true,
  }),
}
