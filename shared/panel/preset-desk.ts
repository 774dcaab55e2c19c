import type { Client } from '#client'
import { asFailure } from '#protocol'
import type { TaskPreset } from './craft'
import type { Presets } from './presets'
import { asProblem } from './state'
import type { Store } from './store'

/** Keeps the state's presets, and the helper's, as those here. */
export class PresetDesk {
  private exchanging: Promise<void> = Promise.resolve()

  constructor(private readonly presets: Presets, private readonly store: Store, private readonly client: Client) {}

  find(name: string): TaskPreset | undefined {
    return this.presets.list().find((each) => each.name === name)
  }

  /** Changes them here at once, and in the helper when it is there; what fails is in the state. */
  async change(act: (presets: Presets) => void): Promise<void> {
    this.store.set({ problem: undefined })
    try {
      act(this.presets)
      this.store.set({ presets: this.presets.list() })
    } catch (thrown) {
      return this.store.set({ problem: asProblem(asFailure(thrown).toJSON()) })
    }
    if (this.store.state.connection.kind === 'ready') await this.exchange()
  }

  /** One at a time. */
  async exchange(): Promise<void> {
    this.exchanging = this.exchanging.then(async () => {
      try {
        await this.presets.exchange(this.client)
      } catch (thrown) {
        this.store.set({ problem: asProblem(asFailure(thrown).toJSON()) })
      }
      this.store.set({ presets: this.presets.list() })
    })
    await this.exchanging
  }
}
