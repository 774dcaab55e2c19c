import { execFileSync } from 'node:child_process'
import { type PictureHeader, plainHeader, slowOptionsSchema } from '#protocol'
import type { PictureFile } from '#helper/pipeline/picture-file'
import type { FilterWork, FrameWork } from '#helper/tasks/clip-work'
import { planSlow } from '#helper/tasks/slow'
import type { LoadedModel, TaskContext } from '#helper/tasks/task'
import { inFolder } from '../bench/paired'
import { program } from '../support/available'
import { cutsOf, framesOf, type Script, shoot } from '../support/clips-with-truth'
import { clipSource, driveClip } from '../support/drive-clip'
import { readSamples, toFile } from '../support/run-task'
import { slowScripts } from '../support/slow-scripts'
import { defaultModel } from './product'
import { type Figure, NotRun, type Section } from './section'
import { findFootage, type Footage, isRepeated, PACKAGED_CLIPS, type Span } from './slow-footage'

/** Left out of every comparison: what comes in at the edge is nowhere to be seen before. */
const BORDER_PX = 8

interface Scored {
  ours: number[]
  theirs: number[]
  /** Frames held out at a cut that are neither of their neighbours. */
  blends: number
  cuts: number
}

interface Scores extends Scored {
  name: string
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** Mean of the lowest twentieth, of one at least. */
function worstOf(values: readonly number[]): number {
  return mean([...values].sort((a, b) => a - b).slice(0, Math.max(1, Math.floor(values.length / 20))))
}

function psnr(a: Uint8Array, b: Uint8Array, { width, height }: Span): number {
  let sum = 0
  for (let y = BORDER_PX; y < height - BORDER_PX; y++) {
    const end = (y * width + width - BORDER_PX) * 3
    for (let i = (y * width + BORDER_PX) * 3; i < end; i++) sum += ((a[i] as number) - (b[i] as number)) ** 2
  }
  const error = sum / (3 * (width - 2 * BORDER_PX) * (height - 2 * BORDER_PX))
  return 10 * Math.log10(255 ** 2 / Math.max(error, 1e-4))
}

const contextOf = (model?: LoadedModel): Pick<TaskContext, 'model' | 'progress'> =>
  ({ model: async () => model as LoadedModel, progress: () => undefined })

const filesOf = (folder: string, header: PictureHeader, frames: readonly Uint8Array[]): PictureFile[] =>
  frames.map((frame) => toFile(folder, header, frame))

/** The frames between the given ones. */
async function ours(clip: Span, given: readonly Uint8Array[], model: LoadedModel): Promise<Uint8Array[]> {
  return inFolder(async (folder) => {
    const files = filesOf(folder, plainHeader(clip, 'rgb', 'u8'), given)
    const options = slowOptionsSchema.parse({ factor: 2 })
    const work = await planSlow(contextOf(model), options, clipSource(files)) as FrameWork
    const { frames } = await driveClip(() => work, files, { folder })
    return frames.filter((_, i) => i % 2 === 1 && i < frames.length - 1).map((frame) => readSamples(frame) as Uint8Array)
  })
}

/** The same by ffmpeg's minterpolate, as the task's traditional method asks for it. */
async function theirs(clip: Span, given: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const { width, height } = clip
  const filter = await inFolder(async (folder) => {
    const options = slowOptionsSchema.parse({ factor: 2, method: 'traditional' })
    const source = clipSource(filesOf(folder, plainHeader(clip, 'rgb', 'u8'), given))
    return (await planSlow(contextOf(), options, source) as FilterWork).filter
  })
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'rgb24']
  const size = ['-s', `${width}x${height}`, '-r', '25']
  const args = [...raw, ...size, '-i', '-', '-vf', `${filter},format=rgb24`, '-vsync', 'passthrough', ...raw, '-']
  const made = execFileSync('ffmpeg', ['-v', 'error', ...args], { input: Buffer.concat(given), maxBuffer: 2 ** 31 - 1 })
  const bytes = width * height * 3
  return given.slice(1).map((_, i) => made.subarray((2 * i + 1) * bytes, (2 * i + 2) * bytes))
}

/** Holds out every other frame and makes it again. Of real footage, only those are scored that a longer clip would have alike. */
async function score(span: Span, model: LoadedModel, isScored: (held: number) => boolean = () => true): Promise<Scored> {
  const given = span.frames.filter((_, i) => i % 2 === 0)
  const [made, filtered] = [await ours(span, given, model), await theirs(span, given)]
  const scored: Scored = { ours: [], theirs: [], blends: 0, cuts: 0 }
  made.forEach((frame, i) => {
    const held = 2 * i + 1
    const neighbours = [given[i], given[i + 1]] as Uint8Array[]
    if (span.cuts.includes(held) || span.cuts.includes(held + 1)) {
      scored.cuts++
      if (!neighbours.some((neighbour) => Buffer.compare(neighbour, frame) === 0)) scored.blends++
      return
    }
    if (!isScored(held)) return
    scored.ours.push(psnr(frame, span.frames[held] as Uint8Array, span))
    scored.theirs.push(psnr(filtered[i] as Uint8Array, span.frames[held] as Uint8Array, span))
  })
  return scored
}

