import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type MaskClipOptions, maskClipOptionsSchema } from '#protocol'
import { findModel } from '#helper/models/catalogue'
import type { Tensor } from '#helper/pipeline/model-session'
import type { PictureFile } from '#helper/pipeline/picture-file'
import { planMask } from '#helper/tasks/mask-clip'
import type { LoadedModel, TaskContext } from '#helper/tasks/task'
import { loadForBench } from '../bench/paired'
import { matteOf } from '../support/clip-mask'
import { flicker, flickerAlong, type JudgedFrame, meanError, sumError } from '../support/clip-metrics'
import { clipScripts } from '../support/clip-scripts'
import { boxAround, cutsOf, frameFile, framesOf, type Script, shoot, type TrueFrame } from '../support/clips-with-truth'
import { clipSource, driveClip } from '../support/drive-clip'
import { logIoU } from '../support/log-footage'
import { type Figure, NotRun, type Section } from './section'

/** Frames of a second, over which errors are compared. */
const SECOND = 25

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

/** Which model masks which clips. */
const runs = [
  {
    model: 'u2netp',
    clips: ['walk, cut', 'two cross', 'behind a tree', 'leaves and comes back', 'fast, in bad light', 'far away'],
  },
  { model: 'selfie', clips: ['walk, cut'] },
] as const

/** A model that answers what it was asked before without being run again. */
async function remembering(id: string): Promise<LoadedModel> {
  const { manifest } = await findModel('mask', id, { policy: 'permissive' })
  const { session } = await loadForBench(manifest).catch((error: unknown) => {
    throw new NotRun(`weights of ${id}: ${error instanceof Error ? error.message : String(error)}`)
  })
  const answers = new Map<string, Record<string, Tensor>>()
  return {
    manifest,
    session: {
      ...session,
      run: async (inputs, outputs) => {
        const hash = createHash('sha1')
        for (const { data } of Object.values(inputs)) hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
        const key = hash.digest('hex')
        const answer = answers.get(key) ?? await session.run(inputs, outputs)
        answers.set(key, answer)
        // Each is the caller's to keep.
        const copies = Object.entries(answer).map(([name, tensor]) => [name, { ...tensor, data: tensor.data.slice() }] as const)
        return Object.fromEntries(copies)
      },
    },
  }
}

interface Shot {
  script: Script
  files: PictureFile[]
  frames: TrueFrame[]
}

async function maskShot({ script, files, frames }: Shot, { model, folder }: By, steady: number): Promise<JudgedFrame[]> {
  const subject = { frame: 0, box: boxAround(frames[0]!.truth, script)! }
  // Behind a cut stands another subject; nobody is to be followed there.
  const isOne = cutsOf(script).length === 0 || script.name === 'two cross'
  const asked: Partial<MaskClipOptions> = { model: model.manifest.id, form: 'luma', steady, ...(isOne ? { subject } : {}) }
  const context = { order: { folder }, progress: () => undefined, model: async () => model } as unknown as TaskContext
  const work = await planMask(context, maskClipOptionsSchema.parse(asked), clipSource(files))
  const made = await driveClip(() => work, files, { folder })
  return made.frames.map((frame, i) => {
    const { truth, motion } = frames[i]!
    const judged = { matte: matteOf(frame), truth, ...(Number.isNaN(motion[0]!) ? {} : { motion }) }
    rmSync(frame.file)
    return judged
  })
}

interface By {
  model: LoadedModel
  folder: string
}

interface Told {
  mae: number[]
  sad: number
  flicker: number
  along: number
}

function tell(frames: readonly JudgedFrame[], width: number): Told {
  const pairs = frames.slice(1).flatMap((after, i) => (after.motion ? [[frames[i]!, after] as const] : []))
  return {
    mae: frames.map(meanError), sad: mean(frames.map(sumError)),
    flicker: mean(pairs.map(([before, after]) => flicker(before, after))),
    along: mean(pairs.map(([before, after]) => flickerAlong(before, after, width))),
  }
}

