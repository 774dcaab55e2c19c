import { isTaskName, type JobEvent, tasks } from '#protocol'
import type { Job } from './job'
import type { Owner } from './job-record'

/** A job that ended, for who sees those of all owners. */
export interface FinishedJob {
  latest: JobEvent
  placed: boolean
  createdAt: number
  owner: string
  host: Owner['host']
  /** Where it wrote a file of the user's. */
  file: string | undefined
}

/** Opening a file, looking at it and the like are steps on the way, and nobody's result. */
export function isOffered(job: Job): boolean {
  const { task } = job.record.request
  return writtenFile(job) !== undefined || (isTaskName(task) && tasks[task].process === 'engine')
}

export function describeFinished(job: Job): FinishedJob {
  const { owner, host, createdAt, placedAt } = job.record
  return { latest: job.latest, placed: placedAt !== undefined, createdAt, owner, host, file: writtenFile(job) }
}

/** The file that a job wrote where the user wanted it; one that waits in the job's folder is none. */
export function writtenFile({ record }: Pick<Job, 'record'>): string | undefined {
  const entry = record.result?.results.file
  return entry?.kind === 'file' && !record.files.file ? entry.path : undefined
}
