import * as path from 'node:path'
import { asFailure, failure, makesClip } from '#protocol'
import type { WorkOrder } from '#helper/engine/messages'
import { checkWork } from './check-work'
import type { Job } from './job'
import type { Ending } from './leftovers'
import type { Log } from './log'
import { WaitingLine } from './waiting-line'
import type { Outcome, Ready, WorkerProcess } from './worker-process'

export interface LaneSettings {
  worker: WorkerProcess
  /** Where the user said that ffmpeg is. */
  ffmpeg(): string
  /** True for the process that a second try on the processor can help. */
  hasProviders: boolean
  /** After a cancel, the time a worker has to notice it. */
  killAfterMs: number
  /** Idle this long, the worker is asked to give its memory back. */
  idleUnloadMs: number
  /** @throws DISK_FULL before a job that can't fit. */
  checkRoom(job: Job): Promise<void>
  /** Removes what a job that did not succeed may have left outside its folder. */
  removeLeftovers(job: Job, ending: Ending): Promise<void>
  log: Log
}

/** A clip job looks at its control ten times a second; only a network that runs for longer keeps it from doing so. */
const CLIP_KILL_AFTER_MS = 800

/** One worker process and the jobs that wait for it: one runs at a time, owners take turns. */
export class Lane {
  private readonly line = new WaitingLine()
  private running: Job | undefined
  private killer: NodeJS.Timeout | undefined
  private idle: NodeJS.Timeout | undefined
  private closed = false

  constructor(private readonly settings: LaneSettings) {}

  /** Starts the worker ahead of the first job. */
  prepare(): Promise<Ready | undefined> {
    return this.settings.worker.prepare()
  }

  add(job: Job): void {
    this.line.add(job)
    void this.pump()
  }

  /** A waiting job is cancelled at once; a running one stops within a tile, or its worker is ended. */
  cancel(job: Job): void {
    if (this.line.remove(job)) return void this.cancelWaiting(job)
    if (this.running !== job || job.cancelling) return
    job.cancelling = true
    job.folder.setCancelled(true)
    const { killAfterMs, worker } = this.settings
    const limitMs = makesClip(job.record.request.task) ? Math.min(killAfterMs, CLIP_KILL_AFTER_MS) : killAfterMs
    this.killer = setTimeout(() => worker.kill(), limitMs)
  }

  /** One that has run before may have left something. */
  private async cancelWaiting(job: Job): Promise<void> {
    try {
      if (job.hasRun) await this.settings.removeLeftovers(job, 'over')
      job.folder.removeWork()
    } catch (thrown) {
      this.settings.log.warn({ job: job.id, reason: String(thrown) }, 'its work was not removed')
    } finally {
      job.cancel()
    }
  }

  /** Ends the worker. A running job stays `running` in its journal: the next start decides. */
  async close(): Promise<void> {
    this.closed = true
    clearTimeout(this.killer)
    clearTimeout(this.idle)
    await this.settings.worker.end()
    if (this.running) await this.settings.removeLeftovers(this.running, 'interrupted')
  }

  private async pump(): Promise<void> {
    if (this.running || this.closed) return
    const job = this.line.take()
    if (!job) return
    this.running = job
    clearTimeout(this.idle)
    try {
      await this.runOnce(job)
    } catch (thrown) {
      if (!this.closed) job.fail(asFailure(thrown).toJSON())
    }
    clearTimeout(this.killer)
    if (this.closed) return
    this.running = undefined
    this.idle = setTimeout(() => this.settings.worker.unload(), this.settings.idleUnloadMs)
    this.idle.unref()
    void this.pump()
  }

  private async runOnce(job: Job): Promise<void> {
    await this.settings.checkRoom(job)
    if (this.closed) return
    if (job.cancelling) return job.cancel()
    job.start()
    const order = { ...workOrder(job), ffmpeg: this.settings.ffmpeg() }
    const outcome = await this.settings.worker.run(order, (step) => job.progress(step))
    if (this.closed) return
    if (outcome.kind !== 'done') {
      const isOver = outcome.kind === 'cancelled' || job.cancelling
      await this.settings.removeLeftovers(job, isOver ? 'over' : 'interrupted')
      job.folder.removeWork({ keepsParts: !isOver && makesClip(job.record.request.task) })
    }
    this.conclude(job, outcome)
  }

  private conclude(job: Job, outcome: Outcome): void {
    if (outcome.kind === 'done') return job.succeed(checkWork(outcome.work, job.folder.path))
    if (outcome.kind === 'cancelled' || job.cancelling) return job.cancel()
    if (outcome.kind === 'failed') return job.fail(outcome.error)
    const wasOnCpu = job.record.cpuOnly || job.record.request.provider === 'cpu' || outcome.provider === 'cpu'
    if (!this.settings.hasProviders || wasOnCpu) {
      return job.fail(failure('ENGINE_CRASHED', { provider: outcome.provider ?? 'start' }).toJSON())
    }
    this.settings.log.warn({ job: job.id, provider: outcome.provider }, 'tried again on the processor')
    job.record.cpuOnly = true
    job.record.notes.push(`The engine stopped unexpectedly on ${outcome.provider ?? 'its first try'}; this ran on the processor.`)
    job.queueAgain('again on the processor')
    this.line.addFirst(job)
  }
}

function workOrder({ record, folder, id }: Job): WorkOrder {
  const inputs = Object.entries(record.inputs)
    .map(([name, { file, offset, header }]) => [name, { file: path.join(folder.path, file), offset, header }] as const)
  return {
    id, task: record.request.task, folder: folder.path, options: record.options, inputs: Object.fromEntries(inputs),
    provider: record.cpuOnly ? 'cpu' : record.request.provider, licence: record.request.licence,
  }
}
