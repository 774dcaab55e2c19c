import type { FailureJson, LicencePolicy } from '#protocol'

/** What the models process is forked for; one message, one piece of work. */
export interface ModelOrder {
  kind: 'pull' | 'verify' | 'remove'
  id: string
  licence: LicencePolicy
}

export type FromModels =
  | { type: 'progress'; done: number; total: number }
  | { type: 'done' }
  | { type: 'failed'; error: FailureJson }
