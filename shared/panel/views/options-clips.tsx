import type { ClipTask, Encoding } from '#protocol'
import type { PanelModel } from '../panel-model'
import { isAbove, longForms, matteForms, swapForms } from '../tasks/clip-task'
import type { AllSettings } from '../tasks/task'
import { clipLabels } from '../text/clip-labels'
import { type ClipFieldsProps, MatteFields, NoiseFields, PaceFields, ScaleFields } from './clip-fields'
import { Choice, entriesOf, Range } from './fields'
import type { OptionsProps } from './task-views'

type ClipOptions = OptionsProps<PanelModel<ClipTask>>

/** Some pickers take an empty value for none. */
const BY_FILE = 'BY_FILE'

/** What of a task's settings its own fields need. */
function fieldsOf<T extends ClipTask>({ model, isDisabled, isOpen }: ClipOptions, task: T): ClipFieldsProps<AllSettings[T]> {
  const settings = model.state.settings[task] as AllSettings[T]
  return { settings, isDisabled, isOpen, set: (changes) => model.set(task, changes) }
}

/** What the matte shows, its edge, and where it goes. */
export function MaskClipFields(props: ClipOptions) {
  const { model, isDisabled, isOpen } = props
  const settings = model.state.settings['mask-clip']
  return (
    <div>
      <MatteFields {...fieldsOf(props, 'mask-clip')} />
      {isOpen && <Choice label={clipLabels.log} value={settings.log ?? BY_FILE} isDisabled={isDisabled}
        entries={[{ value: BY_FILE, label: clipLabels.byFile }, ...entriesOf(clipLabels.logs)]}
        onValue={(log) => model.set('mask-clip', { log: log === BY_FILE ? undefined : log as keyof typeof clipLabels.logs })} />}
      {isOpen && <PlaceField {...props} task="mask-clip" />}
      {isOpen && <FileFields {...props} task="mask-clip" only={encodingsFor(settings)} />}
    </div>
  )
}

/** Of a matte; none where it is pictures. */
function encodingsFor({ place, form }: AllSettings['mask-clip']): readonly Encoding[] | undefined {
  if (place === 'fusion') return []
  return form === 'alpha' && isAbove(place) ? ['prores-4444'] : undefined
}

/** How much noise goes, and where the clean clip does. */
export function DenoiseClipFields(props: ClipOptions) {
  return (
    <div>
      <NoiseFields {...fieldsOf(props, 'denoise-clip')} />
      <PlaceField {...props} task="denoise-clip" />
      {props.isOpen && <FileFields {...props} task="denoise-clip" />}
    </div>
  )
}

/** How much larger, and where that goes. */
export function UpscaleClipFields(props: ClipOptions) {
  return (
    <div>
      <ScaleFields {...fieldsOf(props, 'upscale-clip')} />
      <PlaceField {...props} task="upscale-clip" />
      {props.isOpen && <FileFields {...props} task="upscale-clip" />}
    </div>
  )
}

/** How much slower, or at which rate; above the original. */
export function SlowFields(props: ClipOptions) {
  return (
    <div>
      <PaceFields {...fieldsOf(props, 'slow')} />
      <PlaceField {...props} task="slow" />
      {props.isOpen && <FileFields {...props} task="slow" />}
    </div>
  )
}

const placesOf: Readonly<Record<ClipTask, readonly (typeof swapForms | typeof matteForms)[number][]>> = {
  'mask-clip': matteForms, 'denoise-clip': swapForms, 'upscale-clip': swapForms, slow: longForms,
}

/** Above the original, or in its media's place, as far as the host can; and what of it is worked on. */
function PlaceField({ model, isDisabled, task }: ClipOptions & { task: ClipTask }) {
  const { host, settings } = model.state
  const forms = placesOf[task].filter((form) => host.forms.includes(form))
  const { place, look } = settings[task]
  return (
    <div>
      {forms.length > 1 && <Choice label={clipLabels.place} value={place} entries={entriesOf(clipLabels.places, forms)}
        isDisabled={isDisabled} onValue={(value) => model.set(task, { place: value as never })} />}
      {host.readsGraded === true && isAbove(place) && <Choice label={clipLabels.look} value={look} isDisabled={isDisabled}
        entries={entriesOf(clipLabels.looks)} onValue={(value) => model.set(task, { look: value as typeof look })} />}
    </div>
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
      {only?.length !== 0 && <Choice label={clipLabels.encoding} value={encoding} isDisabled={isDisabled}
        entries={entriesOf(clipLabels.encodings, only)}
        onValue={(value) => model.set(task, { encoding: value as typeof encoding })} />}
      <Range label={clipLabels.handles} value={handlesFrames} range={[0, 48, 1]} describe={clipLabels.frames}
        isDisabled={isDisabled} onValue={(frames) => model.set(task, { handlesFrames: frames })} />
    </div>
  )
}
