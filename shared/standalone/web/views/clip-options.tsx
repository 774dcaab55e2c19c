import {
  Action, type Changes, Check, Choice, describeRate, entriesOf, labels, type PanelState, Range, timecodeOf,
} from '#panel'
import type { Encoding } from '#protocol'
import type { ClipTask } from '../clips/clip'
import { type ClipSettings, encodings, encodingsWithAlpha } from '../clips/clip-settings'
import type { ClipView } from '../clips/clip-view'
import { words } from '../clips/words'

interface OptionsProps {
  view: ClipView
  models: PanelState['models']
  isDisabled: boolean
  /** All of them, not only those that are often wanted. */
  isOpen: boolean
}

const fields = { 'mask-clip': MaskFields, 'denoise-clip': DenoiseFields, 'upscale-clip': UpscaleFields, 'slow': SlowFields }

/** The chosen task's settings. */
export function ClipOptions(props: OptionsProps) {
  const { task } = props.view.desk.state
  const Fields = fields[task]
  return (
    <div>
      <Fields {...props} />
      {props.isOpen && <MethodFields {...props} />}
      {props.isOpen && <EncodingField {...props} />}
    </div>
  )
}

const setter = <T extends ClipTask>({ view: { desk } }: OptionsProps, task: T) =>
  (changes: Changes<ClipSettings[T]>): void => desk.set(task, changes)

function MaskFields(props: OptionsProps) {
  const { view, isDisabled, isOpen } = props
  const settings = view.desk.state.settings['mask-clip']
  const set = setter(props, 'mask-clip')
  return (
    <div>
      <SubjectField {...props} />
      <Choice label={labels.form} value={settings.form} entries={entriesOf(words.forms)} isDisabled={isDisabled}
        onValue={(form) => set({
          form: form as typeof settings.form, ...(form === 'alpha' ? { encoding: 'prores-4444' } : {}),
        })} />
      <Range label={words.steady} value={settings.steady} range={[0, 100, 1]} describe={String} isDisabled={isDisabled}
        onValue={(steady) => set({ steady })} />
      <Range label={labels.feather} value={settings.featherPx} range={[0, 50, 0.5]} describe={labels.px} isDisabled={isDisabled}
        onValue={(featherPx) => set({ featherPx })} />
      <Range label={labels.shift} value={settings.shiftPx} range={[-25, 25, 0.5]} describe={labels.px} isDisabled={isDisabled}
        onValue={(shiftPx) => set({ shiftPx })} />
      {isOpen && <div class="fp-row">
        <Check isChecked={settings.refine} isDisabled={isDisabled} onValue={(refine) => set({ refine })}>{labels.refine}</Check>
        <Check isChecked={settings.decontaminate} isDisabled={isDisabled || settings.form === 'luma'}
          onValue={(decontaminate) => set({ decontaminate })}>{words.decontaminate}</Check>
      </div>}
    </div>
  )
}

/** Whom the matte follows. */
function SubjectField({ view, isDisabled }: OptionsProps) {
  const { isPicking } = view.state
  const clip = view.desk.active
  const subject = clip?.subject
  return (
    <div class="fp-field">
      <span class="fp-label">{words.subject}</span>
      <span>{clip && subject ? words.subjectAt(timecodeOf(clip.info, subject.frame)) : words.most}</span>
      <div class="fp-row">
        <Action isSelected={isPicking} isDisabled={isDisabled}
          onClick={() => isPicking ? view.set({ isPicking: false }) : view.startPicking()}>{words.choose}</Action>
        {subject && <Action onClick={() => view.goTo(subject.frame)}>{words.showSubject}</Action>}
        {subject && <Action isDisabled={isDisabled} onClick={() => view.desk.setSubject(undefined)}>{words.forget}</Action>}
      </div>
      {isPicking && <div class="fp-faint" role="status">{`${words.pick}. ${words.pickKeys}`}</div>}
    </div>
  )
}

function DenoiseFields(props: OptionsProps) {
  const { view, isDisabled, isOpen } = props
  const settings = view.desk.state.settings['denoise-clip']
  const set = setter(props, 'denoise-clip')
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
          onValue={(overTime) => set({ overTime })}>{words.overTime}</Check>
      </div>
    </div>
  )
}

function UpscaleFields(props: OptionsProps) {
  const { view, isDisabled, isOpen } = props
  const settings = view.desk.state.settings['upscale-clip']
  const set = setter(props, 'upscale-clip')
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

function SlowFields(props: OptionsProps) {
  const { view, isDisabled } = props
  const settings = view.desk.state.settings.slow
  const set = setter(props, 'slow')
  const kind = settings.rate ? 'rate' : 'factor'
  return (
    <div>
      <Choice label={words.retime} value={kind} entries={entriesOf(words.retimes)} isDisabled={isDisabled}
        onValue={(value) => set(value === 'rate' ? { factor: undefined, rate: RATE } : { factor: FACTOR, rate: undefined })} />
      {settings.rate ? <Choice label={words.rate} value={describeRate(settings.rate)} isDisabled={isDisabled}
        entries={rates.map((rate) => ({ value: describeRate(rate), label: `${describeRate(rate)} fps` }))}
        onValue={(value) => set({ rate: rates.find((rate) => describeRate(rate) === value) })} />
        : <Range label={words.factor} value={settings.factor ?? FACTOR} range={[1, 16, 0.5]} describe={labels.times}
          isDisabled={isDisabled} onValue={(factor) => set({ factor })} />}
    </div>
  )
}

/** Some pickers take an empty value for none; model ids are written in small letters. */
const DEFAULT = 'DEFAULT'

/** By a model, which one; or without. A matte is made by a model only. */
function MethodFields({ view, models, isDisabled }: OptionsProps) {
  const { desk } = view
  const { task, settings } = desk.state
  const chosen = settings[task]
  const method = 'method' in chosen ? chosen.method : 'model'
  const own = models.filter((each) => each.task === task.replace('-clip', ''))
  const describe = ({ title, licence, present }: (typeof own)[number]): string =>
    `${title} (${licence})${present ? '' : labels.modelMissing}`
  const first = own.find(({ isDefault }) => isDefault)
  const entries = [{ value: DEFAULT, label: labels.defaultModel(first && describe(first)) },
    ...own.map((each) => ({ value: each.id, label: describe(each) }))]
  const missing = own.find(({ id, present }) => id === (chosen.model ?? first?.id) && !present)
  const set = (changes: object): void => desk.set(task, changes)
  return (
    <div>
      {'method' in chosen && <Choice label={labels.method} value={method} entries={entriesOf(labels.methods)}
        isDisabled={isDisabled} onValue={(value) => set({ method: value })} />}
      {method === 'model' && <Choice label={labels.model} value={chosen.model ?? DEFAULT} entries={entries}
        isDisabled={isDisabled} onValue={(value) => set({ model: value === DEFAULT ? undefined : value })} />}
      {method === 'model' && missing && <div class="fp-faint">{labels.modelMissingHint(missing.id)}</div>}
    </div>
  )
}

function EncodingField({ view, isDisabled }: OptionsProps) {
  const { desk } = view
  const { task, settings } = desk.state
  const needsAlpha = task === 'mask-clip' && settings[task].form === 'alpha'
  const offered: readonly string[] = needsAlpha ? encodingsWithAlpha : encodings
  return (
    <Choice label={words.encoding} value={settings[task].encoding} entries={entriesOf(words.encodings, offered)}
      isDisabled={isDisabled} onValue={(value) => desk.set(task, { encoding: value as Encoding })} />
  )
}
