import type { Check, FailureJson, JobResult, LicencePolicy, PictureHeader, Provider, ResultEntry } from '#protocol'

/** Pixels in a file: `header` says what they mean, `offset` where they begin (64 in a libvips `.v` file). */
export interface PictureFile {
  file: string
  offset: number
  header: PictureHeader
}

/** Everything a worker process needs to do one job; pixels stay in files. */
export interface WorkOrder {
  id: string
  task: string
  /** The job's folder. Byte 0 of its file `control` becomes 1 when the job is cancelled. Results are written here. */
  folder: string
  /** Already parsed by the task's schema. */
  options: unknown
  inputs: Record<string, PictureFile>
  provider: Provider
  licence: LicencePolicy
}

/** Queue to worker process. */
export type ToWorker = { type: 'run'; order: WorkOrder } | { type: 'unload' } | { type: 'stop' }

/** What a task hands back; the queue adds nothing but the totals. */
export interface WorkDone extends Omit<JobResult, 'results'> {
  results: Record<string, WorkResult>
}

/** A result and, for pixels, the file inside the job folder that holds them. */
export interface WorkResult {
  entry: ResultEntry
  file?: string
  offset?: number
}

/** Worker process to queue. `ready` comes once, after the provider probe. */
export type FromWorker =
  | { type: 'ready'; provider: string; providers: { id: string; usable: boolean; reason: string }[]; native: boolean }
  | { type: 'progress'; id: string; stage: string; done: number; total: number; etaMs?: number }
  | { type: 'done'; id: string; work: WorkDone }
  | { type: 'cancelled'; id: string }
  | { type: 'failed'; id: string; error: FailureJson }

export type { Check }
