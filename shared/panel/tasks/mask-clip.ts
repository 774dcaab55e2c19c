import { clipOptionSchemas, z } from '#protocol'
import { clipNames } from '../text/clips'
import { ALIKE, type ClipRules, clipSettingFields, formOf, isAbove, matteForms, needsOf } from './clip-task'
import { pick, readSettings } from './read-settings'

const optionsSchema = clipOptionSchemas['mask-clip']

export const maskClipSettingsSchema = z.strictObject({
  ...optionsSchema.shape, ...clipSettingFields,
  encoding: z._default(clipSettingFields.encoding.def.innerType, 'prores-4444'),
  place: z._default(z.enum(matteForms), 'clip'),
})
export type MaskClipSettings = z.infer<typeof maskClipSettingsSchema>

/**
 * The subject's matte as a clip above the original, cut out or in gray; or in gray as a matte that the source carries, or that a
 * composition on the clip reads, picture by picture.
 */
export const maskClip: ClipRules<MaskClipSettings> = {
  words: { task: 'Subject', run: 'Make the matte' },
  models: 'mask',
  defaults: maskClipSettingsSchema.parse({}),
  check: (settings) => readSettings(maskClipSettingsSchema, 'mask-clip', settings),
  options: (settings) => pick(isAbove(settings.place) ? settings : { ...settings, form: 'luma' }, optionsSchema),
  plan: ({ form, place, encoding, handlesFrames, look }, how, host) => {
    const [isGray, placed] = [form === 'luma' || !isAbove(place), formOf(how.form ?? place, host)]
    return {
      needs: needsOf(placed, look, host), handlesFrames, encoding: placed === 'fusion' ? 'png' : encoding, ...ALIKE,
      suffix: isGray ? 'matte' : 'subject',
      place: { form: placed, name: isGray ? clipNames.matte : clipNames.subject, step: clipNames.subjectStep },
      replaces: true,
    }
  },
}
