import { asFailure, isFinished, type JobEvent, type JobResult } from '#protocol'
import type { Host, Landed } from '#host'
import type { Craft } from './craft'
import type { KeptRun } from './kept'
import type { PlacedLater, Surface } from './run-job'
import { asProblem, type WaitingResult } from './state'
import { type Changes, type Store, withFields } from './store'
import { describeWaiting } from './text/en'

/** Results that wait: made while the panel was closed, or refused by a target that had changed. */
export class InboxDesk {
  private readonly results = new Map<string, JobResult>()
  private readonly following = new Set<string>()

  constructor(private readonly surface: Surface<Host>, private readonly store: Store, private readonly craft: Craft) {}

  /** What the helper holds of the runs that this panel remembers. Jobs that still run are offered when they are done. */
  async refresh(): Promise<void> {
    const { client, kept } = this.surface
    const runs = kept.list()
    if (runs.length === 0) return this.store.set({ waiting: [] })
    const inbox = await client.inbox()
    const jobs = new Map(inbox.jobs.map((job) => [job.latest.job, job]))
    for (const run of runs) {
      const job = jobs.get(run.job)
      // What this very panel follows is shown as its run, not as a result that waits.
      if (run.job === kept.current) continue
      if (!job || job.placed) this.drop(run.job)
      else this.take(run, job.latest)
    }
  }

  /** Offers a result that was just made and not placed. */
  offer(run: KeptRun, result: JobResult): void {
    this.results.set(run.job, result)
    this.show(run, result)
  }

  /**
   * @param findEarlier the result whose place it takes
   * @returns what landed, and of which run; undefined if it was not placed: the state says why
   */
  async place(job: string, findEarlier: (run: KeptRun) => Promise<Landed | undefined>): Promise<PlacedLater | undefined> {
    const { client, kept } = this.surface
    const run = kept.list().find((each) => each.job === job)
    const result = this.results.get(job)
    if (!run || !result || this.store.state.waiting.some((each) => each.job === job && each.isBusy)) return undefined
    this.change(job, { isBusy: true, problem: undefined })
    try {
      const instead = run.name === undefined ? await findEarlier(run) : undefined
      const placed = await this.craft.place({ run, result }, instead)
      if (!placed) return undefined
      this.drop(job)
      await client.markPlaced(job).catch(() => undefined)
      const notes = [...result.notes, ...placed.notes]
      return { run, result, landed: placed.landed, notes, ...(instead ? { instead } : {}) }
    } catch (thrown) {
      this.change(job, { problem: asProblem(asFailure(thrown).toJSON()) })
      return undefined
    } finally {
      this.change(job, { isBusy: false })
    }
  }

  async discard(job: string): Promise<void> {
    this.drop(job)
    await this.surface.client.discard(job)
  }

  private take(run: KeptRun, latest: JobEvent): void {
    if (latest.state === 'succeeded' && latest.result) return this.offer(run, latest.result)
    if (isFinished(latest.state)) return this.drop(run.job)
    if (this.following.has(run.job)) return
    this.following.add(run.job)
    this.surface.client.follow(run.job).then((last) => this.take(run, last), () => undefined)
      .finally(() => this.following.delete(run.job))
  }

  private show(run: KeptRun, result: JobResult): void {
    const { waiting } = this.store.state
    if (waiting.some(({ job }) => job === run.job)) return
    const { place } = this.craft.plan(run)
    const title = describeWaiting(place.name, run.target.name)
    const { file } = this.craft.describe({ run, result })
    const made: WaitingResult = { job: run.job, task: run.task, title, since: run.at, isBusy: false }
    this.store.set({ waiting: [...waiting, file === undefined ? made : { ...made, file }] })
  }

  private change(job: string, changes: Changes<WaitingResult>): void {
    const changed = (each: WaitingResult): WaitingResult => withFields(each, changes)
    this.store.set({ waiting: this.store.state.waiting.map((each) => each.job === job ? changed(each) : each) })
  }

  private drop(job: string): void {
    this.surface.kept.drop(job)
    this.results.delete(job)
    this.store.set({ waiting: this.store.state.waiting.filter((each) => each.job !== job) })
  }
}
