import * as fs from 'node:fs'
import * as path from 'node:path'
import { failure, isFinished, makesClip } from '#protocol'
import { Job, type JobWorld } from './job'
import type { PageState } from './job-record'
import { JobFolder } from './journal'
import { removeLeftovers } from './leftovers'

const DAY_MS = 24 * 3600 * 1000

/** A folder stays this long after its result was placed or fetched, or after a job ended without one. */
export const KEEP_JOB_MS = 7 * DAY_MS

/** All jobs that there are, as the folders on disk say. */
export class Shelf {
  private readonly jobs = new Map<string, Job>()

  constructor(private readonly folder: string, private readonly world: JobWorld) {}

  /** Reads every journal; a folder without a whole one was never answered for and goes. */
  load(): Job[] {
    for (const name of fs.readdirSync(this.folder)) {
      const folder = new JobFolder(path.join(this.folder, name))
      const record = folder.readRecord()
      if (record && record.request.id === name) this.jobs.set(name, new Job(folder, record, this.world))
      else folder.remove()
    }
    return [...this.jobs.values()].sort((a, b) => a.record.createdAt - b.record.createdAt)
  }

  newFolder(id: string): JobFolder {
    return new JobFolder(path.join(this.folder, id))
  }

  put(job: Job): void {
    this.jobs.set(job.id, job)
  }

  find(id: string): Job | undefined {
    return this.jobs.get(id)
  }

  /** A job of this owner; another's is as good as none. @throws JOB_MISSING */
  get(owner: string, id: string): Job {
    const job = this.jobs.get(id)
    if (!job || job.record.owner !== owner) throw failure('JOB_MISSING', { id })
    return job
  }

  /** Newest first. */
  of(owner: string): Job[] {
    return this.all().filter((job) => job.record.owner === owner)
  }

  /** Newest first. */
  all(): Job[] {
    return [...this.jobs.values()].sort((a, b) => b.record.createdAt - a.record.createdAt)
  }

  /** Its folder, and what it may have left elsewhere. */
  remove(job: Job): void {
    this.jobs.delete(job.id)
    job.folder.remove()
    // What can't be removed stays, hidden beside its target.
    if (makesClip(job.record.request.task)) removeLeftovers(job, 'over').catch(() => undefined)
  }

  /** Cleans up what nobody needs any more; results that wait to be placed stay, and those of a page go with it alone. */
  purge(nowMs: number, pageState: PageState): void {
    for (const job of [...this.jobs.values()]) {
      if (!isFinished(job.state)) continue
      const { placedAt, finishedAt } = job.record
      const since = job.state === 'succeeded' ? placedAt : finishedAt
      const isExpired = since !== undefined && nowMs - since > KEEP_JOB_MS
      const state = pageState(job.record.owner)
      if (state === 'gone' || (state === undefined && isExpired)) this.remove(job)
    }
  }
}
