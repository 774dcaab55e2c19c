import * as fs from 'node:fs'
import * as path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import {
  asFailure, failure, type Inbox, isFinished, type JobEvent, type JobRequest, type JobRequestInput, type JobView,
  type UserSettings,
} from '#protocol'
import { acceptRequest, grantPaths, writesFile } from './accept'
import { BlobStore } from './blobs'
import { checkRoom, freeBytes, scratchBytes } from './disk'
import { describeFinished, type FinishedJob, isOffered, writtenFile } from './finished-job'
import { sentFiles, takeInputs } from './inputs'
import { Job, type JobWorld } from './job'
import type { JobRecord, Owner, PageState } from './job-record'
import { Lane } from './lane'
import { removeLeftovers } from './leftovers'
import type { Log } from './log'
import { readResult, type ResultWindow } from './results'
import { Shelf } from './shelf'
import { type Ready, WorkerProcess } from './worker-process'

const MAX_UNFINISHED = 256
const BLOB_KEEP_MS = 24 * 3600 * 1000
const PURGE_EVERY_MS = 3600 * 1000

export interface QueueSettings {
  dataFolder: string
  /** Programs to fork. */
  engineProgram: string
  codecProgram: string
  env: Record<string, string | undefined>
  killAfterMs: number
  idleUnloadMs: number
  startLimitMs: number
  silenceLimitMs: number
  nowMs(): number
  log: Log
  pageState: PageState
  /** What the user chose for jobs that say nothing of it. */
  chosen(): UserSettings
}

type Listener = (owner: string, event: JobEvent) => void

/** Takes jobs in, keeps their journal, and lets two worker processes do them. */
export class JobQueue {
  readonly blobs: BlobStore
  private readonly shelf: Shelf
  private readonly lanes: { engine: Lane; codec: Lane }
  private readonly listeners = new Set<Listener>()
  private readonly submitting = new Map<string, Promise<unknown>>()
  private readonly purger: NodeJS.Timeout

  constructor(private readonly settings: QueueSettings) {
    const { dataFolder, nowMs, log } = settings
    const folders = { jobs: path.join(dataFolder, 'jobs'), blobs: path.join(dataFolder, 'blobs') }
    for (const folder of Object.values(folders)) fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
    this.blobs = new BlobStore(folders.blobs, freeBytes)
    const world: JobWorld = {
      nowMs,
      announce: (job, event) => {
        for (const listener of this.listeners) listener(job.record.owner, event)
      },
      journalFailed: (job, thrown) => log.warn({ job: job.id, reason: String(thrown) }, 'journal not written'),
    }
    this.shelf = new Shelf(folders.jobs, world)
    this.world = world
    this.lanes = { engine: this.openLane('engine', folders.jobs), codec: this.openLane('codec', folders.jobs) }
    this.purger = setInterval(() => this.purge(), PURGE_EVERY_MS)
    this.purger.unref()
  }

  private readonly world: JobWorld

  /** Takes up what an earlier helper left: call once, before the first request. */
  async resume(): Promise<void> {
    const jobs = this.shelf.load()
    this.purge()
    for (const job of jobs) {
      // A page's token ended with the helper it was for.
      if (this.settings.pageState(job.record.owner) === 'gone') {
        this.shelf.remove(job)
        continue
      }
      try {
        if (job.state === 'running') await this.resumeRunning(job)
        else if (job.state === 'queued') this.laneOf(job).add(job)
      } catch (thrown) {
        // A request of another version, which this one does not know: the job ends, the helper starts.
        job.fail(asFailure(thrown).toJSON())
      }
    }
  }

  /** Starts both workers ahead of the first job. */
  prewarm(): void {
    void this.lanes.engine.prepare()
    void this.lanes.codec.prepare()
  }

  /** What the engine found out about this machine; undefined if it can't start. */
  async engineFacts(): Promise<Ready | undefined> {
    return this.lanes.engine.prepare()
  }

