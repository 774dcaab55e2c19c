import type { AnyPanel } from '../panel-model'
import { labels } from '../text/labels'
import { Choice, entriesOf } from './fields'
import type { OptionsProps } from './task-views'

/** Some pickers take an empty value for none; model ids are written in small letters. */
const DEFAULT = 'DEFAULT'

/** The chosen task's settings. */
export function Options(props: OptionsProps) {
  const { Options: Fields } = props.model.tasks.views
  return (
    <div>
      <Fields {...props} />
      {props.isOpen && <MethodFields {...props} />}
    </div>
  )
}

/** By a model, which one, under which licence; or without. */
function MethodFields({ model, isDisabled }: OptionsProps) {
  const { task, settings, models, scope, host } = model.state
  // Some tasks have but one way.
  const given = settings[task] ?? {}
  const { method = 'model', model: chosen } = given as { method?: string; model?: string }
  const hasMethods = 'method' in given
  const kind = model.tasks.rules(task)?.models
  const own = models.filter((each) => each.task === kind)
  const first = own.find(({ isDefault }) => isDefault)
  const missing = own.find(({ id, present }) => id === (chosen ?? first?.id) && !present)
  const entries = [{ value: DEFAULT, label: labels.defaultModel(first && describeModel(first)) },
    ...own.map((each) => ({ value: each.id, label: describeModel(each) }))]
  return (
    <div>
      {hasMethods && <Choice label={labels.method} value={method} entries={entriesOf(labels.methods)} isDisabled={isDisabled}
        onValue={(value) => model.set(task, { method: value })} />}
      {method === 'model' && <Choice label={labels.model} value={chosen ?? DEFAULT} entries={entries} isDisabled={isDisabled}
        onValue={(value) => model.set(task, { model: value === DEFAULT ? undefined : value })} />}
      {method === 'model' && missing && <div class="fp-faint">{labels.modelMissingHint(missing.id)}</div>}
      {host.scopes.filter((each) => each !== 'active').map((each) => <div key={each} class="fp-row">
        <sp-checkbox size="s" checked={scope === each} disabled={isDisabled} onchange={(event) =>
          void model.chooseScope((event.target as HTMLInputElement).checked ? each : 'active')}>
          {labels.scopes[each]}
        </sp-checkbox>
      </div>)}
    </div>
  )
}

const describeModel = ({ title, licence, present }: AnyPanel['state']['models'][number]): string =>
  `${title} (${licence})${present ? '' : labels.modelMissing}`
