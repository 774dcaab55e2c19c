import { FirstpassError, type MaskClipOptions } from '#protocol'
import { type FrameViewer, viewFrame } from '#helper/pipeline/frame-sight'
import { isLogCurve, type LogCurve } from '#helper/pipeline/viewing-curve'
import type { ClipSource } from './clip-work'
import { shapeOf } from './mask'
import type { LoadedModel, TaskContext } from './task'

/** For people in real time; it has no rank, for it sees nobody else. */
const PEOPLE = 'selfie'

/** Frames that are looked at to choose a model. */
const LOOKS = [0, 12, 24]

/** Both models agree this well on what the subject is (intersection over union), of at least this share of the frame. */
const AGREED = 0.85
const LEAST_SHARE = 0.01

export interface Viewer extends FrameViewer {
  model: LoadedModel
  /** Why this one, where the job did not name it. */
  because?: string
}

/** The model asked for; else the one for people where it sees what the default sees; else the default. */
export async function chooseViewer(context: TaskContext, options: MaskClipOptions, source: ClipSource): Promise<Viewer> {
  const log = curveOf(options, source)
  const viewerOf = (model: LoadedModel): Viewer => ({ model, session: model.session, shape: shapeOf(model.manifest), log })
  const usual = viewerOf(await context.model('mask', options.model))
  if (options.model !== undefined) return usual
  const people = await peopleModel(context)
  if (people === undefined || people.manifest.id === usual.model.manifest.id) return usual
  const fast = viewerOf(people)
  for (const frame of LOOKS.filter((each) => each < source.frames)) {
    const picture = await source.peek(frame)
    context.progress('look', frame, source.frames)
    const [a, b] = [await viewFrame(fast, picture), await viewFrame(usual, picture)]
    if (!agree({ ...fast.shape, plane: a.plane }, { ...usual.shape, plane: b.plane })) return { ...usual, because: 'any subject' }
  }
  return { ...fast, because: 'people' }
}

/** What the model for people is, if it is on this machine. */
async function peopleModel(context: TaskContext): Promise<LoadedModel | undefined> {
  try {
    return await context.model('mask', PEOPLE)
  } catch (error) {
    if (error instanceof FirstpassError && /^(MODEL|LICENCE)_/.test(error.code)) return undefined
    throw error
  }
}

function curveOf({ log }: MaskClipOptions, { info }: ClipSource): LogCurve | undefined {
  const name = log ?? info.log ?? 'none'
  return isLogCurve(name) ? name : undefined
}

interface Found {
  width: number
  height: number
  plane: Float32Array
}

function agree(one: Found, other: Found): boolean {
  let [both, either] = [0, 0]
  for (let y = 0; y < one.height; y++) {
    const v = Math.floor(((y + 0.5) * other.height) / one.height)
    for (let x = 0; x < one.width; x++) {
      const u = Math.floor(((x + 0.5) * other.width) / one.width)
      const a = (one.plane[y * one.width + x] as number) > 0.5
      const b = (other.plane[v * other.width + u] as number) > 0.5
      if (a && b) both++
      if (a || b) either++
    }
  }
  return both > LEAST_SHARE * one.plane.length && both >= AGREED * either
}
