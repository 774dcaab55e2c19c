import { askIn, collect, type Place, type Question } from '#client'
import { asFailure, type PairAsk } from '#protocol'
import { type Asking, asProblem } from './state'

/** Between looks at what became of it. */
const LOOK_MS = 1500
/** A helper that can't be asked now: somebody else asks, or it is ending. */
const ASK_AGAIN_MS = 8000
/** What ended before its time, or could not be asked, is asked again by itself so often. */
const TRIES = 3

interface AskerSettings {
  place: Place
  panel: PairAsk
  tell(asking: Asking | undefined): void
  onToken(token: string): Promise<void>
}

/** Asks the helper's user to let this panel in, and waits for the answer. */
export class Asker {
  private question: Question | undefined
  private triesLeft = 0
  private callOff: () => void = () => undefined
  private isBusy = false
  /** Between two tries. */
  private isPausing = false
  private isTold = false
  /** Whose turn it is, of several helpers. */
  private turn = -1

  constructor(private readonly settings: AskerSettings) {}

  /** Harmless while a question waits for its answer. Asked again by the user, it asks the next helper, if there are several. */
  async start(): Promise<void> {
    if (this.isBusy && !this.isPausing) return
    this.callOff()
    this.triesLeft = TRIES
    this.turn++
    await this.ask()
  }

  /** Nothing is asked any more; the helper forgets a panel that does not look. */
  stop(): void {
    this.callOff()
    if (this.isTold) this.tell(undefined)
    this.question = undefined
    this.isBusy = false
  }

  private tell(asking: Asking | undefined): void {
    this.isTold = asking !== undefined
    this.settings.tell(asking)
  }

  private async ask(): Promise<void> {
    this.isBusy = true
    this.isPausing = false
    try {
      const { place, panel } = this.settings
      const question = await askIn(place, panel, this.turn)
      if (!this.isBusy) return
      this.question = question
      this.tell({ state: 'waiting', digits: question.digits })
      this.after(LOOK_MS, () => this.look(question))
    } catch (thrown) {
      if (!this.isBusy) return
      this.tell({ state: 'failed', problem: asProblem(asFailure(thrown).toJSON()) })
      this.askAgain(ASK_AGAIN_MS)
    }
  }

  private async look(question: Question): Promise<void> {
    const { place, onToken } = this.settings
    const found = await collect(place, question).catch(() => undefined)
    if (this.question !== question) return
    const isOver = place.surroundings.nowMs() > question.expiresAt
    if (found?.token !== undefined) {
      const problem = await onToken(found.token).then(() => undefined, asFailure)
      return this.end(problem && { state: 'failed', problem: asProblem(problem.toJSON()) })
    }
    if (found?.state === 'refused') return this.end({ state: 'refused' })
    if (isOver) return this.end({ state: 'expired' })
    // Before its time: the helper was started anew, or this panel could not look for a while.
    if (found?.state === 'expired' || found?.state === 'allowed') return this.askAgain(0)
    this.after(LOOK_MS, () => this.look(question))
  }

  private end(asking: Asking | undefined): void {
    this.question = undefined
    this.isBusy = false
    this.tell(asking)
  }

  private askAgain(ms: number): void {
    this.question = undefined
    this.isPausing = this.triesLeft-- > 0
    if (this.isPausing) return this.after(ms, () => this.ask())
    this.isBusy = false
    // What it failed by is said already.
    if (ms === 0) this.tell({ state: 'expired' })
  }

  private after(ms: number, act: () => Promise<void>): void {
    this.callOff = this.settings.place.surroundings.setTimer(ms, () => void act())
  }
}
