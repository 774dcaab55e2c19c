import type { JobResult, LicencePolicy, Provider, ResultEntry } from '#protocol'
import type { Manifest } from '#helper/models/manifest'
import type { ModelSession } from '#helper/pipeline/model-session'
import type { PictureFile } from '#helper/pipeline/picture-file'

export type { PictureFile } from '#helper/pipeline/picture-file'

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
  /** Where the user said that ffmpeg is; empty or left out: it is looked for. */
  ffmpeg?: string
}

/** A result and, for pixels, the file inside the job folder that holds them. */
export interface WorkResult {
  entry: ResultEntry
  file?: string
  offset?: number
}

export interface WorkDone extends Omit<JobResult, 'results'> {
  results: Record<string, WorkResult>
}

export interface LoadedModel {
  manifest: Manifest
  session: ModelSession
}

/** What a task may use of the process that runs it. */
export interface TaskContext {
  order: WorkOrder
  /** Also where cancelling is noticed: throws Cancelled once the job's control byte is set. Call it between tiles. */
  progress(stage: string, done: number, total: number): void
  /** The default model of the task, or the one asked for. @throws MODEL_UNKNOWN, MODEL_UNAVAILABLE, LICENCE_REFUSED ... */
  model(task: string, id: string | undefined, settings?: { scale?: number; blend?: number }): Promise<LoadedModel>
}

/** Cancelling is not an error; it only unwinds the task. */
export class Cancelled extends Error {}

export type Task<Options> = (context: TaskContext, options: Options) => Promise<WorkDone>
