import { failure, type SlowOptions } from '#protocol'
import { copyPicture } from '#helper/pipeline/copy-picture'
import { doubtOf, fieldsAt, joinPair } from '#helper/pipeline/between-frames'
import { curveMotion } from '#helper/pipeline/curved-motion'
import { type FrameGlance, isCut, seeFrame } from '#helper/pipeline/cut'
import type { MotionNetwork } from '#helper/pipeline/motion-network'
import { comparePair, type PairMotion } from '#helper/pipeline/pair-motion'
import type { Manifest } from '#helper/models/manifest'
import { type ClipSource, type ClipWork, type FilterWork, type FrameStep, type FrameWork, ownFrame } from './clip-work'
import { runClip } from './run-clip'
import { type SlowTiming, timeSlow } from './slow-timing'
import type { LoadedModel, Task, TaskContext } from './task'
import { credit } from './work-done'

/** One frame before the pair and one after tell a flash from a cut. */
const BEFORE = 1
const AFTER = 2

/** From this share of a picture on that neither frame shows surely, a frame deserves a look. */
const DOUBT = 0.04

const SILENT = 'The sound is left out: it would not fit the new time.'

/** Slow motion, or another frame rate: frames between frames. A frame of the output that is one of the source is a copy. */
export const slow: Task<SlowOptions> = (context, options) =>
  runClip(context, options, (source) => planSlow(context, options, source))

export async function planSlow(context: Pick<TaskContext, 'model' | 'progress'>, options: SlowOptions, source: ClipSource,
): Promise<ClipWork> {
  const timing = timeSlow(options, { rate: source.info.rate, frames: source.frames })
  const notes = source.info.audio.length > 0 && timing.perSource.num !== timing.perSource.den ? [SILENT] : []
  if (options.method === 'traditional') return planFilter(timing, source, notes)
  return planFrames(await context.model('slow', options.model), { timing, source, notes, progress: context.progress })
}

/** ffmpeg's minterpolate, which counts a source frame as a second here, so that any ratio is a rate; `fps` names the real one. */
function planFilter(timing: SlowTiming, { header, info }: ClipSource, notes: readonly string[]): FilterWork {
  const { frames, rate, perSource } = timing
  const fps = `${perSource.num}/${perSource.den}`
  const motion = 'mi_mode=mci:mc_mode=aobmc:me_mode=bidir:vsbmc=1:scd=fdiff'
  const real = `settb=${rate.den}/${rate.num},setpts=N,fps=${rate.num}/${rate.den}`
  const coarse = info.depth > 8 ? ['minterpolate works in 8 bits: finer tones are lost.'] : []
  return {
    filter: `settb=1/1,setpts=N,tpad=stop_mode=clone:stop=4,minterpolate=fps=${fps}:${motion},${real}`,
    before: 2, after: 3, frames, rate, perSource, header,
    finish: () => ({ method: 'traditional', notes: [...notes, ...coarse], facts: {}, inferMs: 0 }),
  }
}

interface Frames {
  timing: SlowTiming
  source: ClipSource
  notes: readonly string[]
  progress: TaskContext['progress']
}

/** Each frame is made from its step alone; what is remembered of a pair only spares work. */
function planFrames(model: LoadedModel, { timing, source, notes, progress }: Frames): FrameWork {
  const isDense = timing.perSource.num >= timing.perSource.den
  const pairs = new PairDesk(motionNetwork(model), { order: model.manifest.input.order, isCurved: isDense })
  return {
    before: BEFORE, after: AFTER, frames: timing.frames, rate: timing.rate, header: source.header,
    sourceOf: (index) => timing.placeOf(index).source,
    render: (step) => {
      const isAlive = (): void => progress('frames', step.index, timing.frames)
      return renderBetween(step, { pairs, timing, isAlive })
    },
    finish: () => ({ method: 'model', ...credit(model), notes: [...notes], facts: {}, inferMs: model.session.inferMs() }),
  }
}

interface Between {
  pairs: PairDesk
  timing: SlowTiming
  isAlive(): void
}