function asSpan(script: Script): Span {
  const frames = Array.from({ length: framesOf(script) }, (_, i) => shoot(script, i).picture)
  return { width: script.width, height: script.height, frames, cuts: cutsOf(script) }
}

/** Either method sees frames before and after each that is scored: at the ends of a span one would guess more than in a clip. */
async function scoreFootage({ name, spans }: Footage, model: LoadedModel): Promise<Scores> {
  const scores: Scores = { name, ours: [], theirs: [], blends: 0, cuts: 0 }
  for (const span of spans()) {
    const { frames } = span
    const at = (i: number): Uint8Array => frames[i] as Uint8Array
    const isBetween = (held: number): boolean => held > 1 && held + 3 < frames.length &&
      !isRepeated(at(held - 1), at(held), span) && !isRepeated(at(held), at(held + 1), span)
    const scored = await score(span, model, isBetween)
    scores.ours.push(...scored.ours)
    scores.theirs.push(...scored.theirs)
  }
  return scores
}

function figuresOf(what: string, all: readonly Scores[]): Figure[] {
  const [made, filtered] = [all.flatMap((each) => each.ours), all.flatMap((each) => each.theirs)]
  const gain = (name: string, measure: (values: readonly number[]) => number): Figure => ({
    what: `${what}, ${name}, over minterpolate (${made.length} frames)`, unit: 'dB',
    reached: measure(made) - measure(filtered), goal: { atLeast: 1 },
    beside: [{ name: 'ours', value: measure(made) }, { name: 'minterpolate', value: measure(filtered) }],
  })
  const each = all.filter(({ ours: { length } }) => length > 0).map((scores): Figure => ({
    what: `${what}: ${scores.name}`, unit: 'dB', reached: mean(scores.ours),
    beside: [
      { name: 'minterpolate', value: mean(scores.theirs) },
      { name: 'worst 5 % over it', value: worstOf(scores.ours) - worstOf(scores.theirs) },
    ],
  }))
  return [gain('mean', mean), gain('worst 5 %', worstOf), ...each]
}

async function speedOf(model: LoadedModel): Promise<Figure[]> {
  const [script] = await slowScripts()
  const large = { ...script as Script, width: 1920, height: 1080 }
  const frames = [0, 1, 2].map((i) => shoot(large, i).picture)
  return inFolder(async (folder) => {
    const files = filesOf(folder, plainHeader(large, 'rgb', 'u8'), frames)
    const secondsFor = async (factor: number): Promise<number> => {
      const options = slowOptionsSchema.parse({ factor })
      const work = await planSlow(contextOf(model), options, clipSource(files)) as FrameWork
      const startedMs = performance.now()
      await driveClip(() => work, files, { folder })
      return (performance.now() - startedMs) / 1000
    }
    const [two, ten] = [await secondsFor(2), await secondsFor(10)]
    const perFrame = (ten - two) / 24
    return [
      { what: '1080p, motion of a pair and one frame between', unit: 's', reached: two / 2 },
      { what: '1080p, every further frame between', unit: 's', reached: perFrame },
    ]
  })
}

/** Frames between frames, against those that were held out. */
export const slowSection: Section = {
  name: 'slow',
  async run({ data }) {
    if (program('ffmpeg') === undefined) throw new NotRun('ffmpeg')
    const model = await defaultModel('slow')
    const scored: Scores[] = []
    for (const script of await slowScripts()) scored.push({ name: script.name, ...await score(asSpan(script), model) })
    const { packaged, own } = findFootage(data)
    const real: Scores[] = []
    for (const footage of packaged) real.push(await scoreFootage(footage, model))
    const owned: Scores[] = []
    for (const footage of own) owned.push(await scoreFootage(footage, model))
    const sum = (read: (scores: Scores) => number): number => scored.reduce((total, scores) => total + read(scores), 0)
    return [
      ...figuresOf('known motion', scored),
      {
        what: `frames blended across ${sum(({ cuts }) => cuts)} cuts`, unit: '', digits: 0,
        reached: sum(({ blends }) => blends), goal: { atMost: 0 },
      },
      ...(real.length > 0 ? figuresOf(`real footage, ${real.length} of ${PACKAGED_CLIPS} clips`, real) : []),
      ...(owned.length > 0 ? figuresOf('own clips', owned) : []),
      ...await speedOf(model),
    ]
  },
}
