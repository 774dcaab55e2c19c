import type { Keep } from './settings'
import { type Store, withFields } from './store'
import { type AllSettings, type PanelTask, panelTasks, type PanelTaskRules } from './tasks'

const { mask, denoise, upscale } = panelTasks

const key = (task: PanelTask): string => `settings-${task}`

/** The last settings of every task; what is damaged or of another version gives way to the defaults. */
export function lastSettings(keep: Keep): AllSettings {
  return { mask: read(keep, 'mask', mask), denoise: read(keep, 'denoise', denoise), upscale: read(keep, 'upscale', upscale) }
}

function read<S>(keep: Keep, task: PanelTask, rules: PanelTaskRules<S>): S {
  try {
    return rules.check(JSON.parse(keep.get(key(task)) ?? '{}') as object)
  } catch {
    return rules.defaults
  }
}

/** Takes new settings over, and remembers them. @throws OPTION_INVALID */
export function takeSettings({ keep, store }: { keep: Keep; store: Store }, task: PanelTask, changes: object): void {
  const settings = panelTasks[task].check(withFields<object>(store.state.settings[task], changes))
  keep.set(key(task), JSON.stringify(settings))
  store.set({ settings: { ...store.state.settings, [task]: settings } })
}
