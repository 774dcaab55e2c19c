import type { DoorAnswers, DoorBatchInput, FailureJson } from '#protocol'

/** Under which the preload shows the bridge to the page. */
export const BRIDGE = 'firstpassInResolve'

export const channels = { call: 'firstpass:call', start: 'firstpass:start' } as const

/** Failures as values: what an Electron process throws reaches another one as a sentence only. */
export type Told = { answers: DoorAnswers } | { failure: FailureJson }

/** All that the page sees of Electron and Resolve. */
export interface Bridge {
  /** Calls in Resolve, in order (protocol/door.ts). */
  call(batch: DoorBatchInput): Promise<Told>
  /** Starts the helper where none runs, and opens its page anew. @returns false where it can't be started */
  startHelper(): Promise<boolean>
}
