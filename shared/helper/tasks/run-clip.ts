import { failure, FirstpassError } from '#protocol'
import { checkEncoding } from '#helper/media/encodings'
import { findFfmpeg } from '#helper/media/find-ffmpeg'
import { MediaLost } from '#helper/media/media-process'
import { probeClip } from '#helper/media/probe'
import { estimateClip } from './clip-estimate'
import { openMedia, untilCancelled } from './clip-media'
import type { ClipOptions } from './clip-options'
import { type ClipJob, ClipRun, type Plan } from './clip-run'
import { type Clip, describeClip, markSource, nameOf } from './clip-source'
import { withName } from './named-failure'
import { type ClipTarget, findPlaced, targetOf } from './place-clip'
import { asWriteFailure } from './place-file'
import type { TaskContext, WorkDone } from './task'

/** How often a media process may be lost without a chunk made since. */
const MOST_LOSSES = 2

/**
 * Runs a task on a clip: decodes, makes frames, encodes in chunks that survive a crash, joins them with the source's sound,
 * timecode and tags, and gives the whole its name. `plan` may be called several times: a job goes on from its last whole chunk.
 * @throws FFMPEG_MISSING, MEDIA_*, OPTION_INVALID, OUTPUT_EXISTS, OUTPUT_UNWRITABLE, DISK_FULL, PICTURE_TOO_LARGE
 */
export async function runClip(context: TaskContext, options: ClipOptions, plan: Plan): Promise<WorkDone> {
  const startedMs = performance.now()
  const placed = options.estimate ? undefined : await findPlaced(context)
  if (placed) return placed
  const target = targetOf(context, options)
  const { programs, clip } = await untilCancelled(context, 'read', readClip(options))
  if (options.estimate) return estimateClip(context, { options, programs, clip, plan, startedMs })
  try {
    return await withLosses(context, { options, programs, clip, plan, startedMs })
  } catch (thrown) {
    throw withPlace(asWriteFailure(thrown, target.path), clip, target)
  }
}

/** ffmpeg says that a disk is full, on which clip it worked, and not where it wrote. */
function withPlace(thrown: unknown, { name }: Clip, target: ClipTarget): unknown {
  const isFull = thrown instanceof FirstpassError && thrown.code === 'DISK_FULL'
  return isFull && !target.isKept ? withName(thrown, { path: name, name: target.path }) : thrown
}

/** A media process that is lost costs the frames since the last whole chunk, no more. */
async function withLosses(context: TaskContext, job: ClipJob): Promise<WorkDone> {
  for (let losses = 0, whole = 0; ;) {
    const run = new ClipRun(context, job)
    try {
      return await openMedia(context, job, (media) => run.run(media))
    } catch (thrown) {
      run.tidyUp(thrown)
      if (!(thrown instanceof MediaLost)) throw thrown
      losses = run.wholeChunks > whole ? 1 : losses + 1
      whole = run.wholeChunks
      if (losses > MOST_LOSSES) throw failure('MEDIA_LOST', { path: job.clip.name, reason: thrown.message }, thrown)
    }
  }
}

async function readClip(options: ClipOptions): Promise<Pick<ClipJob, 'programs' | 'clip'>> {
  const { path: file } = options
  if (file === undefined) throw failure('OPTION_INVALID', { option: 'path', reason: 'no clip is given' })
  const programs = await findFfmpeg()
  const mark = markSource(file, nameOf(options))
  const probed = probeClip(programs, file).catch((thrown: unknown) => {
    throw withName(thrown, { path: file, name: options.name })
  })
  const [info] = await Promise.all([probed, checkEncoding(programs, options.encoding)])
  return { programs, clip: describeClip(options, info, { path: file, mark }) }
}