  /**
   * The same id and body again is the same job.
   * @throws JOB_ID_REUSED, QUEUE_FULL, and what acceptRequest, grantPaths and takeInputs throw
   */
  async submit(owner: Owner, asked: JobRequestInput): Promise<JobView> {
    const { id } = asked
    // Two submits of one id at the same moment: the second waits for what became of the first.
    while (this.submitting.has(id)) await this.submitting.get(id)
    const earlier = this.shelf.find(id)
    if (earlier) {
      // What it left out then, it leaves out now, whatever the user has set since.
      const isSame = isDeepStrictEqual(earlier.record.request, { ...asked, ...chosenIn(earlier.record.request, asked) })
      if (earlier.record.owner === owner.panel && isSame) return earlier.view(0)
      throw failure('JOB_ID_REUSED', { id })
    }
    const taken = this.takeIn(owner, { ...asked, ...chosenIn(this.settings.chosen(), asked) })
    this.submitting.set(id, taken.catch(() => undefined))
    try {
      return (await taken).view(0)
    } finally {
      this.submitting.delete(id)
    }
  }

  view(owner: string, id: string, since: number): JobView {
    return this.shelf.get(owner, id).view(since)
  }

  inbox(owner: string): Inbox {
    return {
      jobs: this.shelf.of(owner).map(({ latest, record }) => ({
        latest, placed: record.placedAt !== undefined, createdAt: record.createdAt,
      })),
    }
  }

  /** Of all owners: how many are not finished, and those that a person would look for, newest first. */
  wholeInbox(): { unfinished: number; finished: FinishedJob[] } {
    const jobs = this.shelf.all()
    const finished = jobs.filter(({ state }) => isFinished(state))
    return { unfinished: jobs.length - finished.length, finished: finished.filter(isOffered).map(describeFinished) }
  }

  /** @throws JOB_MISSING */
  ownerOf(id: string): string {
    const job = this.shelf.find(id)
    if (!job) throw failure('JOB_MISSING', { id })
    return job.record.owner
  }

  cancel(owner: string, id: string): JobView {
    const job = this.shelf.get(owner, id)
    if (!isFinished(job.state)) this.laneOf(job).cancel(job)
    return job.view(0)
  }

  /** @throws JOB_STATE_WRONG unless it failed or was cancelled; TASK_UNKNOWN, OPTION_INVALID if another version took it in */
  retry(owner: string, id: string): JobView {
    const job = this.shelf.get(owner, id)
    if (job.state !== 'failed' && job.state !== 'cancelled') {
      throw failure('JOB_STATE_WRONG', { id, state: job.state, wanted: 'failed or cancelled' })
    }
    const lane = this.laneOf(job)
    job.record.cpuOnly = false
    job.record.notes = []
    job.queueAgain('')
    lane.add(job)
    return job.view(0)
  }

  /** @throws JOB_STATE_WRONG unless it is finished */
  discard(owner: string, id: string): void {
    const job = this.shelf.get(owner, id)
    if (!isFinished(job.state)) throw failure('JOB_STATE_WRONG', { id, state: job.state, wanted: 'finished' })
    this.shelf.remove(job)
  }

  markPlaced(owner: string, id: string): JobView {
    const job = this.shelf.get(owner, id)
    if (job.state !== 'succeeded') throw failure('JOB_STATE_WRONG', { id, state: job.state, wanted: 'succeeded' })
    job.markPlaced()
    return job.view(0)
  }

  /** Bytes of a result's pixels. @throws RESULT_MISSING, REQUEST_INVALID */
  async read(owner: string, id: string, window: ResultWindow): Promise<Buffer> {
    return readResult(this.shelf.get(owner, id), window)
  }

  /** The file that a job wrote where the user wanted it. @throws RESULT_MISSING */
  outputFile(owner: string, id: string): string {
    const file = writtenFile(this.shelf.get(owner, id))
    if (file === undefined) throw failure('RESULT_MISSING', { id, name: 'file' })
    return file
  }

