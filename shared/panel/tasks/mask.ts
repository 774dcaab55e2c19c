import { type Bounds, failure, maskOptionsSchema, z } from '#protocol'
import type { JobOrder } from '#client'
import type { HostCapabilities, Reading } from '#host'
import { names, starts } from '../text/en'
import { boundsOfSelection } from './bounds-of-selection'
import { pick, readSettings } from './read-settings'
import type { Made, PictureRules, Plan, RunHow } from './task'

/** Longest side of the small copy that the network sees. */
const PROXY_PX = 1600

export const maskSettingsSchema = z.strictObject({
  ...maskOptionsSchema.shape,
  form: z._default(z.enum(['layer-mask', 'selection', 'masked-layer']), 'layer-mask'),
  combine: z._default(z.enum(['replace', 'add', 'subtract', 'intersect']), 'replace'),
  /** What the matte begins as. */
  start: z._default(z.enum(['model', 'layer-mask', 'selection', 'host-subject']), 'model'),
  /** The subject is looked for in the selection's bounds. */
  isBoxed: z._default(z.boolean(), false),
})
export type MaskSettings = z.infer<typeof maskSettingsSchema>

/** The subject's matte as a layer mask, a selection or a masked layer. */
export const mask: PictureRules<MaskSettings> = {
  words: { task: 'Subject', run: 'Select subject' },
  models: 'mask',
  defaults: maskSettingsSchema.parse({}),
  check: (settings) => readSettings(maskSettingsSchema, 'mask', settings),
  options: (settings) => pick(settings, maskOptionsSchema),
  plan: planMask,
}

function planMask(settings: MaskSettings, how: RunHow, host: HostCapabilities): Plan {
  // A matte whose old background's colours are taken out needs pixels of its own.
  const form = how.form ?? (settings.decontaminate ? 'masked-layer' : settings.form)
  const isDecontaminated = settings.decontaminate && form === 'masked-layer'
  const combine = host.canCombine && form !== 'masked-layer' ? how.combine ?? settings.combine : 'replace'
  // A live feather softens the whole mask, so only a mask that is ours alone gets one.
  const isLive = host.hasLiveFeather && form === 'layer-mask' && combine === 'replace'
  const featherPx = isLive && settings.featherPx > 0 ? { featherPx: settings.featherPx } : {}
  return {
    needs: () => ({ region: 'all', proxyPx: PROXY_PX, ...(settings.start === 'model' ? {} : { mask: settings.start }) }),
    order: (reading) => orderMask({ ...settings, decontaminate: isDecontaminated, ...(isLive ? { featherPx: 0 } : {}) }, reading),
    result: ({ result, pixels }: Made) => ({
      kind: 'matte', matte: pixels('matte'), ...(result.results.foreground ? { foreground: pixels('foreground') } : {}),
    }),
    place: { form, combine, name: names.subject, step: names.subjectStep, ...featherPx },
    isLimited: false,
    replaces: combine === 'replace' && form !== 'selection',
  }
}

async function orderMask(settings: MaskSettings, reading: Reading): Promise<JobOrder> {
  const { picture, proxy, mask: begin, target } = reading
  if (settings.start !== 'model' && !begin) throw failure('MASK_MISSING', { name: target.name, start: starts[settings.start] })
  const box = settings.isBoxed ? await boxOf(reading) : settings.box
  const options = pick({ ...settings, box }, maskOptionsSchema)
  if (box === undefined) delete options.box
  return { task: 'mask', options, inputs: { picture, ...(proxy ? { proxy } : {}), ...(begin ? { mask: begin } : {}) } }
}

async function boxOf({ selection, target }: Reading): Promise<Bounds> {
  const box = selection ? await boundsOfSelection(selection) : undefined
  if (!box) throw failure('SELECTION_EMPTY', { document: target.document })
  return box
}
