import { basename, resolve } from 'node:path'
import {
  type ClipInfo, clipInfoSchema, type ClipRecipe, failure, type FrameRange, type JobResult, type LicencePolicy, makesClip,
  type Marker, type PlacedClip, placeOnTimeline, type Provider, providerSchema, type Rate, readPlace, VERSION,
} from '#protocol'
import { type ClipChoice, splitSubject, timelineFormatOf } from './clip-options'
import type { EndedJob as Job, JobRunner } from './job-runner'
import type { FileProgress } from './progress'
import type { FileReport } from './run-file'

/** One clip's way through the helper. */
export interface ClipWork extends ClipChoice {
  task: ClipRecipe['task']
  input: string
  /** Left out: as the user set it for the helper. */
  provider?: Provider | undefined
  licence?: LicencePolicy | undefined
  output: string
  overwrite: boolean
  /** Of a replay: the weights that made the first result. */
  modelSha256?: string
}

export const isClipWork = <T extends { task: string }>(work: T | ClipWork): work is ClipWork => makesClip(work.task)

/** What `--json` prints for one clip. */
export interface ClipReport extends Omit<FileReport, 'task' | 'job'> {
  task: ClipWork['task']
  /** Of the source, frames from its first one. */
  markers: Marker[]
  frames: number
  rate: Rate
  /** How many frames were made in a second. */
  fps: number | null
  timeline: string | null
  job: ClipRecipe
}

/** What `--estimate` prints. */
export interface ClipEstimate {
  input: string
  task: ClipWork['task']
  estimate: { frames: number; bytes: number; freeBytes: number; seconds: number }
  notes: string[]
}

type Step = { task: string; options: Record<string, unknown>; share: readonly [number, number] }
type Run = (step: Step) => Promise<Job | undefined>

/** From so many frames on, people are told what they begin. */
const LONG_FRAMES = 250

/**
 * Probes the clip, so that timecodes can be read, and runs its task. `say` hears, before a long job, what it will take.
 * Undefined: cancelled; nothing was written.
 */
export async function runClip(
  jobs: JobRunner, work: ClipWork, { progress, say }: { progress: FileProgress; say(line: string): void },
): Promise<ClipReport | ClipEstimate | undefined> {
  const startedMs = performance.now()
  const used: string[] = []
  const run: Run = async ({ share, ...request }) => {
    const watch = { onEvent: progress.follow(share), signal: progress.signal }
    const job = await jobs.run({ provider: work.provider, licence: work.licence, inputs: {}, ...request }, watch)
    if (job !== undefined) used.push(job.id)
    return job
  }
  try {
    const source = await probe(run, work.input, [0, 0.02])
    if (source === undefined) return undefined
    const order = orderOf(work, source)
    await checkTimeline(run, work, { source, range: order.range })
    const estimate = work.estimate || order.range.out - order.range.in >= LONG_FRAMES
      ? await run({ task: work.task, options: { ...order.options, estimate: true }, share: [0.02, 0.04] }) : undefined
    if (estimate !== undefined && work.estimate) return reportEstimate(work, estimate.result)
    if (estimate !== undefined) say(describeEstimate(reportEstimate(work, estimate.result)))
    if (work.estimate || progress.signal.aborted) return undefined
    const made = await run({ task: work.task, options: order.options, share: [0.04, 0.98] })
    if (made === undefined) return undefined
    const timeline = await writeTimeline(run, work, { source, range: order.range, made })
    return report({ ...work, options: order.recipe }, made, { timeline, wallMs: performance.now() - startedMs })
  } finally {
    // A courtesy: the helper clears up by itself, only later.
    await Promise.allSettled(used.map((id) => jobs.release(id)))
  }
}

async function probe(run: Run, path: string, share: Step['share']): Promise<ClipInfo | undefined> {
  const job = await run({ task: 'probe', options: { path }, share })
  if (job === undefined) return undefined
  const parsed = clipInfoSchema.safeParse(job.result.facts.clip)
  if (!parsed.success) throw failure('RESULT_MISSING', { id: job.id, name: 'clip' })
  return parsed.data
}

interface Order {
  /** Of the job. */
  options: Record<string, unknown>
  /** Of the recipe: without the places of files. */
  recipe: Record<string, unknown>
  range: FrameRange
}

/** The options with range and subject in frames, since the clip's timecode is known. @throws TIMECODE_INVALID, OPTION_INVALID */
function orderOf({ options, places, input, output, overwrite }: ClipWork, clip: ClipInfo): Order {
  const given = options.range as FrameRange | undefined
  const range = {
    in: places.in === undefined ? given?.in ?? 0 : readPlace(places.in, clip),
    out: places.out === undefined ? given?.out ?? clip.frames : readPlace(places.out, clip),
  }
  if (range.out <= range.in) {
    throw failure('OPTION_INVALID', { option: '--out', reason: `frame ${range.out} is not after --in, frame ${range.in}` })
  }
  const isWhole = range.in === 0 && range.out === clip.frames
  const recipe = { ...options, ...readSubject(places.subject, clip), ...(isWhole ? {} : { range }) }
  return { range, recipe, options: { ...recipe, path: input, output, overwrite } }
}