  /** Hears every event of every owner. @returns how to stop listening */
  listen(listener: Listener): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  async close(): Promise<void> {
    clearInterval(this.purger)
    await Promise.all([this.lanes.engine.close(), this.lanes.codec.close()])
  }

  private async takeIn(owner: Owner, request: JobRequest): Promise<Job> {
    const unfinished = this.shelf.of(owner.panel).filter((job) => !isFinished(job.state)).length
    if (unfinished >= MAX_UNFINISHED) throw failure('QUEUE_FULL', { limit: MAX_UNFINISHED })
    const inherited = Object.values(request.inputs)
      .flatMap((input) => ('job' in input ? this.shelf.get(owner.panel, input.job).record.sources : []))
    const sources = [...new Set(inherited)]
    const grant = { host: owner.host, dataFolder: this.settings.dataFolder }
    const folder = this.shelf.newFolder(request.id)
    const accepted = await grantPaths(acceptRequest(request), { task: request.task, sources, folder: folder.path }, grant)
    try {
      folder.create()
      const inputs = await takeInputs(request.inputs, folder.path, {
        task: request.task, owner: owner.panel, blobs: this.blobs, job: (id) => this.shelf.get(owner.panel, id),
      })
      const record: JobRecord = {
        version: 1, owner: owner.panel, host: owner.host, request, options: accepted.options, state: 'queued',
        createdAt: this.settings.nowMs(), cpuOnly: false, notes: [], sources: [...sources, ...accepted.reads], inputs, files: {},
      }
      folder.writeRecord(record)
      const job = new Job(folder, record, this.world)
      this.shelf.put(job)
      await this.blobs.release(owner.panel, sentFiles(request.inputs))
      this.lanes[accepted.process].add(job)
      return job
    } catch (thrown) {
      folder.remove()
      throw thrown
    }
  }

  /**
   * Whether a half-done `save` or `timeline` reached its file can't be known; a clip goes on from its last whole chunk, every
   * other task starts over from its inputs.
   */
  private async resumeRunning(job: Job): Promise<void> {
    await removeLeftovers(job, 'interrupted')
    if (writesFile(job.record.request.task)) return job.fail(failure('HELPER_RESTARTED', { id: job.id }).toJSON())
    job.queueAgain('again after a restart')
    this.laneOf(job).add(job)
  }

  private laneOf(job: Job): Lane {
    return this.lanes[acceptRequest(job.record.request).process]
  }

  private purge(): void {
    const now = this.settings.nowMs()
    const { pageState } = this.settings
    this.shelf.purge(now, pageState)
    this.blobs.purge(now - BLOB_KEEP_MS, pageState)
      .catch((thrown: unknown) => this.settings.log.warn({ reason: String(thrown) }, 'blobs not purged'))
  }

  private openLane(name: 'engine' | 'codec', jobs: string): Lane {
    const { engineProgram, codecProgram, env, startLimitMs, silenceLimitMs, killAfterMs, idleUnloadMs, log } = this.settings
    const program = name === 'engine' ? engineProgram : codecProgram
    return new Lane({
      worker: new WorkerProcess({ name, program, env, startLimitMs, silenceLimitMs, log }),
      ffmpeg: () => this.settings.chosen().ffmpeg,
      hasProviders: name === 'engine', killAfterMs, idleUnloadMs, log, removeLeftovers,
      checkRoom: (job) => checkRoom(jobs, scratchBytes(job.record)),
    })
  }
}

/** How a job is run that does not say it itself. */
function chosenIn(
  { provider, licence }: Pick<JobRequest, 'provider' | 'licence'>, asked: JobRequestInput,
): Pick<JobRequest, 'provider' | 'licence'> {
  return { provider: asked.provider ?? provider, licence: asked.licence ?? licence }
}
