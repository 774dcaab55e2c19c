/** The part of UXP's own module that every plugin of ours uses; a plugin's host folder checks it against the official types. */
export interface UxpModule {
  entrypoints: { setup(points: Entrypoints): void }
  shell: { openExternal(url: string, why: string): Promise<string> }
  storage: {
    secureStorage: {
      getItem(key: string): Promise<Uint8Array | null | undefined>
      setItem(key: string, value: string): Promise<void>
      removeItem(key: string): Promise<void>
    }
  }
  host: { name: string; version: string }
}

export interface Entrypoints {
  panels: Record<string, PanelPoint>
  commands: Record<string, { run(): Promise<void> }>
}

export interface PanelPoint {
  create(root: Element): void
  show(root: Element): void
  /** Of the menu in the panel's corner. */
  menuItems?: readonly { id: string; label: string; checked?: boolean }[]
  invokeMenu?(id: string): void
}
