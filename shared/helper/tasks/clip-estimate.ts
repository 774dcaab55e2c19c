import fs from 'node:fs'
import path from 'node:path'
import { CHUNK_EXTENSION } from '#helper/media/encode-command'
import { decodeCommand } from '#helper/media/decode-command'
import { clipInfoOf } from '#helper/media/media-info'
import { chunkHow } from './clip-chunk-args'
import { filterChunks } from './clip-filter'
import { type FrameJob, makeFrames, type StageTimes } from './clip-frames'
import { openMedia, type OpenMedia, sourceOf } from './clip-media'
import { roomAt } from './clip-room'
import type { ClipJob } from './clip-run'
import type { ClipWork, FrameStep, FilterWork, FrameWork } from './clip-work'
import { targetOf } from './place-clip'
import type { TaskContext, WorkDone } from './task'

/** Where the sample frames lie in the output. */
const SAMPLES = [1 / 6, 3 / 6, 5 / 6]

interface Sample {
  bytes: number
  ms: number
}

/** What the job would take, from three frames of it; nothing is written but scratch in the job folder. */
export async function estimateClip(context: TaskContext, job: ClipJob): Promise<WorkDone> {
  const { options, clip, startedMs } = job
  const samples: Sample[] = []
  let work: ClipWork | undefined
  for (const place of SAMPLES) {
    await openMedia(context, job, async (media) => {
      media.progress('estimate', samples.length, SAMPLES.length)
      work ??= await job.plan(sourceOf(media.process, clip, context.order.folder))
      samples.push(await takeSample(context, job, { media, work, index: Math.floor(work.frames * place) }))
    })
  }
  if (!work) return { results: {}, timings: { totalMs: 0, inferMs: 0 }, notes: [], facts: {} }
  const { frames, rate } = work
  const middle = (values: number[]): number => values.sort((a, b) => a - b)[1] ?? 0
  const bytes = Math.ceil((samples.reduce((sum, sample) => sum + sample.bytes, 0) / samples.length) * frames)
  const seconds = (middle(samples.map(({ ms }) => ms)) * frames) / 1000
  const { inferMs, notes, facts, ...credits } = work.finish()
  const freeBytes = await roomAt(placeOf(targetOf(context, options).path))
  return {
    results: {}, ...credits, timings: { totalMs: performance.now() - startedMs, inferMs },
    notes: [...clip.info.source.notes, ...notes],
    facts: { ...facts, clip: clipInfoOf(clip.info), frames, rate, bytes, freeBytes, seconds },
  }
}

/** The folder of the result, or the one above where it will be made. */
function placeOf(target: string): string {
  const folder = path.dirname(target)
  return fs.existsSync(folder) ? folder : path.dirname(folder)
}

interface At {
  media: OpenMedia
  work: ClipWork
  index: number
}

async function takeSample(context: TaskContext, { clip, options }: ClipJob, { media, work, index }: At): Promise<Sample> {
  const { folder } = context.order
  const file = path.join(folder, options.encoding === 'png' ? 'sample' : `sample.${CHUNK_EXTENSION}`)
  if (options.encoding === 'png') fs.mkdirSync(file)
  const coding = chunkHow({ clip, work, encoding: options.encoding }, { first: index, frames: 1, file })
  const job: SampleJob = {
    media: media.process, clip, folder, chunks: [{ index: 0, first: index, frames: 1, file, coding }], progress: () => undefined,
  }
  try {
    return await ('render' in work ? renderSample(job, work) : filterSample(job, work))
  } finally {
    fs.rmSync(file, { recursive: true, force: true })
  }
}

type SampleJob = Pick<FrameJob, 'media' | 'clip' | 'folder' | 'chunks' | 'progress'>

/** Rendering and encoding happen at once in a job; the slower one sets the pace. */
async function renderSample(job: SampleJob, work: FrameWork): Promise<Sample> {
  const { clip } = job
  const times: StageTimes = { waitForSourceMs: 0, renderMs: 0, waitForEncoderMs: 0 }
  const sample = { bytes: 0, ms: 0 }
  let renderedMs = 0
  const render = async (step: FrameStep): Promise<void> => {
    await work.render(step)
    renderedMs = performance.now()
  }
  const { before, after, frames, rate, header, sparesCore = false } = work
  await makeFrames({
    ...job, times,
    work: {
      before, after, frames, rate, header, sparesCore, render,
      sourceOf: (index) => work.sourceOf(index), finish: () => work.finish(),
    },
    decodeArgs: (first, count) => decodeCommand({ path: clip.path, info: clip.info, first, frames: count, header: clip.header }),
    commit: async (_chunk, made) => {
      sample.bytes = made.file.bytes
      sample.ms = Math.max(times.renderMs, performance.now() - renderedMs)
    },
  })
  return sample
}

async function filterSample(job: SampleJob, work: FilterWork): Promise<Sample> {
  const startedMs = performance.now()
  let bytes = 0
  await filterChunks({ ...job, work, commit: async (_chunk, made) => { bytes = made.bytes } })
  return { bytes, ms: performance.now() - startedMs }
}
