import type { Client } from '#client'
import type { ClipHost, Landed, MadeClip, PlaceClipHow } from '#host'
import { clipInfoSchema, failure, type JobResult, rateSchema, safeCount, secondsOf, z } from '#protocol'
import type { Cancelling } from './cancelling'
import type { KeptClip, KeptRun } from './kept'
import { probe } from './read-clip'
import { writeRecipe } from './recipe'
import type { MadeRun } from './run-job'
import { clipOptions, planClip } from './tasks/clip-rules'

export interface PlacingClip extends Pick<PlaceClipHow, 'instead' | 'stamp' | 'progress'> {
  cancelling: Cancelling
}

/** The file that a job made. @throws RESULT_MISSING */
export function fileOf({ run, result }: { run: Pick<KeptRun, 'job'>; result: JobResult }): string {
  const { file } = result.results
  if (file?.kind !== 'file') throw failure('RESULT_MISSING', { id: run.job, name: 'file' })
  return file.path
}

const clipOf = ({ job, clip }: KeptRun): KeptClip => {
  if (!clip) throw failure('RESULT_MISSING', { id: job, name: 'file' })
  return clip
}

/**
 * Puts a finished job's clip where its run was read, after a look at what the file really is.
 * @returns undefined if it was cancelled @throws Cancelled, what the host says, RESULT_MISSING, HELPER_LOST
 */
export async function placeClip(
  { client, host }: { client: Client; host: ClipHost }, made: MadeRun,
  { cancelling, instead, stamp, progress }: PlacingClip,
): Promise<Landed | undefined> {
  const { run, result } = made
  const { place, stretch, scale } = planClip(run, host.capabilities())
  const clip = { ...await describeClip(client, made, cancelling), stretch, scale }
  return host.place(run.placement, clip, {
    ...place,
    ...(run.name === undefined ? {} : { name: run.name }),
    ...(instead ? { instead } : {}),
    ...(stamp ? { stamp } : {}),
    job: { id: run.job, recipe: recipeOf(run, result) },
    progress, isCancelled: () => cancelling.isCancelled,
  })
}

async function describeClip(client: Client, made: MadeRun, cancelling: Cancelling): Promise<Omit<MadeClip, 'stretch' | 'scale'>> {
  const { run, result } = made
  const source = clipOf(run)
  const path = fileOf(made)
  const isFolder = result.facts.container === 'png'
  const { rate, frames, width, height, hasAlpha } = isFolder ? picturesOf(made) : await probe(client, path, { cancelling })
  return {
    path, rate, frames, width, height, hasAlpha,
    begins: secondsOf(source.range.in, source.rate),
    markers: (result.markers ?? []).map(({ frame, score, reason }) => ({ at: secondsOf(frame, source.rate), score, reason })),
  }
}

/** Of gray mattes, in a folder that no program takes for a clip: as the job tells. */
const picturesSchema = z.looseObject({ clip: clipInfoSchema, frames: safeCount, rate: rateSchema })

function picturesOf({ run, result }: MadeRun): Pick<MadeClip, 'rate' | 'frames' | 'width' | 'height' | 'hasAlpha'> {
  const read = picturesSchema.safeParse(result.facts)
  if (!read.success) throw failure('RESULT_MISSING', { id: run.job, name: 'frames' })
  const { clip: { width, height }, frames, rate } = read.data
  return { rate, frames, width, height, hasAlpha: false }
}

/** Its path is the source's own: in a project it is no secret. */
function recipeOf(run: KeptRun, result: JobResult): string {
  const { path, range } = clipOf(run)
  const options = { ...clipOptions(run.task, run.settings), range }
  return writeRecipe(run.task, { input: path, options, result, licence: run.licence })
}
