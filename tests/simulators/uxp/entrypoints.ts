interface PanelHooks {
  create?(root: unknown): unknown
  show?(root: unknown): unknown
  hide?(root: unknown): unknown
  destroy?(root: unknown): unknown
  invokeMenu?(id: string): unknown
}
type Hook = ((...given: never[]) => unknown) | undefined

export interface Entrypoints {
  plugin?: { create?(): unknown; destroy?(): unknown } | (() => unknown)
  panels?: Readonly<Record<string, PanelHooks | ((root: unknown) => unknown)>>
  commands?: Readonly<Record<string, { run(...given: unknown[]): unknown } | ((...given: unknown[]) => unknown)>>
}

/** S8: what every lifecycle call may take. */
export const LIFECYCLE_MS = 300

/** Resolves when so many milliseconds have passed; a test may have its own idea of time. */
export type Wait = (ms: number) => Promise<void>

/**
 * S8: the life of a plugin's panels. `show` comes once, with the first opening; `hide` never does, whatever the
 * documentation says. What takes longer than 300 ms is noted, and the panel does not open.
 */
export class EntryPoints {
  private points: Entrypoints | undefined
  private readonly created = new Set<string>()
  readonly late: string[] = []
  readonly failed: { name: string; thrown: unknown }[] = []

  constructor(private readonly wait: Wait) {}

  readonly module = {
    setup: (points: Entrypoints): void => {
      if (this.points !== undefined) throw new Error('entrypoints.setup can be called only once.')
      this.points = points
    },
    getPanel: (id: string): object => ({ id }),
    getCommand: (id: string): object => ({ id }),
  }

  /** S8: `setup` has to be called while the plugin's script runs. */
  get isSetUp(): boolean {
    return this.points !== undefined
  }

  private async within(name: string, act: () => unknown): Promise<boolean> {
    try {
      const isInTime = await Promise.race([
        Promise.resolve(act()).then(() => true),
        this.wait(LIFECYCLE_MS).then(() => false),
      ])
      if (!isInTime) this.late.push(name)
      return isInTime
    } catch (thrown) {
      this.failed.push({ name, thrown })
      return false
    }
  }

  async start(): Promise<boolean> {
    const plugin = this.points?.plugin
    const create: Hook = typeof plugin === 'function' ? plugin : plugin?.create
    return create === undefined || await this.within('plugin.create', () => (create as () => unknown).call(plugin))
  }

  /** The user opens the panel from the menu. */
  async openPanel(id: string, root: unknown): Promise<boolean> {
    const panel = this.points?.panels?.[id]
    if (panel === undefined) throw new Error(`There is no panel ${id}.`)
    if (this.created.has(id)) return true
    this.created.add(id)
    const hooks: PanelHooks = typeof panel === 'function' ? { create: panel } : panel
    if (hooks.create !== undefined && !await this.within(`${id}.create`, () => hooks.create?.(root))) return false
    return hooks.show === undefined || await this.within(`${id}.show`, () => hooks.show?.(root))
  }

  /** The user closes the panel's tab: nothing at all is called. */
  closePanel(_id: string): void {
    return undefined
  }

  /** The user chooses a command from the menu, by a key, or in an action. */
  async run(id: string): Promise<void> {
    const command = this.points?.commands?.[id]
    if (command === undefined) throw new Error(`There is no command ${id}.`)
    await (typeof command === 'function' ? command() : command.run())
  }

  async destroy(): Promise<void> {
    const plugin = this.points?.plugin
    if (typeof plugin === 'object' && plugin.destroy !== undefined) await this.within('plugin.destroy', () => plugin.destroy?.())
  }
}