function readSubject(text: string | undefined, clip: ClipInfo): Record<string, unknown> {
  if (text === undefined) return {}
  const { place, box } = splitSubject(text)
  return { subject: { frame: readPlace(place, clip), box } }
}

interface Taken {
  source: ClipInfo
  range: FrameRange
}

/** A timeline that can't be written is told before hours of work, not after: it is made once of what is to come. */
async function checkTimeline(run: Run, work: ClipWork, { source, range }: Taken): Promise<void> {
  if (work.timeline === undefined) return
  const frames = range.out - range.in
  const rate = (work.options.rate as Rate | undefined) ?? source.rate
  const result = { path: work.output, info: { ...source, frames, rate, audio: [] } }
  const timeline = placed(work, { source, range, result, markers: [] })
  await run({ task: 'timeline', options: { timeline, format: timelineFormatOf(work.timeline) }, share: [0.02, 0.02] })
}

async function writeTimeline(run: Run, work: ClipWork, { source, range, made }: Taken & { made: Job }): Promise<Job | undefined> {
  if (work.timeline === undefined) return undefined
  const info = await probe(run, fileOf(made).path, [0.98, 0.99])
  if (info === undefined) return undefined
  const result = { path: fileOf(made).path, info }
  const timeline = placed(work, { source, range, result, markers: made.result.markers ?? [] })
  const options = { timeline, path: resolve(work.timeline), overwrite: work.overwrite }
  return run({ task: 'timeline', options, share: [0.99, 1] })
}

type Made = Taken & { result: Omit<PlacedClip, 'name'>; markers: Marker[] }

function placed(work: ClipWork, { source, range, result, markers }: Made): unknown {
  const named = (path: string, info: ClipInfo): PlacedClip => ({ name: basename(path), path, info })
  return placeOnTimeline({
    name: basename(result.path), source: named(work.input, source), range, result: named(result.path, result.info), markers,
    isRetimed: work.task === 'slow',
  })
}

function fileOf(job: Job): { path: string; sha256: string } {
  const file = job.result.results.file
  if (file?.kind !== 'file') throw failure('RESULT_MISSING', { id: job.id, name: 'file' })
  return file
}

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0)

function reportEstimate({ input, task }: ClipWork, { facts, notes }: JobResult): ClipEstimate {
  const { frames, bytes, freeBytes, seconds } = facts
  const estimate = {
    frames: numberOf(frames), bytes: numberOf(bytes), freeBytes: numberOf(freeBytes), seconds: numberOf(seconds),
  }
  return { input, task, estimate, notes }
}

const size = (bytes: number): string => (bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.ceil(bytes / 1e6)} MB`)

/** `shot.mov: 1200 frames, about 210 MB (340.2 GB free) and 4 min`. */
export function describeEstimate({ input, estimate }: ClipEstimate): string {
  const { frames, bytes, freeBytes, seconds } = estimate
  return `${basename(input)}: ${frames} frames, about ${size(bytes)} (${size(freeBytes)} free) and ${duration(seconds)}`
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`
  return seconds < 5400 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`
}

function report(
  work: ClipWork, made: Job, { timeline, wallMs }: { timeline: Job | undefined; wallMs: number },
): ClipReport {
  const { result } = made
  const { path, sha256 } = fileOf(made)
  const provider = providerSchema.safeParse(result.provider)
  const isOther = work.modelSha256 !== undefined && result.model !== undefined && result.model.sha256 !== work.modelSha256
  const other = `${result.model?.id ?? ''} has other weights than those of the job replayed; the result may differ.`
  return {
    input: work.input,
    output: path,
    task: work.task,
    method: result.method ?? null,
    model: result.model ?? null,
    provider: result.provider ?? null,
    timings: { ...result.timings, wallMs },
    checkList: [],
    markers: result.markers ?? [],
    frames: numberOf(result.facts.frames),
    rate: result.facts.rate as Rate,
    fps: typeof result.facts.fps === 'number' ? result.facts.fps : null,
    timeline: timeline === undefined ? null : fileOf(timeline).path,
    notes: [...result.notes, ...timeline?.result.notes ?? [], ...(isOther ? [other] : [])],
    facts: result.facts,
    job: {
      firstpassJob: 1,
      version: VERSION,
      task: work.task,
      input: work.input,
      options: { ...work.options, ...(result.model === undefined ? {} : { model: result.model.id }) },
      provider: provider.success ? provider.data : work.provider ?? 'auto',
      licence: made.licence,
      ...(result.model === undefined ? {} : { modelSha256: result.model.sha256 }),
    },
    outputSha256: sha256,
  }
}
