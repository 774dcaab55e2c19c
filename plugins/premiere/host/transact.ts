import { failure } from '#protocol'
import type { Action, Project } from './modules'
import { HOST, refusal } from './refuse'

/** An edit that is done if it can be. */
export interface OptionalEdit {
  make(): readonly Action[]
  /** What the user reads where it can't; left out where whoever reads back says it. */
  otherwise?: string
}

/** The steps of Premiere's history that one run adds, counted. */
export class Edits {
  undoSteps = 0
  /** What came out otherwise than asked. */
  readonly differs: string[] = []

  constructor(readonly project: Project) {}

  /**
   * One step of the history, all or nothing. Premiere wants actions made while it is locked, inside of the transaction and
   * before either returns; so nothing is awaited in `make`.
   * @throws HOST_REFUSED
   */
  run(label: string, make: () => readonly Action[]): void {
    let isDone = false
    let inner: unknown
    try {
      this.project.lockedAccess(() => {
        isDone = this.project.executeTransaction((compound) => {
          try {
            // All are made before the first is added: what is added is done, whatever is thrown after.
            const actions = make()
            for (const action of actions) compound.addAction(action)
          } catch (thrown) {
            inner = thrown
            throw thrown
          }
        }, label)
      })
    } catch (thrown) {
      throw refusal(`do “${label}”`, inner ?? thrown)
    }
    if (inner !== undefined) throw refusal(`do “${label}”`, inner)
    if (!isDone) throw failure('HOST_REFUSED', { host: HOST, action: `do “${label}”`, reason: 'it undid it again' })
    this.undoSteps += 1
  }

  /** Everything in one step; where Premiere refuses that, what must be first and then each of the others by itself. */
  runWith(label: string, optional: readonly OptionalEdit[], make?: () => readonly Action[]): void {
    try {
      this.run(label, () => [...make?.() ?? [], ...optional.flatMap((edit) => edit.make())])
    } catch (thrown) {
      if (optional.length === 0) throw thrown
      if (make) this.run(label, make)
      for (const edit of optional) this.runIfPossible(label, edit)
    }
  }

  runIfPossible(label: string, { make, otherwise }: OptionalEdit): void {
    try {
      this.run(label, make)
    } catch {
      if (otherwise !== undefined) this.differs.push(otherwise)
    }
  }
}
