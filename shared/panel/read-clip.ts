import type { Client } from '#client'
import type { ClipHost, ClipReading } from '#host'
import { type ClipInfo, clipInfoSchema, failure, type FrameRange } from '#protocol'
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
  const { cancelling, step } = watch
  const plan = planClip(order, host.capabilities())
  step({ stage: 'reading', words: clipRunWords.looking })
  const reading = await cancelling.race(host.read(order.target, plan.needs))
  const { media } = reading
  const info = await probe(client, media.path, watch)
  const range = rangeOf(media, info, plan.handlesFrames)
  const unique = Array.from(randomBytes(4), (byte) => byte.toString(16).padStart(2, '0')).join('')
  const output = clipPath(media, { ...plan, unique })
  const besideSource = clipPath({ path: media.path }, { ...plan, unique })
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
