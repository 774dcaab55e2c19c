import type { Presets } from './presets'
import { lastSettings } from './remembered'
import type { AnySettings } from './settings'
import type { AnyState } from './state'
import type { PanelTask } from './tasks/task'

/** Before anything is known of the helper or the host's targets. */
export function firstState({ host, keep, tasks }: AnySettings, presets: Presets): AnyState {
  return {
    connection: { kind: 'connecting' },
    host: host.capabilities(),
    models: [], tasks: tasks.names,
    targets: [], scope: host.capabilities().scopes[0] ?? 'active', task: tasks.names[0] as PanelTask,
    settings: lastSettings(keep, tasks),
    reports: [], waiting: [], presets: presets.list(),
  }
}
