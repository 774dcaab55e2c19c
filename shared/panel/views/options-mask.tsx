import type { MaskSettings } from '../tasks/mask'
import { labels } from '../text/labels'
import { Check, Choice, entriesOf, Range } from './fields'
import type { PanelModel } from '../panel-model'
import type { OptionsProps } from './task-views'

/** What a matte begins as, where it goes, and its edge. */
export function MaskFields({ model, isDisabled, isOpen }: OptionsProps<PanelModel>) {
  const { settings: { mask: settings }, host, targets: [target] } = model.state
  const set = (changes: Partial<MaskSettings>): void => model.set('mask', changes)
  const plain = { isDisabled }
  const starts = ['model', ...(target?.hasMask ? ['layer-mask'] : []), ...(target?.hasSelection ? ['selection'] : []),
    ...(host.findsSubject ? ['host-subject'] : []), settings.start]
  const canCombine = host.canCombine && settings.form !== 'masked-layer'
  return (
    <div>
      <Choice label={labels.form} value={settings.form} entries={entriesOf(pickForms(host.forms))} {...plain}
        onValue={(form) => set({ form: form as MaskSettings['form'] })} />
      {canCombine && <Choice label={labels.combine} value={settings.combine} entries={entriesOf(labels.combines)} {...plain}
        onValue={(combine) => set({ combine: combine as MaskSettings['combine'] })} />}
      <Range label={labels.feather} value={settings.featherPx} range={[0, 50, 0.5]} describe={labels.px} {...plain}
        onValue={(featherPx) => set({ featherPx })} />
      <Range label={labels.shift} value={settings.shiftPx} range={[-25, 25, 0.5]} describe={labels.px} {...plain}
        onValue={(shiftPx) => set({ shiftPx })} />
      {isOpen && <Choice label={labels.startFrom} value={settings.start} entries={entriesOf(labels.starts, starts)} {...plain}
        onValue={(start) => set({ start: start as MaskSettings['start'] })} />}
      {isOpen && <div class="fp-row">
        {host.hasSelection && <Check isChecked={settings.isBoxed} {...plain} onValue={(isBoxed) => set({ isBoxed })}>
          {labels.boxed}</Check>}
        <Check isChecked={settings.refine} {...plain} onValue={(refine) => set({ refine })}>{labels.refine}</Check>
        <Check isChecked={settings.decontaminate} {...plain} onValue={(decontaminate) => set({ decontaminate })}>
          {labels.decontaminate}</Check>
      </div>}
    </div>
  )
}

const maskForms = ['layer-mask', 'selection', 'masked-layer'] as const

function pickForms(offered: readonly string[]): Record<string, string> {
  return Object.fromEntries(maskForms.filter((form) => offered.includes(form)).map((form) => [form, labels.forms[form]]))
}
