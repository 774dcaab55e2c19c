import type { ModelSession } from '#helper/pipeline/model-session'
import type { PictureFile } from '#helper/pipeline/picture-file'
import type { FrameWork } from '#helper/tasks/clip-work'
import { planMask } from '#helper/tasks/mask-clip'
import type { LoadedModel, TaskContext } from '#helper/tasks/task'
import { type ClipInfo, type MaskClipOptions, maskClipOptionsSchema } from '#protocol'
import { clipSource, driveClip, type Driven } from './drive-clip'
import { headerOf, paint, readSamples, tinyManifest, toFile } from './run-task'

export const TINY = { width: 64, height: 48 }

/** A network that takes for a subject what is red: its matte is that channel. */
export function redNetwork(size = TINY): LoadedModel {
  const session: ModelSession = {
    provider: 'cpu',
    run: async (inputs) => {
      const { data } = inputs['image']!
      return { out: { data: data.slice(0, size.width * size.height), dims: [1, 1, size.height, size.width] } }
    },
    inferMs: () => 0,
  }
  return { manifest: tinyManifest('mask', { tile: { kind: 'fixed', ...size } }), session }
}

export interface Disc {
  x: number
  y: number
  radius: number
  /** Red makes it a subject. */
  colour: readonly [number, number, number]
}

/** Discs (the last in front) over a backdrop that has a pattern, so that motion can be told. */
export function discs(folder: string, all: readonly Disc[], seed = 0): PictureFile {
  const header = headerOf(TINY.width, TINY.height)
  return toFile(folder, header, paint(header, (x, y, c) => {
    const disc = all.findLast((each) => Math.hypot(x - each.x, y - each.y) < each.radius)
    if (disc === undefined) return c === 0 ? 0 : 0.35 + 0.2 * Math.sin((x + seed) / 3) * Math.cos((y - seed) / 4)
    return disc.colour[c]! * (c === 0 ? 1 : 0.8 + 0.2 * Math.sin(x - disc.x) * Math.cos(y - disc.y))
  }))
}

export interface MaskDrive {
  folder: string
  options?: Partial<MaskClipOptions>
  model?: LoadedModel
  info?: Partial<ClipInfo>
  first?: number
  breaks?: readonly number[]
}

/** The work of a mask of frames. */
export function planOf(frames: readonly PictureFile[], drive: MaskDrive): Promise<FrameWork> {
  const model = drive.model ?? redNetwork()
  const options = maskClipOptionsSchema.parse({ model: 'tiny', ...drive.options })
  const order = { folder: drive.folder }
  const context = { order, progress: () => undefined, model: async () => model } as unknown as TaskContext
  return planMask(context, options, clipSource(frames, drive.info, drive.first))
}

/** A mask of frames, made as a clip job makes it. */
export async function driveMask(frames: readonly PictureFile[], drive: MaskDrive): Promise<Driven> {
  const plans: FrameWork[] = []
  for (let i = 0; i <= (drive.breaks?.length ?? 0); i++) plans.push(await planOf(frames, drive))
  return driveClip(() => plans.shift()!, frames, drive)
}

/** A made frame's matte on 0..1: its last channel. */
export function matteOf(frame: PictureFile): Float32Array {
  const samples = readSamples(frame)
  const channels = frame.header.channels === 'gray' ? 1 : 4
  const { width, height, max } = frame.header
  return Float32Array.from({ length: width * height }, (_, i) => samples[(i + 1) * channels - 1]! / max)
}
