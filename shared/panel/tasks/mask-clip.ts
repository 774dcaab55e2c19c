import { clipOptionSchemas, z } from '#protocol'
import { clipNames } from '../text/clips'
import { ALIKE, type ClipRules, clipSettingFields, needsOf } from './clip-task'
import { pick, readSettings } from './read-settings'

const optionsSchema = clipOptionSchemas['mask-clip']

export const maskClipSettingsSchema = z.strictObject({
  ...optionsSchema.shape, ...clipSettingFields,
  encoding: z._default(clipSettingFields.encoding.def.innerType, 'prores-4444'),
})
export type MaskClipSettings = z.infer<typeof maskClipSettingsSchema>

/** The subject's matte as a clip above the original, cut out or in gray. */
export const maskClip: ClipRules<MaskClipSettings> = {
  words: { task: 'Subject', run: 'Make the matte' },
  models: 'mask',
  defaults: maskClipSettingsSchema.parse({}),
  check: (settings) => readSettings(maskClipSettingsSchema, 'mask-clip', settings),
  options: (settings) => pick(settings, optionsSchema),
  plan: ({ form, encoding, handlesFrames }) => ({
    needs: needsOf('clip'), handlesFrames, encoding, ...ALIKE,
    suffix: form === 'luma' ? 'matte' : 'subject',
    place: { form: 'clip', name: form === 'luma' ? clipNames.matte : clipNames.subject, step: clipNames.subjectStep },
    replaces: true,
  }),
}
