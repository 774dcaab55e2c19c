import type { DenoiseSettings } from '../tasks/denoise'
import { labels } from '../text/labels'
import { Check, Range } from './fields'
import type { PanelModel } from '../panel-model'
import type { OptionsProps } from './task-views'

/** How much noise goes, of brightness and of colour. */
export function DenoiseFields({ model, isDisabled, isOpen }: OptionsProps<PanelModel>) {
  const { settings: { denoise: settings }, host } = model.state
  const set = (changes: Partial<DenoiseSettings>): void => model.set('denoise', changes)
  const percent = { range: [0, 100, 1], describe: labels.percent, isDisabled } as const
  return (
    <div>
      <Range label={labels.strength} value={settings.strength} range={[0, 100, 1]} describe={String} isDisabled={isDisabled}
        onValue={(strength) => model.set('denoise', { strength, sigma: undefined })} />
      <Range label={labels.luma} value={settings.luma ?? settings.strength} {...percent} describe={String}
        onValue={(luma) => set({ luma })} />
      <Range label={labels.chroma} value={settings.chroma ?? settings.strength} {...percent} describe={String}
        onValue={(chroma) => set({ chroma })} />
      {isOpen && <Range label={labels.opacity} value={settings.opacity} {...percent} onValue={(opacity) => set({ opacity })} />}
      {isOpen && host.hasSelection && <div class="fp-row">
        <Check isChecked={settings.isLimited} isDisabled={isDisabled} onValue={(isLimited) => set({ isLimited })}>
          {labels.limited}</Check>
      </div>}
    </div>
  )
}