/** The largest ratio of two errors in any second. */
function worstSecond(one: readonly number[], other: readonly number[]): number {
  const length = Math.min(SECOND, one.length)
  const starts = Array.from({ length: one.length - length + 1 }, (_, i) => i)
  return Math.max(...starts.map((at) => mean(one.slice(at, at + length)) / mean(other.slice(at, at + length))))
}

/** Frames whose matte shows somebody else rather than the subject, though that is seen. */
function switches(judged: readonly JudgedFrame[], frames: readonly TrueFrame[]): number {
  return judged.filter(({ matte, truth }, i) => {
    let [mine, others, seen] = [0, 0, 0]
    for (let p = 0; p < matte.length; p++) {
      mine += matte[p]! * truth[p]!
      others += matte[p]! * (frames[i]!.anyone[p]! - truth[p]!)
      seen += truth[p]!
    }
    return seen > 0.01 * matte.length && others > mine
  }).length
}

async function figuresOf(shot: Shot, by: By): Promise<Figure[]> {
  const byFrame = await maskShot(shot, by, 0)
  const steadied = await maskShot(shot, by, 50)
  const [bare, calm] = [tell(byFrame, shot.script.width), tell(steadied, shot.script.width)]
  const what = (name: string): string => `${by.model.manifest.id}, ${shot.script.name}: ${name}`
  const beside = (name: string, value: number) => [{ name, value }]
  return [
    {
      what: what('MAE'), unit: '', digits: 4, reached: mean(calm.mae),
      beside: beside('frame by frame', mean(bare.mae)),
    },
    { what: what('SAD, thousands'), unit: '', reached: calm.sad, beside: beside('frame by frame', bare.sad) },
    {
      what: what('MAE of the worst second, of frame by frame'), unit: '', reached: worstSecond(calm.mae, bare.mae),
      goal: { atMost: 1 },
    },
    {
      what: what('flicker (dtSSD), of frame by frame'), unit: '', reached: calm.flicker / bare.flicker, goal: { atMost: 0.7 },
      beside: beside('dtSSD', calm.flicker),
    },
    {
      what: what('flicker along the motion, of frame by frame'), unit: '', reached: calm.along / bare.along,
      goal: { atMost: 0.7 }, beside: beside('itself', calm.along),
    },
    {
      what: what('frames on another subject'), unit: '', digits: 0, reached: switches(steadied, shot.frames),
      goal: { atMost: 0 },
    },
  ]
}

/** Mattes of clips whose truth is known. */
export const maskClipSection: Section = {
  name: 'mask-clip',
  async run() {
    const scripts = await clipScripts()
    if (scripts === undefined) throw new NotRun('cut-outs (tuxpaint-stamps-default) are not installed')
    // What is absent is known before minutes are spent.
    const models = await Promise.all(runs.map(({ model }) => remembering(model)))
    const folder = mkdtempSync(join(tmpdir(), 'firstpass-eval-mask-'))
    try {
      const figures: Figure[] = []
      for (const [run, { clips }] of runs.entries()) {
        const model = models[run] as LoadedModel
        const names: readonly string[] = clips
        for (const script of scripts.filter(({ name }) => names.includes(name))) {
          const frames = Array.from({ length: framesOf(script) }, (_, i) => shoot(script, i))
          const files = frames.map((frame, i) => frameFile(folder, script, frame, `true-${i}`))
          figures.push(...await figuresOf({ script, files, frames }, { model, folder }))
        }
        figures.push(...await logFigures(model, scripts[0]!, folder))
      }
      return figures
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
}

async function logFigures(model: LoadedModel, script: Script, folder: string): Promise<Figure[]> {
  const frame = shoot(script, 8)
  const figures: Figure[] = []
  for (const curve of ['slog3', 'logc3', 'vlog', 'clog3', 'dlog'] as const) {
    const { curved, bare } = await logIoU({ frame: frame.picture, script, curve, model, folder })
    figures.push({
      what: `${model.manifest.id}, ${curve} footage: IoU with the matte of what it shows`, unit: '', digits: 3, reached: curved,
      goal: { atLeast: 0.97 }, beside: [{ name: 'without a viewing curve', value: bare }],
    })
  }
  return figures
}
