import type { Client, JobOrder, Surroundings } from '#client'
import type { PictureHost, Landed, Reading, Target } from '#host'
import { asFailure, failureFromJson, failure, FirstpassError, type JobEvent, type JobResult } from '#protocol'
import { Cancelled, type Cancelling } from './cancelling'
import type { KeptRun, KeptRuns } from './kept'
import { keepLimit } from './keep-limit'
import { placeResult } from './place'
import type { RunStage } from './state'
import { describeStage, stages } from './text/en'
import { type PanelTask, type Plan, planTask, type RunHow, type Settings } from './tasks'

export interface Order {
  task: PanelTask
  settings: Settings
  how: RunHow
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
}

export interface Surface {
  client: Client
  host: PictureHost
  kept: KeptRuns
  nowMs(): number
  setTimer: Surroundings['setTimer']
}

/** A job that was made, whatever became of its result. */
export interface Outcome {
  run: KeptRun
  result: JobResult
  notes: readonly string[]
  landed?: Landed
  /** Why the result was not placed; it is kept. */
  refusal?: FirstpassError
}

/**
 * Reads a target, has the helper work on it, places the result.
 * @throws Cancelled, and every failure before there was a result; the document is then as before
 */
export async function runTask(
  surface: Surface, order: Order, { cancelling, step }: { cancelling: Cancelling; step(now: RunStep): void },
): Promise<Outcome> {
  const { host, client } = surface
  const plan = planTask(order, host.capabilities())
  step({ stage: 'reading', words: stages.reading })
  const reading = await readUnlessCancelled(host, { target: order.target, plan }, cancelling)
  try {
    cancelling.check()
    const job = await send(client, await plan.order(reading), { cancelling, step })
    const run = remember(surface, order, { job, reading, plan })
    const { selection } = reading
    const limit = run.isLimited && selection ? keepLimit(surface, { job, selection }) : undefined
    try {
      const result = await workOn(surface, run, { cancelling, step })
      const outcome = await placeOrKeep(surface, { order, run, result, reading }, { cancelling, step })
      if (!outcome.landed) await limit?.sent
      return outcome
    } catch (thrown) {
      // A helper that is lost may finish the job when it is back: the result is then offered.
      if (!isLoss(thrown)) surface.kept.drop(job)
      if (thrown instanceof Cancelled) void abandon(client, job)
      throw thrown
    } finally {
      limit?.stop()
    }
  } finally {
    surface.kept.current = undefined
    await reading.close()
  }
}

const isLoss = (thrown: unknown): boolean =>
  thrown instanceof FirstpassError && (thrown.code === 'HELPER_LOST' || thrown.code === 'HELPER_UNREACHABLE')

/** A host can't be interrupted while it reads; what it read for a cancelled run is let go as soon as it is there. */
function readUnlessCancelled(
  host: PictureHost, { target, plan }: { target: Target; plan: Plan }, cancelling: Cancelling,
): Promise<Reading> {
  const reading = host.read(target, plan.needs(target))
  reading.then((read) => cancelling.isCancelled ? read.close() : undefined, () => undefined)
  return cancelling.race(reading)
}

interface Watch {
  cancelling: Cancelling
  step(now: RunStep): void
}

/** @returns the job's id */
async function send(client: Client, order: JobOrder, { cancelling, step }: Watch): Promise<string> {
  const inputs = Object.entries(order.inputs ?? {}).map(([name, source]) => 'job' in source ? [name, source] : [name, {
    ...source,
    read: (offset: number, length: number) => {
      cancelling.check()
      return source.read(offset, length)
    },
  }])
  step({ stage: 'sending', words: stages.sending })
  const sending = client.submit({ ...order, inputs: Object.fromEntries(inputs) as NonNullable<JobOrder['inputs']> }, {
    onUpload: (done, total) => {
      if (!cancelling.isCancelled) step({ stage: 'sending', words: stages.sending, done, total })
    },
  })
  // The job may be made although the user cancelled while it was sent.
  sending.then(({ latest }) => cancelling.isCancelled ? abandon(client, latest.job) : undefined, () => undefined)
  return (await cancelling.race(sending)).latest.job
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

function remember(
  { kept, nowMs }: Surface, order: Order, { job, reading, plan }: { job: string; reading: Reading; plan: Plan },
): KeptRun {
  const { target, task, settings, how } = order
  const run: KeptRun = {
    job, task, settings, how,
    target: { id: target.id, name: target.name, document: target.document },
    placement: reading.placement,
    stamp: reading.stamp,
    isLimited: plan.isLimited && reading.selection !== undefined,
    at: nowMs(),
  }
  kept.current = job
  kept.add(run)
  return run
}

async function workOn({ client }: Surface, { job, task }: KeptRun, { cancelling, step }: Watch): Promise<JobResult> {
  const { state, result, error } = await cancelling.race(client.follow(job, { onEvent: (event) => {
    if (!cancelling.isCancelled) step(describeEvent(event))
  } }))
  cancelling.check()
  if (state === 'cancelled') throw new Cancelled()
  if (error) throw failureFromJson(error)
  if (!result) throw failure('RESULT_MISSING', { id: job, name: task })
  return result
}

function describeEvent({ state, stage, done, total, etaMs }: JobEvent): RunStep {
  if (state === 'queued') return { stage: 'waiting', words: stages.waiting }
  const progress = total > 0 ? { done, total } : {}
  return { stage: 'working', words: describeStage(stage), ...progress, ...(etaMs === undefined ? {} : { etaMs }) }
}

interface Ready {
  order: Order
  run: KeptRun
  result: JobResult
  reading: Reading
}

async function placeOrKeep(
  surface: Surface, { order, run, result, reading }: Ready, { cancelling, step }: Watch,
): Promise<Outcome> {
  const { host, client, kept } = surface
  const notes = [...reading.notes, ...result.notes]
  const place = async (): Promise<Landed | undefined> => {
    const state = await host.check(run.stamp)
    if (state === 'changed') throw failure('TARGET_CHANGED', { name: run.target.name })
    if (state === 'gone') throw failure('TARGET_GONE', { name: run.target.name })
    step({ stage: 'placing', words: stages.placing })
    return placeResult({ client, host }, { run, job: { id: run.job, result } }, {
      stamp: run.stamp,
      ...(reading.selection ? { limit: reading.selection } : {}),
      ...(reading.picture.icc ? { icc: reading.picture.icc } : {}),
      ...(order.instead ? { instead: order.instead } : {}),
      ...(order.name === undefined ? {} : { name: order.name }),
      progress: (done, total) => step({ stage: 'placing', words: stages.placing, done, total }),
      isCancelled: () => cancelling.isCancelled,
    })
  }
  let landed: Landed | undefined
  try {
    landed = await place()
  } catch (thrown) {
    if (!cancelling.isCancelled) return { run, result, notes, refusal: asFailure(thrown) }
  }
  if (!landed) throw new Cancelled()
  kept.drop(run.job)
  await client.markPlaced(run.job).catch(() => undefined)
  return { run, result, notes, landed }
}
