import type { DenoiseClipOptions, MaskClipOptions, SlowOptions, UpscaleClipOptions } from '#protocol'
import type { Changes } from '../store'
import { clipLabels } from '../text/clip-labels'
import { describeRate } from '../text/clips'
import { labels } from '../text/labels'
import { Action, Check, Choice, entriesOf, Range } from './fields'

/** A task's options on clips, wherever they are kept: in a panel, or on a page that plays the clip. */
export interface ClipFieldsProps<S> {
  settings: S
  isDisabled: boolean
  /** All of them, not only those that are often wanted. */
  isOpen: boolean
  set(changes: Changes<S>): void
}

type MatteChoice = Pick<
  MaskClipOptions, 'form' | 'steady' | 'featherPx' | 'shiftPx' | 'refine' | 'decontaminate' | 'encoding'>

/** What the matte shows, and its edge. */
export function MatteFields({ settings, isDisabled, isOpen, set }: ClipFieldsProps<MatteChoice>) {
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
    </div>
  )
}

type NoiseChoice = Pick<DenoiseClipOptions, 'method' | 'strength' | 'sigma' | 'luma' | 'chroma' | 'overTime'>

/** How much noise goes. */
export function NoiseFields({ settings, isDisabled, isOpen, set }: ClipFieldsProps<NoiseChoice>) {
  const percent = { range: [0, 100, 1], describe: String, isDisabled } as const
  return (
    <div>
      <Range label={labels.strength} value={settings.strength} {...percent}
        onValue={(strength) => set({ strength, sigma: undefined })} />
      {isOpen && <Range label={labels.luma} value={settings.luma ?? settings.strength} {...percent}
        onValue={(luma) => set({ luma })} />}
      {isOpen && <Range label={labels.chroma} value={settings.chroma ?? settings.strength} {...percent}
        onValue={(chroma) => set({ chroma })} />}
      <div class="fp-row">
        <Check isChecked={settings.overTime} isDisabled={isDisabled || settings.method === 'traditional'}
          onValue={(overTime) => set({ overTime })}>{clipLabels.overTime}</Check>
      </div>
    </div>
  )
}

type ScaleChoice = Pick<UpscaleClipOptions, 'method' | 'scale' | 'denoise'>

/** How much larger. */
export function ScaleFields({ settings, isDisabled, isOpen, set }: ClipFieldsProps<ScaleChoice>) {
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

type PaceChoice = Pick<SlowOptions, 'factor' | 'rate'>

/** How much slower; or at which rate. */
export function PaceFields({ settings, isDisabled, set }: ClipFieldsProps<PaceChoice>) {
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
    </div>
  )
}
