import type { PanelTasks } from './craft'
import type { Keep } from './settings'
import { type Store, withFields } from './store'
import type { PanelTask, Settings, TaskRules } from './tasks/task'

const key = (task: PanelTask): string => `settings-${task}`

/** The last settings of every task; what is damaged or of another version gives way to the defaults. */
export function lastSettings(keep: Keep, tasks: PanelTasks): Record<string, Settings> {
  return Object.fromEntries(tasks.names.flatMap((task) => {
    const rules = tasks.rules(task)
    return rules ? [[task, read(keep, task, rules)]] : []
  }))
}

function read(keep: Keep, task: PanelTask, rules: TaskRules<Settings>): Settings {
  try {
    return rules.check(JSON.parse(keep.get(key(task)) ?? '{}') as object)
  } catch {
    return rules.defaults
  }
}

/** What an earlier version kept may be no settings of the task any more. */
export function isRunnable(tasks: PanelTasks, { task, settings }: { task: string; settings: Settings }): boolean {
  try {
    return tasks.rules(task)?.check(settings) !== undefined
  } catch {
    return false
  }
}

/** Takes new settings over, and remembers them. @throws OPTION_INVALID */
export function takeSettings(
  { keep, store, tasks }: { keep: Keep; store: Store; tasks: PanelTasks }, task: PanelTask, changes: object,
): void {
  const settings = tasks.rules(task)?.check(withFields<object>(store.state.settings[task] ?? {}, changes))
  if (!settings) return
  keep.set(key(task), JSON.stringify(settings))
  store.set({ settings: { ...store.state.settings, [task]: settings } })
}
