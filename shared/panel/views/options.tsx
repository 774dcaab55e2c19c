import type { PanelModel } from '../panel-model'
import type { PanelTask } from '../tasks'
import { DenoiseFields } from './options-denoise'
import { MaskFields } from './options-mask'
import { UpscaleFields } from './options-upscale'
import { Choice, entriesOf } from './fields'
import { labels } from '../text/labels'

export interface OptionsProps {
  model: PanelModel
  isDisabled: boolean
  /** All of them, not only those that are often wanted. */
  isOpen: boolean
}

/** Some pickers take an empty value for none; model ids are written in small letters. */
const DEFAULT = 'DEFAULT'

const fields = { mask: MaskFields, denoise: DenoiseFields, upscale: UpscaleFields }

/** The chosen task's settings. */
export function Options(props: OptionsProps) {
  const { task } = props.model.state
  const Fields = fields[task]
  return (
    <div>
      <Fields {...props} />
      {props.isOpen && <MethodFields {...props} />}
    </div>
  )
}

/** By a model, which one, under which licence; or without. */
function MethodFields({ model, isDisabled }: OptionsProps) {
  const { task, settings, models, scope } = model.state
  const { method, model: chosen } = settings[task]
  const own = models.filter((each) => each.task === task)
  const first = own.find(({ isDefault }) => isDefault)
  const missing = own.find(({ id, present }) => id === (chosen ?? first?.id) && !present)
  const entries = [{ value: DEFAULT, label: labels.defaultModel(first && describeModel(first)) },
    ...own.map((each) => ({ value: each.id, label: describeModel(each) }))]
  return (
    <div>
      <Choice label={labels.method} value={method} entries={entriesOf(labels.methods)} isDisabled={isDisabled}
        onValue={(value) => change(model, task, { method: value })} />
      {method === 'model' && <Choice label={labels.model} value={chosen ?? DEFAULT} entries={entries} isDisabled={isDisabled}
        onValue={(value) => change(model, task, { model: value === DEFAULT ? undefined : value })} />}
      {method === 'model' && missing && <div class="fp-faint">{labels.modelMissingHint(missing.id)}</div>}
      <div class="fp-row">
        <sp-checkbox size="s" checked={scope === 'all-documents'} disabled={isDisabled} onchange={(event) =>
          void model.chooseScope((event.target as HTMLInputElement).checked ? 'all-documents' : 'active')}>
          {labels.allDocuments}
        </sp-checkbox>
      </div>
    </div>
  )
}

const describeModel = ({ title, licence, present }: PanelModel['state']['models'][number]): string =>
  `${title} (${licence})${present ? '' : labels.modelMissing}`

/** What comes from a widget is a string; the task's own schema judges it. */
function change(model: PanelModel, task: PanelTask, changes: Record<string, unknown>): void {
  model.set(task, changes as Parameters<PanelModel['set']>[1])
}
