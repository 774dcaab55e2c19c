import type { WaitingPanel } from '#protocol'
import type { Calls } from './calls'
import type { HomeStore } from './home-store'

/**
 * How long cards that ask must have been seen before an answer to them counts, in ms: a click or a key that was on its way
 * when they came, or moved, was meant for something else.
 */
export const ARM_MS = 500

/** For how many looks the pairings are looked at after a panel was allowed: it has to come and collect its token. */
const LOOKS_AFTER_ALLOWING = 8

/** Panels that ask to be let in, those that were, and the typed code. */
export class PanelDesk {
  /** Since when the cards stand as they do, on the clock of events; undefined: not drawn yet. */
  private shownAtMs: number | undefined
  private readonly answered = new Set<string>()
  private looksLeft = 0

  constructor(private readonly calls: Calls, private readonly store: HomeStore) {}

  async look(): Promise<void> {
    const listed = await this.calls.asking()
    this.show(inOrder(this.store.state.asking, listed.filter(({ id }) => !this.answered.has(id))))
    if (this.looksLeft > 0) {
      this.looksLeft--
      await this.loadPairings()
    }
    if (this.store.state.code?.state === 'waiting') await this.lookAtCode()
  }

  /** The cards as they are now are on the screen. @param atMs on the clock of events */
  noteShown(atMs: number): void {
    this.shownAtMs ??= atMs
  }

  /** @param atMs the time of the event that means this */
  async answer(id: string, how: 'allow' | 'refuse', atMs: number): Promise<void> {
    const panel = this.store.state.asking.find((each) => each.id === id)
    if (!panel || this.shownAtMs === undefined || atMs - this.shownAtMs < ARM_MS) return
    await this.store.act('panels', `answer ${id}`, async () => {
      try {
        await this.calls.answer(id, how)
      } finally {
        this.answered.add(id)
        this.show(this.store.state.asking.filter((each) => each.id !== id))
      }
      if (how === 'refuse') return `${panel.name} was turned away.`
      this.looksLeft = LOOKS_AFTER_ALLOWING
      return `${panel.name} is let in.`
    })
  }

  async loadPairings(): Promise<void> {
    this.store.set({ pairings: await this.calls.pairings() })
  }

  async revoke(panel: string): Promise<void> {
    const { name } = this.store.state.pairings?.find((each) => each.panel === panel) ?? { name: panel }
    await this.store.act('panels', `revoke ${panel}`, async () => {
      await this.calls.revoke(panel)
      await this.loadPairings()
      return `${name} is no longer let in.`
    })
  }

  async showCode(): Promise<void> {
    await this.store.act('panels', 'code', async () => this.store.set({ code: await this.calls.makeCode() }))
  }

  hideCode(): void {
    this.store.set({ code: { state: 'none' } })
  }

  private async lookAtCode(): Promise<void> {
    const code = await this.calls.code()
    if (this.store.state.code?.state !== 'waiting') return
    this.store.set({ code })
    if (code.state === 'used') await this.loadPairings()
  }

  private show(asking: readonly WaitingPanel[]): void {
    const isSame = asking.map(({ id }) => id).join() === this.store.state.asking.map(({ id }) => id).join()
    if (isSame) return
    this.shownAtMs = undefined
    this.store.set({ asking })
  }
}

/** Those that were there keep their places; new ones come last. */
function inOrder(before: readonly WaitingPanel[], now: readonly WaitingPanel[]): WaitingPanel[] {
  const kept = before.flatMap(({ id }) => now.filter((each) => each.id === id))
  return [...kept, ...now.filter(({ id }) => !before.some((each) => each.id === id))]
}
