import { upscaleOptionsSchema, z } from '#protocol'
import { names } from '../text/en'
import { pick, readSettings } from './read-settings'
import type { PictureRules } from './task'

export const upscaleSettingsSchema = z.strictObject({
  ...upscaleOptionsSchema.shape,
  scale: z._default(upscaleOptionsSchema.shape.scale, 2),
  form: z._default(z.enum(['document', 'smart-object']), 'document'),
})
export type UpscaleSettings = z.infer<typeof upscaleSettingsSchema>

/** The picture larger, as a document of its own or a smart object in place. */
export const upscale: PictureRules<UpscaleSettings> = {
  words: { task: 'Upscale', run: 'Upscale' },
  models: 'upscale',
  defaults: upscaleSettingsSchema.parse({}),
  check: (settings) => readSettings(upscaleSettingsSchema, 'upscale', settings),
  options: (settings) => pick(settings, upscaleOptionsSchema),
  plan: (settings, how, host) => {
    const form = how.form ?? settings.form
    return {
      needs: () => ({ region: 'all' }),
      order: async ({ picture }) => ({ task: 'upscale', options: pick(settings, upscaleOptionsSchema), inputs: { picture } }),
      result: ({ pixels }) => ({ kind: 'picture', picture: pixels('picture'), scale: settings.scale }),
      place: {
        form: host.forms.includes(form) ? form : 'document', combine: 'replace',
        name: names.upscaled(settings.scale), step: names.upscaleStep,
      },
      isLimited: false,
      // A document is the user's own from the moment it opens.
      replaces: form !== 'document',
    }
  },
}
