import type { QueueSettings } from '#helper/queue/queue'

/** What a helper is started with; every limit has a name so that tests need not wait. */
export interface HelperSettings extends Omit<QueueSettings, 'log' | 'nowMs' | 'pageState' | 'chosen'> {
  /** Tried in this order; 0 is any free one. */
  ports: readonly number[]
  /** The program that fetches and verifies models. */
  modelsProgram: string
  /** Holds the built page that is served at `/`. */
  webFolder: string
  /** Hidden from the log. */
  home: string
  /** Shows a file or folder to the user in the system's own way. */
  reveal(path: string): void
  nowMs?(): number
}
