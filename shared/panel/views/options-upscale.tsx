import type { UpscaleSettings } from '../tasks/upscale'
import { labels } from '../text/labels'
import { Action, Choice, entriesOf, Range } from './fields'
import type { PanelModel } from '../panel-model'
import type { OptionsProps } from './task-views'

const scales = [2, 3, 4] as const
const upscaleForms = ['document', 'smart-object'] as const

/** How much larger, and what it becomes. */
export function UpscaleFields({ model, isDisabled, isOpen }: OptionsProps<PanelModel>) {
  const { settings: { upscale: settings }, host } = model.state
  const set = (changes: Partial<UpscaleSettings>): void => model.set('upscale', changes)
  const forms = Object.fromEntries(upscaleForms.filter((form) => host.forms.includes(form))
    .map((form) => [form, labels.forms[form]]))
  return (
    <div>
      <div class="fp-field">
        <span class="fp-label">{labels.scale}</span>
        <div class="fp-row" role="group" aria-label={labels.scale}>
          {scales.map((scale) => <Action key={scale} isSelected={settings.scale === scale} isDisabled={isDisabled}
            onClick={() => set({ scale })}>{labels.times(scale)}</Action>)}
        </div>
      </div>
      {Object.keys(forms).length > 1 && <Choice label={labels.form} value={settings.form} entries={entriesOf(forms)}
        isDisabled={isDisabled} onValue={(form) => set({ form: form as UpscaleSettings['form'] })} />}
      {isOpen && settings.method === 'model' && <Range label={labels.keepGrain} value={settings.denoise} range={[0, 100, 1]}
        describe={labels.percent} isDisabled={isDisabled} onValue={(denoise) => set({ denoise })} />}
    </div>
  )
}
