import { asFailure, type PageHost, type SettingsChange } from '#protocol'
import { Beat, type BeatSettings } from './beat'
import { callsOf, type Calls, type Wire } from './calls'
import { type HomeState, HomeStore } from './home-store'
import { ModelDesk } from './model-desk'
import { PanelDesk } from './panel-desk'

export interface HomeSettings {
  wire: Wire
  setTimer: BeatSettings['setTimer']
  /** Opens another of the helper's pages in this tab. */
  go(address: string): void
}

const BEAT_MS = 2000
/** While a bar moves. */
const QUICK_BEAT_MS = 1000
/** While nobody answers. */
const SLOW_BEAT_MS = 4000
/** How many looks at who asks come to one at what changes seldom. */
const LOOKS_PER_ROUND = 5

/** The helper as its user sees it: state without a document, and all that can be done. */
export class HomeModel {
  readonly store = new HomeStore()
  readonly panels: PanelDesk
  readonly models: ModelDesk
  private readonly calls: Calls
  private readonly beat: Beat
  private looks = 0

  constructor(private readonly settings: HomeSettings) {
    this.calls = callsOf(settings.wire)
    this.panels = new PanelDesk(this.calls, this.store)
    this.models = new ModelDesk(this.calls, this.store)
    this.beat = new Beat({ setTimer: settings.setTimer, look: () => this.look() })
  }

  get state(): HomeState {
    return this.store.state
  }

  /** Nobody is asked anything while the window is hidden. */
  setVisible(isVisible: boolean): void {
    if (isVisible) this.beat.wake()
    else this.beat.rest()
  }

  open(host: Exclude<PageHost, 'home'>): Promise<void> {
    return this.store.act('start', `open ${host}`, async () => {
      const code = await this.calls.sessionCode(host)
      this.settings.go(`/${host === 'browser' ? '' : `${host}/`}#code=${code}`)
    })
  }

  /** How many jobs would be interrupted, as of now. */
  async unfinished(): Promise<number> {
    await this.loadInbox().catch(() => undefined)
    return this.state.inbox?.unfinished ?? 0
  }

  quit(): Promise<void> {
    return this.store.act('start', 'quit', async () => {
      await this.calls.shutDown()
      this.store.set({ standing: 'ended' })
      this.beat.rest()
    })
  }

  reveal(job: string): Promise<void> {
    return this.store.act('inbox', `reveal ${job}`, async () => void await this.calls.reveal(job))
  }

  discard(job: string): Promise<void> {
    return this.store.act('inbox', `discard ${job}`, async () => {
      await this.calls.discard(job)
      await this.loadInbox()
    })
  }

  /** One setting at a time; what hangs on it is looked at again. */
  change(change: SettingsChange): Promise<void> {
    return this.store.act('settings', `change ${JSON.stringify(change)}`, async () => {
      this.store.set({ settings: await this.calls.change(change) })
      if (change.ffmpeg !== undefined) this.store.set({ media: await this.calls.media() })
      if (change.licence !== undefined) await this.models.load()
      return 'Saved.'
    })
  }

  check(): Promise<void> {
    return this.store.act('checkup', 'check', () => this.loadFindings())
  }

  /** @returns how long to rest, in ms */
  private async look(): Promise<number | undefined> {
    if (this.isOver) return undefined
    await this.store.load('panels', 'asking', () => this.lookAtPanels())
    if (this.isOver) return undefined
    if (this.state.standing === 'lost') return SLOW_BEAT_MS
    if (this.looks % LOOKS_PER_ROUND === 0) this.lookAround()
    this.looks++
    if (!this.models.isBusy) return BEAT_MS
    await this.store.load('models', 'models', () => this.models.load())
    return this.models.isBusy ? QUICK_BEAT_MS : BEAT_MS
  }

  /** The question that is asked most often also tells whether anybody answers. */
  private async lookAtPanels(): Promise<void> {
    const wasLost = this.state.standing === 'lost'
    try {
      await this.panels.look()
      if (wasLost) this.store.set({ standing: 'open' })
    } catch (thrown) {
      const { code } = asFailure(thrown)
      if (this.isOver) return
      if (code !== 'HELPER_LOST' && code !== 'HELPER_UNREACHABLE') throw thrown
      this.store.set({ standing: 'lost' })
    }
  }

  private get isOver(): boolean {
    return this.state.standing === 'ended' || this.state.standing === 'turned'
  }

  /**
   * What others change (a panel that finished something, a code that was typed), and what has not come yet. Each section comes
   * when it is there, and says for itself what is wrong.
   */
  private lookAround(): void {
    const { store, calls } = this
    const { settings, models, capabilities, media, findings } = this.state
    void store.load('panels', 'pairings', () => this.panels.loadPairings())
    void store.load('inbox', 'inbox', () => this.loadInbox())
    void this.lookAtModels(settings === undefined, models === undefined)
    if (!capabilities) {
      void store.load('start', 'capabilities', async () => store.set({ capabilities: await calls.capabilities() }))
    }
    if (!media) void store.load('settings', 'media', async () => store.set({ media: await calls.media() }))
    if (!findings) void store.load('checkup', 'findings', () => this.loadFindings())
  }

  /** The licence policy of the settings says which models there are. */
  private async lookAtModels(needsSettings: boolean, needsModels: boolean): Promise<void> {
    const { store, calls } = this
    if (needsSettings) await store.load('settings', 'settings', async () => store.set({ settings: await calls.settings() }))
    if (needsModels) await store.load('models', 'models', () => this.models.load())
  }

  private async loadFindings(): Promise<void> {
    this.store.set({ findings: await this.calls.checkup() })
  }

  private async loadInbox(): Promise<void> {
    this.store.set({ inbox: await this.calls.inbox() })
  }
}
