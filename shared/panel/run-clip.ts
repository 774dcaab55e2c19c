import type { ClipHost } from '#host'
import { asFailure, failure, type JobEvent, z } from '#protocol'
import { Cancelled } from './cancelling'
import { Pace } from './pace'
import { fileOf, placeClip } from './place-clip'
import { readClip } from './read-clip'
import {
  abandon, describeEvent, follow, keptRun, type Order, type Outcome, runJob, type RunStep, send, type Surface, type Watch,
} from './run-job'
import { clipRunWords, describeEstimate, describePace, stageWords } from './text/clips'
import { inWritableFolder } from './writable-folder'

/**
 * Reads what a target plays, has the helper make a clip of it, places that.
 * @throws Cancelled, and every failure before there was a result; the timeline is then as before
 */
export async function runClip(surface: Surface<ClipHost>, order: Order, watch: Watch): Promise<Outcome> {
  const { client, host, nowMs } = surface
  const { cancelling, step } = watch
  const clipOrder = await readClip(surface, order, watch)
  const { reading, info, range } = clipOrder
  const { media: { path }, notes } = reading
  const { rate, start } = info
  let file: string | undefined
  let mayGoOn = false
  try {
    return await inWritableFolder(clipOrder, (options, told) => runJob(surface, {
      order: { task: order.task, options }, notes: [...notes, ...told], describe: describer(),
      job: (job) => keptRun(order, { ...reading, target: order.target }, {
        job, isLimited: false, at: nowMs(), clip: { path, rate, range, ...(start ? { start } : {}) },
      }),
      place: (made) => {
        file = fileOf(made)
        return placeClip({ client, host }, made, {
          cancelling, stamp: made.run.stamp,
          ...(order.instead ? { instead: order.instead } : {}),
          progress: (done, total) => step({ stage: 'placing', words: clipRunWords.placing, done, total }),
        })
      },
    }, watch))
  } catch (thrown) {
    mayGoOn = asFailure(thrown).code === 'HELPER_LOST'
    // A file that is whole is the user's own.
    throw thrown instanceof Cancelled && file !== undefined ? new Cancelled(clipRunWords.stays(file)) : thrown
  } finally {
    // What the host rendered for it; a job whose helper is lost may go on, and read it.
    if (!mayGoOn) await reading.close?.().catch(() => undefined)
  }
}

/** What a job says of itself, with how fast it is. */
function describer(): (event: JobEvent) => RunStep {
  const pace = new Pace()
  return (event) => {
    const plain = describeEvent(event)
    const { stage, at, done, total } = event
    const words = stageWords[stage]
    if (plain.stage !== 'working' || words === undefined) return plain
    if (stage === 'frames') pace.take(at, done)
    return {
      stage: plain.stage, words,
      // A stage of one step has no part of it.
      ...(total > 1 ? { done, total } : {}),
      ...(plain.etaMs === undefined ? {} : { etaMs: plain.etaMs }),
      ...(pace.latest === undefined || words !== stageWords.frames ? {} : { pace: describePace(pace.latest) }),
    }
  }
}

const estimateSchema = z.looseObject({ seconds: z.number(), bytes: z.number(), freeBytes: z.number() })

/** What all of it would take. @throws Cancelled, RESULT_MISSING, and what reading and the helper say */
export async function estimateClips(surface: Surface<ClipHost>, orders: readonly Order[], watch: Watch): Promise<string> {
  const all = { seconds: 0, bytes: 0, freeBytes: Infinity }
  for (const order of orders) {
    const { seconds, bytes, freeBytes } = await estimateClip(surface, order, watch)
    all.seconds += seconds
    all.bytes += bytes
    all.freeBytes = Math.min(all.freeBytes, freeBytes)
  }
  return describeEstimate(all)
}

/** From three frames of it. */
async function estimateClip(
  surface: Surface<ClipHost>, order: Order, watch: Watch,
): Promise<z.infer<typeof estimateSchema>> {
  const { client } = surface
  // What the host would render first takes it longer than three frames do.
  const unrendered = { ...order, settings: { ...order.settings, look: 'source' } }
  return inWritableFolder(await readClip(surface, unrendered, watch), async (options) => {
    const job = await send(client, { task: order.task, options: { ...options, estimate: true } }, watch)
    try {
      const { facts } = await follow(client, { job, task: order.task, describe: describer() }, watch)
      const read = estimateSchema.safeParse(facts)
      if (!read.success) throw failure('RESULT_MISSING', { id: job, name: 'estimate' })
      return read.data
    } finally {
      void abandon(client, job)
    }
  })
}
