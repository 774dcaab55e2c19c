import type { Client, JobOrder, Surroundings } from '#client'
import type { Host, Landed, PictureHost, Placement, Stamp, Target } from '#host'
import {
  asFailure, failure, failureFromJson, FirstpassError, type JobEvent, type JobResult, type JobView,
} from '#protocol'
import { Cancelled, type Cancelling } from './cancelling'
import type { KeptRun, KeptRuns } from './kept'
import type { RunStage } from './state'
import type { Choice } from './tasks/task'
import { describeStage, stages } from './text/en'

/** What of a panel a run needs. */
export interface Surface<H extends Host = PictureHost> {
  client: Client
  host: H
  kept: KeptRuns
  nowMs(): number
  setTimer: Surroundings['setTimer']
  randomBytes: Surroundings['randomBytes']
}

export interface Order extends Choice {
  target: Target
  /** An earlier result that goes when this one is placed. */
  instead?: Landed
  /** Another name than the plan's. */
  name?: string
}

export interface RunStep {
  stage: RunStage
  words: string
  done?: number
  total?: number
  etaMs?: number
  /** "18 frames/s". */
  pace?: string
}

export interface Watch {
  cancelling: Cancelling
  step(now: RunStep): void
}

/** A job's result, which the helper (or of a clip the disk) still holds. */
export interface MadeRun {
  run: KeptRun
  result: JobResult
}

/** A result that was placed later than its run. */
export interface PlacedLater extends MadeRun {
  landed: Landed
  notes: readonly string[]
  /** The earlier result whose place it took. */
  instead?: Landed
}

/** A job that was made, whatever became of its result. */
export interface Outcome extends MadeRun {
  notes: readonly string[]
  landed?: Landed
  /** Why the result was not placed; it is kept. */
  refusal?: FirstpassError
}

/** What was read, of pictures and clips alike. */
export interface Read {
  target: Target
  stamp: Stamp
  placement: Placement
}

const isLoss = (thrown: unknown): boolean =>
  thrown instanceof FirstpassError && (thrown.code === 'HELPER_LOST' || thrown.code === 'HELPER_UNREACHABLE')

/**
 * Sends a job and hands its result on; one that is not placed is kept, unless nobody wants it any more.
 * @param place puts the result where it belongs; undefined if it was cancelled
 * @throws Cancelled, and every failure before there was a result
 */
export async function runJob(
  surface: Surface<Host>,
  { order, job, notes, begin, place, describe }: {
    order: JobOrder
    /** What is kept of it, once it has an id. */
    job(id: string): KeptRun
    notes: readonly string[]
    /** As soon as it has one. */
    begin?(run: KeptRun): void
    describe?(event: JobEvent): RunStep
    place(made: MadeRun): Promise<Landed | undefined>
  },
  watch: Watch,
): Promise<Outcome> {
  const { client, kept } = surface
  const { latest, request: { licence } } = await sendJob(client, order, watch)
  const run: KeptRun = { ...job(latest.job), ...(licence === 'permissive' ? {} : { licence }) }
  kept.current = run.job
  kept.add(run)
  begin?.(run)
  try {
    const result = await follow(client, { job: run.job, task: run.task, ...(describe ? { describe } : {}) }, watch)
    return await placeOrKeep(surface, { made: { run, result }, notes: [...notes, ...result.notes], place }, watch)
  } catch (thrown) {
    // A helper that is lost may finish the job when it is back: the result is then offered.
    if (!isLoss(thrown)) kept.drop(run.job)
    if (thrown instanceof Cancelled) void abandon(client, run.job)
    throw thrown
  } finally {
    kept.current = undefined
  }
}

/** @returns the job's id @throws Cancelled, and what sending throws */
export async function send(client: Client, order: JobOrder, watch: Watch): Promise<string> {
  return (await sendJob(client, order, watch)).latest.job
}

async function sendJob(client: Client, order: JobOrder, { cancelling, step }: Watch): Promise<JobView> {
  const inputs = Object.entries(order.inputs ?? {}).map(([name, source]) => 'job' in source ? [name, source] : [name, {
    ...source,
    read: (offset: number, length: number) => {
      cancelling.check()
      return source.read(offset, length)
    },
  }])
  const words = inputs.length > 0 ? stages.sending : stages.waiting
  step({ stage: 'sending', words })
  const sending = client.submit({ ...order, inputs: Object.fromEntries(inputs) as NonNullable<JobOrder['inputs']> }, {
    onUpload: (done, total) => {
      if (!cancelling.isCancelled) step({ stage: 'sending', words, done, total })
    },
  })
  // The job may be made although the user cancelled while it was sent.
  sending.then(({ latest }) => cancelling.isCancelled ? abandon(client, latest.job) : undefined, () => undefined)
  return cancelling.race(sending)
}

/** Ends a job that nobody wants (any more), and removes what it left. */
export async function abandon(client: Client, job: string): Promise<void> {
  try {
    await client.cancel(job)
    await client.follow(job)
    await client.discard(job)
  } catch {
    // The helper is lost or knows the job no more: it cleans up by itself.
  }
}

/** @throws Cancelled, and what became of the job */
export async function follow(
  client: Client, { job, task, describe = describeEvent }: { job: string; task: string; describe?(event: JobEvent): RunStep },
  { cancelling, step }: Watch,
): Promise<JobResult> {
  const { state, result, error } = await cancelling.race(client.follow(job, { onEvent: (event) => {
    if (!cancelling.isCancelled) step(describe(event))
  } }))
  cancelling.check()
  if (state === 'cancelled') throw new Cancelled()
  if (error) throw failureFromJson(error)
  if (!result) throw failure('RESULT_MISSING', { id: job, name: task })
  return result
}

export function describeEvent({ state, stage, done, total, etaMs }: JobEvent): RunStep {
  if (state === 'queued') return { stage: 'waiting', words: stages.waiting }
  const progress = total > 0 ? { done, total } : {}
  return { stage: 'working', words: describeStage(stage), ...progress, ...(etaMs === undefined ? {} : { etaMs }) }
}

interface Ready {
  made: MadeRun
  notes: readonly string[]
  place(made: MadeRun): Promise<Landed | undefined>
}

async function placeOrKeep(
  { host, client, kept }: Surface<Host>, { made, notes, place }: Ready, { cancelling, step }: Watch,
): Promise<Outcome> {
  const { run } = made
  let landed: Landed | undefined
  try {
    const state = await host.check(run.stamp)
    if (state === 'changed') throw failure('TARGET_CHANGED', { name: run.target.name })
    if (state === 'gone') throw failure('TARGET_GONE', { name: run.target.name })
    step({ stage: 'placing', words: stages.placing })
    landed = await place(made)
  } catch (thrown) {
    if (!cancelling.isCancelled) return { ...made, notes, refusal: asFailure(thrown) }
  }
  if (!landed) throw new Cancelled()
  kept.drop(run.job)
  await client.markPlaced(run.job).catch(() => undefined)
  return { ...made, notes, landed }
}

/** What is kept of a run until its result is placed. */
export function keptRun(
  { task, settings, how, name }: Choice & Pick<Order, 'name'>, { target, placement, stamp }: Read,
  rest: Pick<KeptRun, 'job' | 'isLimited' | 'at'> & Partial<KeptRun>,
): KeptRun {
  const { id, document } = target
  const named = name === undefined ? {} : { name }
  return { task, settings, how, ...named, target: { id, name: target.name, document }, placement, stamp, ...rest }
}
