import {
  asFailure, type Capabilities, type Finding, type Media, type ModelView, type Pairing, type PairingCode,
  type SettingsView, type WaitingPanel, type WholeInbox,
} from '#protocol'
import { withFields } from '#panel'
import { hintFor } from './words'

export const sections = ['start', 'panels', 'inbox', 'models', 'settings', 'checkup'] as const
export type Section = typeof sections[number]

/** What is looked at by itself. */
export type Loaded = 'pairings' | 'inbox' | 'models' | 'settings' | 'media' | 'capabilities' | 'asking' | 'findings'

/** One sentence on what is wrong, one on what to do, which may be empty. */
export interface Problem {
  message: string
  hint: string
  /** What could not be looked at: gone once that comes. */
  of?: Loaded
}

/**
 * What the window shows. Whatever is left out has not come yet.
 * `lost`: the helper does not answer; `ended`: it was quit from here; `turned`: it does not know this window any more.
 */
export interface HomeState {
  standing: 'open' | 'lost' | 'ended' | 'turned'
  asking: readonly WaitingPanel[]
  pairings?: readonly Pairing[]
  code?: PairingCode
  inbox?: WholeInbox
  models?: readonly ModelView[]
  settings?: SettingsView
  capabilities?: Capabilities
  media?: Media
  findings?: readonly Finding[]
  /** Names of what goes on. */
  busy: ReadonlySet<string>
  problems: Partial<Record<Section, Problem>>
  /** What has just been done, in a sentence. */
  done: Partial<Record<Section, string>>
}

/** The state and who draws it. Snapshots are never changed, only replaced. */
export class HomeStore {
  private current: HomeState = { standing: 'open', asking: [], busy: new Set(), problems: {}, done: {} }
  private readonly watchers = new Set<() => void>()
  private readonly loading = new Set<Loaded>()

  get state(): HomeState {
    return this.current
  }

  set(changes: Partial<HomeState>): void {
    this.current = { ...this.current, ...changes }
    for (const act of [...this.watchers]) act()
  }

  watch(act: () => void): () => void {
    this.watchers.add(act)
    return () => void this.watchers.delete(act)
  }

  /**
   * Does something once at a time, and says in its section what became of it.
   * @param work a text that it resolves to says what was done
   */
  async act(section: Section, name: string, work: () => Promise<unknown>): Promise<void> {
    if (this.current.busy.has(name)) return
    this.set({ busy: new Set([...this.current.busy, name]) })
    this.tell(section, {})
    try {
      const said = await work()
      if (typeof said === 'string') this.tell(section, { done: said })
    } catch (thrown) {
      this.fail(section, thrown)
    } finally {
      this.set({ busy: new Set([...this.current.busy].filter((each) => each !== name)) })
    }
  }

  /** The same for what is looked at by itself. */
  async load(section: Section, of: Loaded, work: () => Promise<void>): Promise<void> {
    if (this.loading.has(of)) return
    this.loading.add(of)
    try {
      await work()
      if (this.current.problems[section]?.of === of) this.tell(section, {})
    } catch (thrown) {
      this.fail(section, thrown, of)
    } finally {
      this.loading.delete(of)
    }
  }

  /** What came to its end by itself, in a sentence. */
  say(section: Section, done: string): void {
    this.tell(section, { done })
  }

  dismiss(section: Section): void {
    this.tell(section, {})
  }

  private fail(section: Section, thrown: unknown, of?: Loaded): void {
    const { code, message, hint } = asFailure(thrown)
    if (code === 'NOT_PAIRED') return this.set({ standing: 'turned' })
    // What fails again is not said again.
    if (of && this.current.problems[section]?.message === message) return
    this.tell(section, { problem: { message, hint: hintFor({ code, hint }), ...(of ? { of } : {}) } })
  }

  private tell(section: Section, { problem, done }: { problem?: Problem; done?: string }): void {
    const { problems, done: dones } = this.current
    this.set({ problems: withFields(problems, { [section]: problem }), done: withFields(dones, { [section]: done }) })
  }
}
