import type { ClipTask, Encoding } from '#protocol'
import type { PanelModel } from '../panel-model'
import { matteForms, swapForms } from '../tasks/clip-task'
import type { AllSettings } from '../tasks/task'
import { clipLabels } from '../text/clip-labels'
import { describeRate } from '../text/clips'
import { labels } from '../text/labels'
import { Action, Check, Choice, entriesOf, Range } from './fields'
import type { OptionsProps } from './task-views'

type ClipOptions = OptionsProps<PanelModel<ClipTask>>

/** Some pickers take an empty value for none. */
const BY_FILE = 'BY_FILE'

/** What the matte shows, and its edge. */
export function MaskClipFields(props: ClipOptions) {
  const { model, isDisabled, isOpen } = props
  const settings = model.state.settings['mask-clip']
  const set = (changes: Partial<AllSettings['mask-clip']>): void => model.set('mask-clip', changes)
  return (
    <div>
      <Choice label={clipLabels.matte} value={settings.form} entries={entriesOf(clipLabels.mattes)} isDisabled={isDisabled}
        onValue={(form) => set({
          form: form as typeof settings.form, ...(form === 'alpha' ? { encoding: 'prores-4444' } : {}),
        })} />
      <Range label={clipLabels.steady} value={settings.steady} range={[0, 100, 1]} describe={String} isDisabled={isDisabled}
        onValue={(steady) => set({ steady })} />
      <Range label={labels.feather} value={settings.featherPx} range={[0, 50, 0.5]} describe={labels.px} isDisabled={isDisabled}
        onValue={(featherPx) => set({ featherPx })} />
      <Range label={labels.shift} value={settings.shiftPx} range={[-25, 25, 0.5]} describe={labels.px} isDisabled={isDisabled}
        onValue={(shiftPx) => set({ shiftPx })} />
      {isOpen && <div class="fp-row">
        <Check isChecked={settings.refine} isDisabled={isDisabled} onValue={(refine) => set({ refine })}>{labels.refine}</Check>
        <Check isChecked={settings.decontaminate} isDisabled={isDisabled || settings.form === 'luma'}
          onValue={(decontaminate) => set({ decontaminate })}>{clipLabels.decontaminate}</Check>
      </div>}
      {isOpen && <Choice label={clipLabels.log} value={settings.log ?? BY_FILE} isDisabled={isDisabled}
        entries={[{ value: BY_FILE, label: clipLabels.byFile }, ...entriesOf(clipLabels.logs)]}
        onValue={(log) => model.set('mask-clip', { log: log === BY_FILE ? undefined : log as keyof typeof clipLabels.logs })} />}
      {isOpen && <PlaceField {...props} task="mask-clip" />}
      {isOpen && <FileFields {...props} task="mask-clip" only={settings.form === 'alpha' ? ['prores-4444'] : undefined} />}
    </div>
  )
}

/** How much noise goes, and where the clean clip does. */
export function DenoiseClipFields(props: ClipOptions) {
  const { model, isDisabled, isOpen } = props
  const settings = model.state.settings['denoise-clip']
  const set = (changes: Partial<AllSettings['denoise-clip']>): void => model.set('denoise-clip', changes)
  const percent = { range: [0, 100, 1], describe: String, isDisabled } as const
  return (
    <div>
      <Range label={labels.strength} value={settings.strength} {...percent}
        onValue={(strength) => model.set('denoise-clip', { strength, sigma: undefined })} />
      {isOpen && <Range label={labels.luma} value={settings.luma ?? settings.strength} {...percent}
        onValue={(luma) => set({ luma })} />}
      {isOpen && <Range label={labels.chroma} value={settings.chroma ?? settings.strength} {...percent}
        onValue={(chroma) => set({ chroma })} />}
      <div class="fp-row">
        <Check isChecked={settings.overTime} isDisabled={isDisabled || settings.method === 'traditional'}
          onValue={(overTime) => set({ overTime })}>{clipLabels.overTime}</Check>
      </div>
      <PlaceField {...props} task="denoise-clip" />
      {isOpen && <FileFields {...props} task="denoise-clip" />}
    </div>
  )
}

