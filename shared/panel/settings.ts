import type { Surroundings } from '#client'
import type { PictureHost } from '#host'
import type { HostKind } from '#protocol'

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

/** All that a panel needs of the place it runs in. The same panel runs wherever these can be given. */
export interface PanelSettings {
  host: PictureHost
  kind: HostKind
  surroundings: Surroundings
  ports: readonly number[]
  keep: Keep
  vault: Vault
  /** Opens something outside (firstpass://start, a help page); resolves to false where the user or system declined. */
  open(url: string): Promise<boolean>
}
