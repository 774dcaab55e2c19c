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
  panels: Record<string, { create(root: Element): void; show(root: Element): void }>
  commands: Record<string, { run(): Promise<void> }>
}
