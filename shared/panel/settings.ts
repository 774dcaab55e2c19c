import type { Surroundings } from '#client'
import type { Host, PictureHost } from '#host'
import type { HostKind } from '#protocol'
import type { PanelTasks } from './craft'
import type { PanelTask, PictureTask } from './tasks/task'

/** What a runtime keeps for the panel between sessions, per user: last settings, presets, the panel's own id. */
export interface Keep {
  get(key: string): string | undefined
  set(key: string, value: string): void
}

/** Where the token lies: the system's secure storage in UXP, the tab's own storage in a browser. */
export interface Vault {
  get(): Promise<string | undefined>
  /** `undefined` forgets it. */
  set(token: string | undefined): Promise<void>
}

/**
 * All that a panel needs of the place it runs in. The same panel runs wherever these can be given: on pictures with
 * `pictureTasks`, on clips with `clipTasks`.
 */
export interface PanelSettings<K extends PanelTask = PictureTask, H extends Host = PictureHost> {
  host: H
  /** The tasks that it has; only those become part of its bundle. */
  tasks: PanelTasks<K, H>
  kind: HostKind
  surroundings: Surroundings
  ports: readonly number[]
  keep: Keep
  vault: Vault
  /** Opens something outside (firstpass://start, a help page); resolves to false where the user or system declined. */
  open(url: string): Promise<boolean>
}

export type AnySettings = PanelSettings<PanelTask, Host>
