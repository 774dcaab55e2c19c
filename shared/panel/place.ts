import type { Client } from '#client'
import type { PictureHost, Landed, PlaceHow } from '#host'
import type { KeptRun } from './kept'
import { writeRecipe } from './recipe'
import { type FinishedJob, remotePixels } from './remote-pixels'
import { jobOptions, planTask } from './tasks'

export interface Placing extends Pick<PlaceHow, 'limit' | 'instead' | 'stamp' | 'progress' | 'isCancelled'> {
  /** Of the picture that was read. */
  icc?: Uint8Array<ArrayBuffer>
}

/**
 * Puts a finished job's result where its run was read.
 * @returns undefined if it was cancelled @throws what the host says, RESULT_MISSING, HELPER_LOST
 */
export async function placeResult(
  { client, host }: { client: Client; host: PictureHost }, { run, job }: { run: KeptRun; job: FinishedJob }, placing: Placing,
): Promise<Landed | undefined> {
  const { limit, instead, stamp, icc, progress, isCancelled } = placing
  const plan = planTask(run, host.capabilities())
  const result = plan.result({ result: job.result, pixels: (which) => remotePixels(client, { job, name: which }, icc) })
  const options = jobOptions(run.task, run.settings)
  const recipe = writeRecipe(run.task, { input: run.target.name, options, result: job.result, licence: run.licence })
  return host.place(run.placement, result, {
    ...plan.place,
    ...(run.name === undefined ? {} : { name: run.name }),
    ...(limit && plan.isLimited ? { limit } : {}),
    ...(instead ? { instead } : {}),
    ...(stamp ? { stamp } : {}),
    job: { id: job.id, recipe },
    progress, isCancelled,
  })
}
