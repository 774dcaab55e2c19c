import type { PictureHost, Reading, Target } from '#host'
import type { Cancelling } from './cancelling'
import { keepLimit, type KeptLimit } from './keep-limit'
import { placeResult } from './place'
import { keptRun, type Order, type Outcome, runJob, type Surface, type Watch } from './run-job'
import { planTask } from './tasks'
import type { Plan } from './tasks/task'
import { stages } from './text/en'

/**
 * Reads a target, has the helper work on it, places the result.
 * @throws Cancelled, and every failure before there was a result; the document is then as before
 */
export async function runPicture(surface: Surface, order: Order, watch: Watch): Promise<Outcome> {
  const { host, client, nowMs } = surface
  const { cancelling, step } = watch
  const plan = planTask(order, host.capabilities())
  step({ stage: 'reading', words: stages.reading })
  const reading = await readUnlessCancelled(host, { target: order.target, plan }, cancelling)
  const { selection, picture, notes } = reading
  let limit: KeptLimit | undefined
  try {
    cancelling.check()
    const outcome = await runJob(surface, {
      order: await plan.order(reading), notes,
      job: (job) => keptRun(order, { ...reading, target: order.target }, {
        job, isLimited: plan.isLimited && selection !== undefined, at: nowMs(),
      }),
      begin: ({ job, isLimited }) => {
        if (isLimited && selection) limit = keepLimit(surface, { job, selection })
      },
      place: ({ run, result }) => placeResult({ client, host }, { run, job: { id: run.job, result } }, {
        stamp: run.stamp,
        ...(selection ? { limit: selection } : {}),
        ...(picture.icc ? { icc: picture.icc } : {}),
        ...(order.instead ? { instead: order.instead } : {}),
        progress: (done, total) => step({ stage: 'placing', words: stages.placing, done, total }),
        isCancelled: () => cancelling.isCancelled,
      }),
    }, watch)
    if (!outcome.landed) await limit?.sent
    return outcome
  } finally {
    limit?.stop()
    await reading.close()
  }
}

/** A host can't be interrupted while it reads; what it read for a cancelled run is let go as soon as it is there. */
function readUnlessCancelled(
  host: PictureHost, { target, plan }: { target: Target; plan: Plan }, cancelling: Cancelling,
): Promise<Reading> {
  const reading = host.read(target, plan.needs(target))
  reading.then((read) => cancelling.isCancelled ? read.close() : undefined, () => undefined)
  return cancelling.race(reading)
}
