import type { Client } from '#client'
import type { ClipHost, ClipReading } from '#host'
import { type ClipInfo, clipInfoSchema, failure, type FrameRange, isSameRate } from '#protocol'
import { clipPath } from './clip-path'
import { rangeOf } from './clip-range'
import { abandon, follow, type Order, send, type Surface, type Watch } from './run-job'
import { clipOptions, planClip } from './tasks/clip-rules'
import { type ClipPlan, isAbove } from './tasks/clip-task'
import { clipRunWords } from './text/clips'

/** All that a job on a clip is made of. */
export interface ClipOrder {
  plan: ClipPlan
  reading: ClipReading
  info: ClipInfo
  range: FrameRange
  /** Of the job. */
  options: Record<string, unknown>
  /** Where the result goes where its own folder can't be written: beside the source, if that is another one. */
  spareOutput: string | undefined
}

/** Asks the host what is played, and the helper what it is. @throws Cancelled, RANGE_OUTSIDE, and what both say */
export async function readClip(surface: Surface<ClipHost>, order: Order, watch: Watch): Promise<ClipOrder> {
  const { host, client, randomBytes } = surface
  const { step } = watch
  const plan = planClip(order, host.capabilities())
  step({ stage: 'reading', words: clipRunWords.looking })
  const reading = await readTarget(host, { order, plan }, watch)
  try {
    const info = await probe(client, reading.media.path, watch)
    checkRendered(reading, { info, host })
    return orderOf(order, { plan, reading, info, unique: uniqueOf(randomBytes(4)) })
  } catch (thrown) {
    await reading.close?.()
    throw thrown
  }
}

const uniqueOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/** A host that renders ends that by itself, and leaves nothing. */
async function readTarget(
  host: ClipHost, { order, plan }: { order: Order; plan: ClipPlan }, { cancelling, step }: Watch,
): Promise<ClipReading> {
  const { needs } = plan
  if (needs.look === undefined) return cancelling.race(host.read(order.target, needs))
  const progress = (done: number, total: number): void => step({ stage: 'reading', words: clipRunWords.rendering, done, total })
  const reading = await host.read(order.target, { ...needs, watch: { progress, isCancelled: () => cancelling.isCancelled } })
    .catch((thrown: unknown) => {
      cancelling.check()
      throw thrown
    })
  if (cancelling.isCancelled) await reading.close?.()
  cancelling.check()
  return reading
}

/** An edition may render smaller than it was asked to. @throws HOST_REFUSED */
function checkRendered(
  { media: { rendered, rate }, placement: { bounds } }: ClipReading, { info, host }: { info: ClipInfo; host: ClipHost },
): void {
  if (!rendered) return
  const { frames, start } = rendered
  const isWhole = info.width === bounds.right - bounds.left && info.height === bounds.bottom - bounds.top
  const isThat = isWhole && info.frames === frames && isSameRate(info.rate, rate) && (info.start?.frame ?? start) === start
  if (!isThat) {
    throw failure('HOST_REFUSED', { host: host.capabilities().name, action: 'read the clip', reason: clipRunWords.otherFrames })
  }
}

function orderOf(
  order: Order, { plan, reading, info, unique }: Pick<ClipOrder, 'plan' | 'reading' | 'info'> & { unique: string },
): ClipOrder {
  const { media } = reading
  const range = rangeOf(media, info, plan.handlesFrames)
  const output = clipPath(media, { ...plan, unique })
  const besideSource = clipPath({ path: media.rendered?.of ?? media.path }, { ...plan, unique })
  return {
    plan, reading, info, range, spareOutput: besideSource === output ? undefined : besideSource,
    options: {
      ...clipOptions(order.task, order.settings), path: media.path, range, output, encoding: plan.encoding,
      // Above the original its sound would be heard twice; in the original's place it would be missed.
      ...(isAbove(plan.place.form) ? { sound: false } : {}),
    },
  }
}

/** What a file is. @throws Cancelled, and what the helper says of it */
export async function probe(client: Client, path: string, { cancelling }: Pick<Watch, 'cancelling'>): Promise<ClipInfo> {
  const quiet = { cancelling, step: () => undefined }
  const job = await send(client, { task: 'probe', options: { path } }, quiet)
  try {
    const { facts } = await follow(client, { job, task: 'probe' }, quiet)
    const parsed = clipInfoSchema.safeParse(facts.clip)
    if (!parsed.success) throw failure('RESULT_MISSING', { id: job, name: 'clip' })
    return parsed.data
  } finally {
    void abandon(client, job)
  }
}
