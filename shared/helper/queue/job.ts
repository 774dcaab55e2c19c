import { type FailureJson, isFinished, type JobEvent, type JobState, type JobView, KEPT_EVENTS, makesClip } from '#protocol'
import type { WorkDone } from '#helper/engine/messages'
import type { JobRecord } from './job-record'
import type { JobFolder } from './journal'

export interface Step {
  stage: string
  done: number
  total: number
  etaMs?: number | undefined
}

export interface JobWorld {
  nowMs(): number
  announce(job: Job, event: JobEvent): void
  /** The journal could not be written (a full disk): the job goes on, and a restart will know less of it. */
  journalFailed(job: Job, thrown: unknown): void
}

/** One job: its journal, its events, and the only way its state changes. */
export class Job {
  private readonly events: JobEvent[]
  /** Set by a cancel while it runs. */
  cancelling = false

  constructor(readonly folder: JobFolder, readonly record: JobRecord, private readonly world: JobWorld) {
    this.events = folder.readEvents()
    // The helper died after the journal was written and before the event was.
    if (this.events.at(-1)?.state !== record.state) this.emit({ stage: '', done: 0, total: 0 })
  }

  get id(): string {
    return this.record.request.id
  }

  get state(): JobState {
    return this.record.state
  }

  get latest(): JobEvent {
    const latest = this.events.at(-1)
    if (!latest) throw new Error(`job ${this.id} has no event`)
    return latest
  }

  /** Not for the first time in the queue. */
  get hasRun(): boolean {
    return this.latest.seq > 1
  }

  view(since: number): JobView {
    return {
      latest: this.latest,
      events: this.since(since),
      request: this.record.request,
      placed: this.record.placedAt !== undefined,
    }
  }

  /** The kept events after a number. */
  since(seq: number): JobEvent[] {
    return this.events.filter((event) => event.seq > seq)
  }

  queueAgain(stage: string): void {
    this.cancelling = false
    this.folder.renewControl()
    this.folder.removeWork({ keepsParts: makesClip(this.record.request.task) })
    delete this.record.error
    delete this.record.finishedAt
    this.become('queued', { stage, done: 0, total: 0 })
  }

  start(): void {
    this.become('running', { stage: 'start', done: 0, total: 0 })
  }

  progress(step: Step): void {
    if (this.state === 'running') this.emit(step)
  }

  succeed(work: WorkDone): void {
    const { results, ...rest } = work
    this.record.files = {}
    for (const [name, { file, offset }] of Object.entries(results)) {
      if (file !== undefined) this.record.files[name] = { file, offset: offset ?? 0 }
    }
    const entries = Object.fromEntries(Object.entries(results).map(([name, { entry }]) => [name, entry]))
    this.record.result = { ...rest, results: entries, notes: [...this.record.notes, ...rest.notes] }
    this.finish('succeeded')
  }

  fail(error: FailureJson): void {
    this.record.error = error
    this.finish('failed')
  }

  cancel(): void {
    this.finish('cancelled')
  }

  /** Remembers that the result reached its place; the folder is cleaned up a while later. */
  markPlaced(): void {
    if (this.record.placedAt !== undefined) return
    this.record.placedAt = this.world.nowMs()
    this.write(() => this.folder.writeRecord(this.record))
  }

  private finish(state: 'succeeded' | 'failed' | 'cancelled'): void {
    this.record.finishedAt = this.world.nowMs()
    this.become(state, { stage: '', done: 1, total: 1 })
  }

  private become(state: JobState, step: Step): void {
    this.record.state = state
    this.write(() => this.folder.writeRecord(this.record))
    this.emit(step)
  }

  private emit({ stage, done, total, etaMs }: Step): void {
    const { state, result, error } = this.record
    const event: JobEvent = {
      job: this.id, task: this.record.request.task, seq: (this.events.at(-1)?.seq ?? 0) + 1, at: this.world.nowMs(),
      state, stage, done, total,
      ...(etaMs === undefined ? {} : { etaMs }),
      ...(isFinished(state) && result ? { result } : {}),
      ...(isFinished(state) && error ? { error } : {}),
    }
    this.events.push(event)
    if (this.events.length > KEPT_EVENTS) this.events.shift()
    this.write(() => this.folder.appendEvent(event, this.events))
    this.world.announce(this, event)
  }

  private write(journal: () => void): void {
    try {
      journal()
    } catch (thrown) {
      this.world.journalFailed(this, thrown)
    }
  }
}
