import type { Host } from '#host'
import { asFailure } from '#protocol'
import { asProblem } from './state'
import type { Store } from './store'

/** Keeps the state's targets as the host has them. */
export class Targets {
  private turn = 0
  private readonly stopWatching: () => void

  constructor(private readonly host: Host, private readonly store: Store) {
    this.stopWatching = host.watch(() => {
      // What others would take.
      store.set({ estimate: undefined })
      void this.refresh()
    })
  }

  /** A slow answer never overwrites a later one. */
  async refresh(): Promise<void> {
    const turn = ++this.turn
    try {
      const targets = await this.host.targets(this.store.state.scope)
      if (turn === this.turn) this.store.set({ targets, targetsProblem: undefined, host: this.host.capabilities() })
    } catch (thrown) {
      if (turn === this.turn) this.store.set({ targets: [], targetsProblem: asProblem(asFailure(thrown).toJSON()) })
    }
  }

  close(): void {
    this.stopWatching()
  }
}
