import type { Client } from '#client'
import {
  abandon, asProblem, Cancelled, Cancelling, describeCredit, describeEstimate, describePace, describeStage, describeTimeLeft,
  Pace, stageWords,
} from '#panel'
import {
  asFailure, failure, failureFromJson, FirstpassError, isFinished, type JobEvent, type JobResult, z,
} from '#protocol'
import { fileOf } from '../fetch-file'
import { type ClipResult, wholeOf } from './clip'
import { jobOptions } from './clip-settings'
import type { ClipRun, ClipStore } from './clip-store'
import type { PlayCopies } from './play-copies'
import { titleOf, words } from './words'

/** Runs one task on one clip at a time. */
export class ClipRuns {
  private cancelling: Cancelling | undefined

  constructor(private readonly parts: { client: Client; store: ClipStore; copies: PlayCopies }) {}

  /** The chosen task on the clip that is seen; or only what it would take. What goes wrong is in the state. */
  async run(isEstimate = false): Promise<void> {
    const { store, client } = this.parts
    const { active: clip, state: { task, settings, run } } = store
    if (!clip || run) return
    const options = { ...jobOptions(task, settings, clip), ...(isEstimate ? { estimate: true } : {}) }
    const begun: ClipRun = {
      clip: clip.id, task, options, range: clip.range ?? wholeOf(clip), words: words.sending,
      ...(isEstimate ? { isEstimate } : {}),
    }
    store.set({ run: begun, problem: undefined, estimate: undefined })
    await this.attend(begun, async (cancelling) => {
      const sending = client.submit({ task, options, inputs: { file: { job: clip.sent, input: 'file' } } })
      // The job may be made although the user cancelled while it was sent.
      sending.then(({ latest }) => cancelling.isCancelled ? abandon(client, latest.job) : undefined, () => undefined)
      return (await cancelling.race(sending)).latest.job
    })
  }

  /** Goes on with what ran before a reload. */
  async takeUp(): Promise<void> {
    const { run } = this.parts.store.state
    if (run?.job === undefined) return
    const { job } = run
    await this.attend(run, async () => job)
  }

  /** At once, whatever the helper does. */
  cancel(): void {
    this.cancelling?.cancel()
  }

  private async attend(run: ClipRun, begin: (cancelling: Cancelling) => Promise<string>): Promise<void> {
    const { client, store } = this.parts
    const cancelling = new Cancelling()
    this.cancelling = cancelling
    let job: string | undefined
    try {
      job = await begin(cancelling)
      store.set({ run: { ...run, job } })
      const result = await this.follow({ ...run, job }, cancelling)
      this.take({ ...run, job }, result)
    } catch (thrown) {
      if (job !== undefined && !isLoss(thrown)) void abandon(client, job)
      if (!(thrown instanceof Cancelled)) store.set({ problem: asProblem(asFailure(thrown).toJSON()) })
    } finally {
      this.cancelling = undefined
      store.set({ run: undefined })
    }
  }

  private async follow(run: ClipRun & { job: string }, cancelling: Cancelling): Promise<JobResult> {
    const pace = new Pace()
    const { state, result, error } = await cancelling.race(this.parts.client.follow(run.job, {
      onEvent: (event) => {
        if (!cancelling.isCancelled && !isFinished(event.state)) this.parts.store.set({ run: describeRun(run, event, pace) })
      },
    }))
    if (state === 'cancelled') throw new Cancelled()
    if (error) throw failureFromJson(error)
    if (!result) throw failure('RESULT_MISSING', { id: run.job, name: 'file' })
    return result
  }

  private take(run: ClipRun & { job: string }, result: JobResult): void {
    const { store, copies } = this.parts
    const clip = store.find(run.clip)
    // Closed meanwhile.
    if (!clip) throw new Cancelled()
    if (run.isEstimate === true) {
      store.set({ estimate: readEstimate(run.job, result) })
      void abandon(this.parts.client, run.job)
      return
    }
    const made = describeResult(run, result)
    store.change(clip.id, { results: [made, ...clip.results], shown: made.job })
    void copies.make({ clip: clip.id, result: made.job })
  }
}

const isLoss = (thrown: unknown): boolean =>
  thrown instanceof FirstpassError && (thrown.code === 'HELPER_LOST' || thrown.code === 'HELPER_UNREACHABLE')

function describeRun(begun: ClipRun & { job: string }, event: JobEvent, pace: Pace): ClipRun {
  const { state, stage, at, done, total, etaMs } = event
  const { clip, task, options, range, job, isEstimate } = begun
  const known = stageWords[stage]
  const run: ClipRun = {
    clip, task, options, range, job, words: state === 'queued' ? words.waiting : known ?? describeStage(stage),
    ...(isEstimate ? { isEstimate } : {}),
  }
  if (state === 'queued') return run
  if (stage === 'frames') pace.take(at, done)
  const framesPerSecond = known === stageWords.frames ? pace.latest : undefined
  return {
    ...run,
    // A stage of one step has no part of it.
    ...(total > 1 ? { share: Math.min(1, done / total) } : {}),
    ...(framesPerSecond === undefined ? {} : { pace: describePace(framesPerSecond) }),
    ...(etaMs === undefined ? {} : { timeLeft: describeTimeLeft(etaMs) }),
  }
}

const estimateSchema = z.looseObject({ seconds: z.number(), bytes: z.number(), freeBytes: z.number() })

/** @throws RESULT_MISSING */
function readEstimate(id: string, { facts }: JobResult): string {
  const read = estimateSchema.safeParse(facts)
  if (!read.success) throw failure('RESULT_MISSING', { id, name: 'estimate' })
  return describeEstimate(read.data)
}

const factsSchema = z.looseObject({ fps: z.optional(z.number()) })

function describeResult({ job, task, options, range }: ClipRun & { job: string }, result: JobResult): ClipResult {
  const { method, model, provider, timings, notes, markers = [] } = result
  const fps = factsSchema.safeParse(result.facts).data?.fps
  const credit = describeCredit({
    ms: timings.totalMs, ...(method ? { method } : {}), ...(model ? { model } : {}),
    ...(provider === undefined ? {} : { provider }),
  })
  return {
    job, task, options, range, title: titleOf(task, options), notes,
    credit: fps === undefined ? credit : `${credit}, ${describePace(fps)}`,
    markers: [...markers].sort((a, b) => a.frame - b.frame),
    file: fileOf({ id: job, result }), proxy: { kind: 'making' },
  }
}

/** Whether a result has frames of its own between the source's. */
export const isRetimed = ({ task }: Pick<ClipResult, 'task'>): boolean => task === 'slow'
