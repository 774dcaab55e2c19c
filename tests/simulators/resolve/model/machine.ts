import type { Page } from '../../../../plugins/resolve/api'
import type { Knobs } from './knobs'
import type { Surroundings } from './surroundings'

/** Thrown by a call that would never answer (V11): each projection waits in its own way. */
export class NeverAnswers {
  constructor(readonly what: string) {}
}

/** What all objects of one running application share. */
export class Machine {
  page: Page = 'edit'
  /** V1, V3: what the window says that waits for the user's answer. */
  modal: string | undefined
  isProjectManagerOpen = false
  /** V6: one call, one step. */
  readonly steps: string[] = []
  /** "Timeline.AddTrack", in order. */
  readonly called: string[] = []
  /** Roots that the user has under Media Storage. */
  readonly volumes: string[] = []
  private ids = 0
  private before: ((name: string, count: number) => void) | undefined

  constructor(readonly knobs: Knobs, readonly outside: Surroundings) {}

  newId(): string {
    this.ids += 1
    return `id-${`${this.ids}`.padStart(6, '0')}`
  }

  /** Has `act` called before every call of the API; `count` is of all calls, from 1. */
  beforeCalls(act: ((name: string, count: number) => void) | undefined): void {
    this.before = act
  }

  enter(name: string): void {
    this.called.push(name)
    if (this.before !== undefined) this.before(name, this.called.length)
  }

  /** V1 */
  canReach(path: string): boolean {
    const { reachableFolders } = this.knobs
    return reachableFolders.length === 0 || reachableFolders.some((folder) => path.startsWith(`${folder}/`))
  }

  step(name: string): void {
    this.steps.push(name)
  }
}
