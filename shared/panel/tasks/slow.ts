import { clipOptionSchemas, type Rate, rateFromNumber, rateRatio, z } from '#protocol'
import { clipNames, describeRate } from '../text/clips'
import { ALIKE, type ClipRules, clipSettingFields, formOf, longForms, needsOf } from './clip-task'
import { pick, readSettings } from './read-settings'

const optionsSchema = clipOptionSchemas.slow

export const slowSettingsSchema = z.strictObject({
  ...optionsSchema.shape, ...clipSettingFields, place: z._default(z.enum(longForms), 'clip'),
})
export type SlowSettings = z.infer<typeof slowSettingsSchema>

/** What no default of the protocol says. */
const FACTOR = 2

const withOne = (settings: SlowSettings): SlowSettings =>
  settings.factor === undefined && settings.rate === undefined ? { ...settings, factor: FACTOR } : settings

const speedOf = ({ factor = 1, rate }: { factor?: number | undefined; rate?: Rate | undefined }): string =>
  rate ? `${describeRate(rate)} fps` : `${factor}x`

/** A clip that lasts longer, or has another rate, above the original. */
export const slow: ClipRules<SlowSettings> = {
  words: { task: 'Slow motion', run: 'Slow it down' },
  models: 'slow',
  defaults: withOne(slowSettingsSchema.parse({})),
  check: (settings) => withOne(readSettings(slowSettingsSchema, 'slow', settings)),
  options: (settings) => pick(settings, optionsSchema),
  plan: ({ place, encoding, handlesFrames, look, factor, rate }, how, host) => ({
    needs: needsOf('clip', look, host), handlesFrames, encoding, ...ALIKE,
    ...(factor === undefined ? {} : { stretch: rateRatio(rateFromNumber(factor)) }),
    suffix: rate ? `${describeRate(rate)}fps` : `slow-${factor ?? FACTOR}x`,
    place: {
      form: formOf(how.form ?? place, host), name: clipNames.slowed(speedOf({ factor, rate })), step: clipNames.slowStep,
    },
    replaces: true,
  }),
}