async function renderBetween(step: FrameStep, { pairs, timing, isAlive }: Between): Promise<void> {
  const { time } = timing.placeOf(step.index)
  const own = ownFrame(step)
  const next = step.at(1)
  const motion = time === 0 || next === undefined ? undefined : await pairs.motionOf(step)
  if (motion === undefined || next === undefined) {
    copyPicture(time < 0.5 || next === undefined ? own : next, step.target, isAlive)
    return
  }
  const fields = fieldsAt(motion, time, own.header)
  joinPair([own, next], step.target, { fields, isAlive })
  const doubt = doubtOf(fields)
  if (doubt > DOUBT && isFirstOfPair(timing, step)) step.mark(Math.min(1, doubt * 4), 'motion that could not be followed')
}

function isFirstOfPair(timing: SlowTiming, { index, source }: FrameStep): boolean {
  const earlier = timing.placeOf(index - 1)
  return earlier.source !== source || earlier.time === 0
}

interface Sight {
  order: 'rgb' | 'bgr'
  /** Frames beside a pair say how its motion changes. Their own motion is needed sooner or later where no pair is passed over. */
  isCurved: boolean
}

/** The motion between a source frame and the next, found once for all frames between them. */
class PairDesk {
  private known: { source: number; motion: PairMotion | undefined } | undefined
  private readonly glances = new Map<number, FrameGlance>()
  private readonly pairs = new Map<number, PairMotion | undefined>()

  constructor(private readonly network: MotionNetwork, private readonly sight: Sight) {}

  /** Nothing where there is no motion to follow: across a cut, or where the next frame repeats this one. */
  async motionOf(step: FrameStep): Promise<PairMotion | undefined> {
    if (this.known?.source !== step.source) this.known = { source: step.source, motion: await this.find(step) }
    return this.known.motion
  }

  private async find(step: FrameStep): Promise<PairMotion | undefined> {
    if (this.isAcrossCut(step)) return undefined
    const motion = await this.pair(step, 0)
    if (motion === undefined || !this.sight.isCurved) return motion
    return curveMotion(motion, { before: await this.pairBeside(step, -1), after: await this.pairBeside(step, 1) })
  }

  /** Without the frames further away a flash is a cut; nothing is to be learnt from its motion. */
  private async pairBeside(step: FrameStep, offset: number): Promise<PairMotion | undefined> {
    const [from, to] = [this.glance(step, offset), this.glance(step, offset + 1)]
    return from === undefined || to === undefined || isCut(from, to) ? undefined : this.pair(step, offset)
  }

  private async pair(step: FrameStep, offset: number): Promise<PairMotion | undefined> {
    const source = step.source + offset
    for (const known of this.pairs.keys()) if (known < step.source - BEFORE) this.pairs.delete(known)
    if (this.pairs.has(source)) return this.pairs.get(source)
    const [from, to] = [step.at(offset), step.at(offset + 1)]
    const motion = from && to && await comparePair(this.network, [from, to], this.sight.order)
    this.pairs.set(source, motion)
    return motion
  }

  private isAcrossCut(step: FrameStep): boolean {
    for (const frame of this.glances.keys()) if (frame < step.source - BEFORE) this.glances.delete(frame)
    const [earlier, own, next, later] = [-1, 0, 1, 2].map((offset) => this.glance(step, offset))
    if (own === undefined || next === undefined) return false
    return isCut(own, next, { earlier: earlier ? [earlier] : [], later: later ? [later] : [] })
  }

  private glance(step: FrameStep, offset: number): FrameGlance | undefined {
    const picture = step.at(offset)
    if (picture === undefined) return undefined
    const glance = this.glances.get(step.source + offset) ?? seeFrame(picture)
    this.glances.set(step.source + offset, glance)
    return glance
  }
}

function motionNetwork({ manifest, session }: LoadedModel): MotionNetwork {
  const { motion, input, output }: Manifest = manifest
  if (motion === undefined) throw failure('MODEL_REFUSED', { model: manifest.id, reason: 'its manifest says nothing of motion' })
  const { second, lastFlow, lastFeatures, features, channels, divisor } = motion
  const names = { first: input.name, second, lastFlow, lastFeatures, flow: output.name, features }
  return { session, shape: { ...names, channels, divisor } }
}
