import type { VNode } from 'preact'
import {
  Action, Choice, type ClipFieldsProps, entriesOf, labels, MatteFields, NoiseFields, PaceFields, type PanelState, ScaleFields,
  timecodeOf,
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

/** What of a task's settings its own fields need. */
function fieldsOf<T extends ClipTask>(
  { view: { desk }, isDisabled, isOpen }: OptionsProps, task: T,
): ClipFieldsProps<ClipSettings[T]> {
  return { settings: desk.state.settings[task], isDisabled, isOpen, set: (changes) => desk.set(task, changes) }
}

const fields: Record<ClipTask, (props: OptionsProps) => VNode> = {
  'mask-clip': (props) => <div><SubjectField {...props} /><MatteFields {...fieldsOf(props, 'mask-clip')} /></div>,
  'denoise-clip': (props) => <NoiseFields {...fieldsOf(props, 'denoise-clip')} />,
  'upscale-clip': (props) => <ScaleFields {...fieldsOf(props, 'upscale-clip')} />,
  'slow': (props) => <PaceFields {...fieldsOf(props, 'slow')} />,
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
