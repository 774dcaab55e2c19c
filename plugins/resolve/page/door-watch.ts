import type { Surroundings } from '#client'
import { asFailure, type DoorState, type FirstpassError } from '#protocol'
import type { Door } from './door'

/** What is known of Resolve. `gone`: the helper that knew this page is no more. */
export type Seen = { state: 'asking' } | DoorState | { state: 'lost'; error: FirstpassError } | { state: 'gone' }

export type Attached = Extract<DoorState, { state: 'attached' }>

const CHEAP_MS = 1000
const DEAR_MS = 5000

/** Looks for Resolve for as long as the page is open, so that it attaches by itself. */
export class DoorWatch {
  private current: Seen = { state: 'asking' }
  private readonly listeners = new Set<() => void>()
  private callOff: () => void = () => undefined
  private isClosed = false

  constructor(private readonly door: Door, private readonly surroundings: Pick<Surroundings, 'setTimer'>) {}

  get seen(): Seen {
    return this.current
  }

  subscribe(act: () => void): () => void {
    this.listeners.add(act)
    return () => void this.listeners.delete(act)
  }

  /** Now, and again by itself from then on. */
  async look(): Promise<void> {
    this.callOff()
    const seen = await this.ask()
    if (this.isClosed) return
    const isNew = JSON.stringify(seen) !== JSON.stringify(this.current)
    this.current = seen
    if (isNew) for (const act of [...this.listeners]) act()
    if (seen.state === 'gone') return
    const isQuick = this.door.isCheap || seen.state !== 'attached'
    this.callOff()
    this.callOff = this.surroundings.setTimer(isQuick ? CHEAP_MS : DEAR_MS, () => void this.look())
  }

  close(): void {
    this.isClosed = true
    this.callOff()
  }

  private async ask(): Promise<Seen> {
    try {
      return await this.door.state()
    } catch (thrown) {
      const error = asFailure(thrown)
      return error.code === 'NOT_PAIRED' ? { state: 'gone' } : { state: 'lost', error }
    }
  }
}