/** How much larger, and where that goes. */
export function UpscaleClipFields(props: ClipOptions) {
  const { model, isDisabled, isOpen } = props
  const settings = model.state.settings['upscale-clip']
  const set = (changes: Partial<AllSettings['upscale-clip']>): void => model.set('upscale-clip', changes)
  return (
    <div>
      <div class="fp-field">
        <span class="fp-label">{labels.scale}</span>
        <div class="fp-row" role="group" aria-label={labels.scale}>
          {([2, 3, 4] as const).map((scale) => <Action key={scale} isSelected={settings.scale === scale} isDisabled={isDisabled}
            onClick={() => set({ scale })}>{labels.times(scale)}</Action>)}
        </div>
      </div>
      {isOpen && settings.method === 'model' && <Range label={labels.keepGrain} value={settings.denoise} range={[0, 100, 1]}
        describe={labels.percent} isDisabled={isDisabled} onValue={(denoise) => set({ denoise })} />}
      <PlaceField {...props} task="upscale-clip" />
      {isOpen && <FileFields {...props} task="upscale-clip" />}
    </div>
  )
}

/** Frame rates that are asked for, by what they are called. */
const rates = [
  { num: 24000, den: 1001 }, { num: 24, den: 1 }, { num: 25, den: 1 }, { num: 30000, den: 1001 }, { num: 30, den: 1 },
  { num: 50, den: 1 }, { num: 60000, den: 1001 }, { num: 60, den: 1 }, { num: 120, den: 1 },
]

const RATE = { num: 60, den: 1 }
const FACTOR = 2

/** How much slower; or at which rate. */
export function SlowFields(props: ClipOptions) {
  const { model, isDisabled, isOpen } = props
  const settings = model.state.settings.slow
  const set = (changes: Parameters<typeof model.set<'slow'>>[1]): void => model.set('slow', changes)
  return (
    <div>
      <Choice label={clipLabels.retime} value={settings.rate ? 'rate' : 'factor'} entries={entriesOf(clipLabels.retimes)}
        isDisabled={isDisabled}
        onValue={(value) => set(value === 'rate' ? { factor: undefined, rate: RATE } : { factor: FACTOR, rate: undefined })} />
      {settings.rate ? <Choice label={clipLabels.rate} value={describeRate(settings.rate)} isDisabled={isDisabled}
        entries={rates.map((rate) => ({ value: describeRate(rate), label: clipLabels.fps(describeRate(rate)) }))}
        onValue={(value) => set({ rate: rates.find((rate) => describeRate(rate) === value) })} />
        : <Range label={clipLabels.factor} value={settings.factor ?? FACTOR} range={[1, 16, 0.5]} describe={labels.times}
          isDisabled={isDisabled} onValue={(factor) => set({ factor })} />}
      {isOpen && <FileFields {...props} task="slow" />}
    </div>
  )
}

/** Above the original, or in its media's place, as far as the host can. */
function PlaceField({ model, isDisabled, task }: ClipOptions & { task: 'denoise-clip' | 'upscale-clip' | 'mask-clip' }) {
  const { host, settings } = model.state
  const all: readonly (typeof swapForms | typeof matteForms)[number][] = task === 'mask-clip' ? matteForms : swapForms
  const forms = all.filter((form) => host.forms.includes(form))
  if (forms.length < 2) return null
  return (
    <Choice label={clipLabels.place} value={settings[task].place} entries={entriesOf(clipLabels.places, forms)}
      isDisabled={isDisabled} onValue={(place) => model.set(task, { place: place as never })} />
  )
}

interface FileProps extends ClipOptions {
  task: ClipTask
  /** Those that can hold what is made; all where left out. */
  only?: readonly Encoding[] | undefined
}

/** The file that is made: how it is stored, how much more than is played. */
function FileFields({ model, isDisabled, task, only }: FileProps) {
  const { encoding, handlesFrames } = model.state.settings[task]
  return (
    <div>
      <Choice label={clipLabels.encoding} value={encoding} entries={entriesOf(clipLabels.encodings, only)} isDisabled={isDisabled}
        onValue={(value) => model.set(task, { encoding: value as typeof encoding })} />
      <Range label={clipLabels.handles} value={handlesFrames} range={[0, 48, 1]} describe={clipLabels.frames}
        isDisabled={isDisabled} onValue={(frames) => model.set(task, { handlesFrames: frames })} />
    </div>
  )
}
