import type { JobOrder } from '#client'
import type { JobEvent, JobResult, LicencePolicy } from '#protocol'

/** What the file host needs of a helper; `connect-helper.ts` makes it from the client, tests from arithmetic. */
export interface JobRunner {
  /**
   * Submits and follows one job. Undefined: it was cancelled, by `signal` or from elsewhere. A job without a result
   * leaves no scratch.
   */
  run(request: JobOrder, watch: JobWatch): Promise<EndedJob | undefined>
  /** The job's pixels are no longer needed; its scratch may go. */
  release(id: string): Promise<void>
}

export interface EndedJob {
  id: string
  result: JobResult
  /** Which models were allowed: as the order said, or as the user had set it. */
  licence: LicencePolicy
}

export interface JobWatch {
  onEvent(event: JobEvent): void
  signal: AbortSignal
}
