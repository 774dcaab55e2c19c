import {
  asFailure, type Capabilities, type Finding, type FirstpassError, type Media, type ModelView, type Pairing, type PairingCode,
  type SettingsView, type WaitingPanel, type WholeInbox,
} from '#protocol'
import { withFields } from '#panel'
import { hintFor } from './words'

export const sections = ['start', 'panels', 'inbox', 'models', 'settings', 'checkup'] as const
export type Section = typeof sections[number]

/** One sentence on what is wrong, one on what to do, which may be empty. */
export interface Problem {
  message: string
  hint: string
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

  /** The same for what is only looked at; a failure before is forgotten once it comes. */
  async load(section: Section, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (thrown) {
      this.fail(section, thrown)
    }
  }

  dismiss(section: Section): void {
    this.tell(section, {})
  }

  private fail(section: Section, thrown: unknown): void {
    const error: FirstpassError = asFailure(thrown)
    if (error.code === 'NOT_PAIRED') this.set({ standing: 'turned' })
    else this.tell(section, { problem: { message: error.message, hint: hintFor(error) } })
  }

  private tell(section: Section, { problem, done }: { problem?: Problem; done?: string }): void {
    const { problems, done: dones } = this.current
    this.set({ problems: withFields(problems, { [section]: problem }), done: withFields(dones, { [section]: done }) })
  }
}
