import type { UpscaleClipOptions } from '#protocol'
import { copyPicture } from '#helper/pipeline/copy-picture'
import { resamplePicture } from '#helper/pipeline/resample'
import { type ClipCredits, type ClipSource, type FrameStep, type FrameWork, ownFrame } from './clip-work'
import { enlargementOf, enlargePicture } from './enlarge-picture'
import { runClip } from './run-clip'
import type { Task, TaskContext } from './task'
import { enlargedHeader } from './upscale'
import { credit } from './work-done'

/** Makes a clip 2, 3 or 4 times as wide and high, frame by frame as a picture. Scale 1 gives every frame back as it is. */
export const upscaleClip: Task<UpscaleClipOptions> = (context, options) =>
  runClip(context, options, (source) => planUpscale(context, options, source))

/** Enlarges one frame; `isAlive` is called now and then, and throws to stop. */
type Enlarge = (step: FrameStep, isAlive: () => void) => Promise<void>

async function planUpscale(context: TaskContext, options: UpscaleClipOptions, source: ClipSource): Promise<FrameWork> {
  const { frames } = source
  const { enlarge, finish } = await chooseWay(context, options)
  return {
    before: 0, after: 0, frames, rate: source.info.rate, header: enlargedHeader(source.header, options.scale),
    sourceOf: (index) => index,
    render: (step) => enlarge(step, () => context.progress('frames', step.index, frames)),
    finish,
  }
}

interface Way {
  enlarge: Enlarge
  finish(): ClipCredits
}

async function chooseWay(context: TaskContext, options: UpscaleClipOptions): Promise<Way> {
  const { scale, method } = options
  if (scale === 1 || method === 'traditional') {
    const change = scale === 1 ? copyPicture : lanczos
    return {
      enlarge: async (step, isAlive) => change(ownFrame(step), step.target, isAlive),
      finish: () => ({ method, notes: [], facts: {}, inferMs: 0 }),
    }
  }
  const model = await context.model('upscale', options.model, { scale, blend: options.denoise })
  const how = enlargementOf(model, scale)
  const { manifest, session } = model
  return {
    enlarge: (step, progress) => enlargePicture({ source: ownFrame(step), target: step.target, how, manifest, progress }),
    finish: () => ({ method, ...credit(model), notes: [], facts: { passes: how.passes }, inferMs: session.inferMs() }),
  }
}

const lanczos: typeof copyPicture = (source, target, progress) => resamplePicture(source, target, 'lanczos3', progress)
