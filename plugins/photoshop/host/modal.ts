import { failure, FirstpassError } from '#protocol'
import { wordsOf } from '#uxp'
import type { HostModules, ModalContext } from './modules'

/** The user pressed Esc in Photoshop, or cancelled in the panel; unwinds a modal scope, which takes everything back. */
export class HostCancelled extends Error {}

/** Photoshop waits this long for another modal state to end before it refuses (from 25.10). */
const WAIT_SECONDS = 5

/** Of errors thrown by executeAsModal and host calls. */
const BUSY = 9
const USER_CANCELLED = -128

interface Work {
  /** What the user reads in the progress bar: "Read layer". */
  name: string
  /** What did not work, after "Photoshop did not let Firstpass": "read the layer". */
  action: string
}

/**
 * Runs `act` while Photoshop is locked. Nothing may be awaited in it but Photoshop and the plugin's own files.
 * @throws HOST_BUSY, HOST_REFUSED, HostCancelled, and what `act` throws of ours
 */
export async function inModal<T>({ photoshop }: HostModules, work: Work, act: (context: ModalContext) => Promise<T>): Promise<T> {
  let context: ModalContext | undefined
  // Photoshop need not hand on the very error that was thrown inside.
  let inner: unknown
  let known: ReadonlySet<number> | undefined
  try {
    return await photoshop.core.executeAsModal(async (given) => {
      context = given
      known = new Set(Array.from(photoshop.app.documents, ({ id }) => id))
      try {
        return await act(given)
      } catch (thrown) {
        inner = thrown
        throw thrown
      }
    }, { commandName: work.name, timeOut: WAIT_SECONDS })
  } catch (thrown) {
    if (known) await closeStrays(photoshop, known)
    if (context?.isCancelled) throw new HostCancelled()
    throw nameRefusal(inner ?? thrown, work, context !== undefined)
  }
}

/** A cancel can come between the making of a document and the call that has Photoshop close it; only we make any in a scope. */
async function closeStrays({ app, core }: HostModules['photoshop'], known: ReadonlySet<number>): Promise<void> {
  const strays = Array.from(app.documents).filter(({ id }) => !known.has(id))
  if (strays.length === 0) return
  try {
    await core.executeAsModal(async () => {
      for (const stray of strays) stray.closeWithoutSaving()
    }, { commandName: 'Close the copy', timeOut: WAIT_SECONDS })
  } catch {
    // It stays open, where the user sees it; what went wrong before says more.
  }
}

/** For calls that have no word for a cancel. @throws HOST_REFUSED instead of HostCancelled */
export async function orRefused<T>(action: string, done: Promise<T>): Promise<T> {
  try {
    return await done
  } catch (thrown) {
    if (!(thrown instanceof HostCancelled)) throw thrown
    throw failure('HOST_REFUSED', { host: 'Photoshop', action, reason: 'it was cancelled there' })
  }
}

function nameRefusal(thrown: unknown, { action }: Work, hasBegun: boolean): Error {
  if (thrown instanceof FirstpassError || thrown instanceof HostCancelled) return thrown
  const number = numberOf(thrown)
  if (number === USER_CANCELLED) return new HostCancelled()
  const reason = wordsOf(thrown)
  if (number === BUSY && !hasBegun) return failure('HOST_BUSY', { host: 'Photoshop', reason }, thrown)
  return failure('HOST_REFUSED', { host: 'Photoshop', action, reason }, thrown)
}

const numberOf = (thrown: unknown): number | undefined =>
  typeof thrown === 'object' && thrown !== null && 'number' in thrown ? Number(thrown.number) : undefined

/** @throws HostCancelled */
export function checkCancelled(context: ModalContext, isCancelled?: () => boolean): void {
  if (context.isCancelled || isCancelled?.()) throw new HostCancelled()
}

/**
 * Everything that `act` changes is one step of the document's history. Where it throws, Photoshop takes all of it back at
 * the end of the scope.
 */
export async function asOneStep<T>(
  context: ModalContext, step: { document: number; name: string }, act: () => Promise<T>,
): Promise<T> {
  const suspension = await context.hostControl.suspendHistory({ documentID: step.document, name: step.name })
  let made: T
  try {
    made = await act()
  } catch (thrown) {
    // Within a scope of Photoshop's own, as while an action is played, its end may be far off. After a cancel it is refused.
    await context.hostControl.resumeHistory(suspension, false).catch(() => undefined)
    throw thrown
  }
  await context.hostControl.resumeHistory(suspension, true)
  return made
}
