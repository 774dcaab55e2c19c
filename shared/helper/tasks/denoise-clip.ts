import { type DenoiseClipOptions, hasAlpha } from '#protocol'
import { AVERAGE_REACH_PX, type Averaged, averageOverTime, type MovedFrame } from '#helper/pipeline/average-over-time'
import { cleanTile, type CleanPlanes } from '#helper/pipeline/clean-tile'
import { planesIn, planesOut } from '#helper/pipeline/colour-planes'
import { copyPicture } from '#helper/pipeline/copy-picture'
import { FILL_REACH_PX } from '#helper/pipeline/fill-transparent'
import { identityCurve } from '#helper/pipeline/light-curve'
import type { NoiseLevel } from '#helper/pipeline/noise-level'
import { runTiles } from '#helper/pipeline/run-tiles'
import type { Tile } from '#helper/pipeline/tile'
import { ClipNeighbours, NEIGHBOURS } from './clip-neighbours'
import { type ClipCredits, type ClipSource, type ClipWork, type FrameStep, type FrameWork, ownFrame } from './clip-work'
import { byFilter } from './denoise-filter'
import { byNetwork, type Method } from './denoise-method'
import { cleaningOf, factsOf, isUntouched, strengthsOf } from './denoise-strength'
import { runClip } from './run-clip'
import { ShotNoise } from './shot-noise'
import type { LoadedModel, Task, TaskContext } from './task'
import { planPicture } from './tile-budget'
import { credit } from './work-done'

const UNMEASURED = 'Some shots have no flat area to measure noise in and were left as they are; give the noise by --sigma.'

/** Takes noise from a clip. Strength or sigma 0 give every frame back, bit for bit. */
export const denoiseClip: Task<DenoiseClipOptions> = (context, options) =>
  runClip(context, options, (source) => planDenoise(context, options, source))

export async function planDenoise(context: TaskContext, options: DenoiseClipOptions, source: ClipSource): Promise<ClipWork> {
  if (isUntouched(options)) return untouched(context, options, source)
  if (options.method === 'traditional') return byFilter(options, source)
  return new CleanFrames(context, { options, source, model: await context.model('denoise', options.model) })
}

function untouched(context: TaskContext, { method }: DenoiseClipOptions, source: ClipSource): FrameWork {
  const { frames, header } = source
  return {
    before: 0, after: 0, frames, header, rate: source.info.rate, sourceOf: (index) => index,
    render: async (step) => copyPicture(ownFrame(step), step.target, () => context.progress('frames', step.index, frames)),
    finish: () => ({ method, notes: [], facts: { sigma: 0 }, inferMs: 0 }),
  }
}

interface CleanJob {
  options: DenoiseClipOptions
  source: ClipSource
  model: LoadedModel
}

/** Frames cleaned by a network, of what is left when those beside them were moved onto them and averaged. */
class CleanFrames implements FrameWork {
  readonly before = NEIGHBOURS
  readonly after = NEIGHBOURS
  readonly frames
  readonly rate
  readonly header
  private readonly neighbours = new ClipNeighbours()
  private readonly noise: ShotNoise
  private level: NoiseLevel | undefined

  constructor(private readonly context: TaskContext, private readonly job: CleanJob) {
    const { source, options } = job
    this.frames = source.frames
    this.rate = source.info.rate
    this.header = source.header
    this.noise = new ShotNoise(options.sigma === undefined ? undefined : options.sigma / 255)
  }

  sourceOf(index: number): number {
    return index
  }

  async render(step: FrameStep): Promise<void> {
    const { shot, glance, isNewShot } = this.neighbours.survey(step)
    const onwards = shot.filter((offset) => offset >= 0).flatMap((offset) => step.at(offset) ?? [])
    const level = this.noise.levelAt(onwards, glance, isNewShot)
    this.level = level
    const { options } = this.job
    await this.clean(step, level, options.overTime && level.isMeasured ? this.neighbours.moved(step, shot) : [])
  }

  save(): Buffer {
    return this.noise.save()
  }

  load(state: Buffer): void {
    this.noise.load(state)
  }

  finish(): ClipCredits {
    const { model, options } = this.job
    return {
      method: options.method, ...credit(model), notes: this.noise.isUnmeasured ? [UNMEASURED] : [],
      facts: { ...(this.level ? factsOf(this.level) : {}), shots: this.noise.shots }, inferMs: model.session.inferMs(),
    }
  }

  private async clean(step: FrameStep, level: NoiseLevel, others: readonly MovedFrame[]): Promise<void> {
    const { model, options } = this.job
    const { header, frames } = this
    const source = ownFrame(step)
    const method = byNetwork(model, level)
    const average = (tile: Tile): Averaged => averageOverTime(tile, source, others, level.sigma)
    const seen = others.length > 0 ? overTime(method, { model, level, average }) : method
    const cleaning = { curve: identityCurve, header, ...cleaningOf(seen, strengthsOf(options)) }
    const beyond = hasAlpha(header.channels) ? FILL_REACH_PX : 0
    const { demand } = method
    await runTiles({
      source, scale: 1,
      grid: planPicture(header, { ...demand, reachPx: demand.reachPx + AVERAGE_REACH_PX + beyond }),
      planes: planesIn(header.channels),
      targets: [{ picture: step.target, planes: planesOut(header.channels) }],
      work: (tile) => cleanTile(tile, cleaning, false),
      progress: () => this.context.progress('frames', step.index, frames),
    })
  }
}

interface OverTime {
  model: LoadedModel
  level: NoiseLevel
  average(tile: Tile): Averaged
}

/** The network over averaged tiles, told what noise is left in each pixel of them. */
function overTime({ isBlind }: Method, { model, level, average }: OverTime): Pick<Method, 'clean' | 'isBlind'> {
  const known = new WeakMap<Tile, Averaged>()
  const averaged = (tile: Tile): Averaged => {
    const made = known.get(tile) ?? average(tile)
    known.set(tile, made)
    return made
  }
  const clean = (strength: number): CleanPlanes => (tile) => {
    const { tile: mean, left } = averaged(tile)
    const part = Math.min(1, strength)
    const planes = part === 1 ? mean.planes : mean.planes.map((value, i) => mixed(tile.planes[i] as number, value, part))
    return byNetwork(model, { ...level, left }).clean(strength)({ ...mean, planes })
  }
  return { clean, isBlind }
}

const mixed = (from: number, to: number, part: number): number => from + part * (to - from)
