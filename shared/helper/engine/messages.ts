import type { FailureJson } from '#protocol'
import type { WorkDone, WorkOrder } from '#helper/tasks/task'

export type { PictureFile, WorkDone, WorkOrder, WorkResult } from '#helper/tasks/task'

/** The file in a job's folder whose byte 0 becomes 1 when the job is cancelled. */
export const CONTROL_FILE = 'control'

/** Queue to worker process. Control only; pixels stay in files. */
export type ToWorker = { type: 'run'; order: WorkOrder } | { type: 'unload' } | { type: 'stop' }

/** Worker process to queue. `ready` comes once, after the provider probe. */
export type FromWorker =
  | { type: 'ready'; provider: string; providers: { id: string; usable: boolean; reason: string }[]; native: boolean }
  | { type: 'progress'; id: string; stage: string; done: number; total: number; etaMs?: number }
  | { type: 'done'; id: string; work: WorkDone }
  | { type: 'cancelled'; id: string }
  | { type: 'failed'; id: string; error: FailureJson }
