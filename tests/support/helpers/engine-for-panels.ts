import * as fs from 'node:fs'
import * as path from 'node:path'
import {
  channelCount, type DenoiseOptions, failure, type MaskOptions, pixelBytes, type PictureHeader, type UpscaleOptions,
} from '#protocol'
import { serveJobs } from '#helper/engine/serve-jobs'
import type { Task, TaskContext, WorkDone, WorkResult } from '#helper/tasks/task'

/**
 * Answers that can be checked by hand, for 8-bit pictures. `mask`: white where the first channel is 128 or more. `denoise`: 10
 * less of every sample, 20 less by the traditional method; `upscale`: every pixel `scale` times. Each waits as long as a
 * file `hold` stands beside the jobs, and fails where a file `fail` does.
 */
const read = ({ order }: TaskContext, name: string): Buffer => {
  const { file, offset, header } = order.inputs[name]!
  return fs.readFileSync(file).subarray(offset, offset + pixelBytes(header))
}

const write = ({ order }: TaskContext, name: string, made: { header: PictureHeader; bytes: Buffer }): WorkResult => {
  const file = path.join(order.folder, `${name}.raw`)
  fs.writeFileSync(file, made.bytes)
  return { entry: { kind: 'picture', header: made.header, bytes: made.bytes.length }, file, offset: 0 }
}

async function work(context: TaskContext, stage: string): Promise<void> {
  const beside = (name: string): string => path.join(context.order.folder, '..', '..', name)
  context.progress(stage, 0, 2)
  while (fs.existsSync(beside('hold'))) {
    context.progress(stage, 1, 2)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  if (fs.existsSync(beside('fail'))) throw failure('OUT_OF_MEMORY', { needed: 5e9 })
  context.progress(stage, 2, 2)
}

const credit = (options: { method: 'model' | 'traditional'; model?: string | undefined }): Partial<WorkDone> => ({
  method: options.method,
  ...(options.method === 'model' ? { model: { id: options.model ?? 'tiny', sha256: 'ab'.repeat(32), licence: 'MIT' } } : {}),
})

const done = (results: WorkDone['results'], more: Partial<WorkDone>): WorkDone =>
  ({ results, timings: { totalMs: 1400, inferMs: 1 }, provider: 'cpu', notes: [], facts: {}, ...more })

const mask: Task<MaskOptions> = async (context, options) => {
  await work(context, 'find')
  const picture = context.order.inputs.picture!.header
  const colour = { profileName: 'Gray', transfer: 'encoded' } as const
  const header: PictureHeader = { ...picture, channels: 'gray', alpha: 'none', colour }
  const channels = channelCount(picture.channels)
  const source = read(context, 'picture')
  const given = context.order.inputs.mask ? read(context, 'mask') : undefined
  const { box } = options
  const bytes = Buffer.from(Uint8Array.from({ length: pixelBytes(header) }, (_, at) => {
    const x = at % header.width + header.origin.left
    const y = Math.floor(at / header.width) + header.origin.top
    const isInside = !box || (x >= box.left && x < box.right && y >= box.top && y < box.bottom)
    return given ? given[at]! : isInside && source[at * channels]! >= 128 ? 255 : 0
  }))
  const results: WorkDone['results'] = { matte: write(context, 'matte', { header, bytes }) }
  if (options.decontaminate) results['foreground'] = write(context, 'foreground', { header: picture, bytes: source })
  return done(results, {
    ...credit(options), checkList: [{ left: 1, top: 2, right: 3, bottom: 4, score: 0.5, reason: 'A soft edge' }],
  })
}

const denoise: Task<DenoiseOptions> = async (context, options) => {
  await work(context, 'denoise')
  const { header } = context.order.inputs.picture!
  const less = options.method === 'model' ? 10 : 20
  const bytes = Buffer.from(read(context, 'picture').map((value) => Math.max(0, value - less)))
  const results: WorkDone['results'] = { picture: write(context, 'picture', { header, bytes }) }
  if (options.removed) {
    results['removed'] = write(context, 'removed', { header, bytes: Buffer.alloc(bytes.length, 128 + less / 2) })
  }
  return done(results, credit(options))
}

const upscale: Task<UpscaleOptions> = async (context, options) => {
  await work(context, 'upscale')
  const { scale } = options
  const { header } = context.order.inputs.picture!
  const { width, height, origin } = header
  const moved = { left: origin.left * scale, top: origin.top * scale }
  const large = { ...header, width: width * scale, height: height * scale, origin: moved }
  const channels = channelCount(header.channels)
  const source = read(context, 'picture')
  const bytes = Buffer.from(Uint8Array.from({ length: pixelBytes(large) }, (_, at) => {
    const pixel = Math.floor(at / channels)
    const x = Math.floor(pixel % large.width / scale)
    const y = Math.floor(Math.floor(pixel / large.width) / scale)
    return source[(y * width + x) * channels + at % channels]!
  }))
  return done({ picture: write(context, 'picture', { header: large, bytes }) }, credit(options))
}

serveJobs({
  tasks: { mask, denoise, upscale },
  prepare: async () => ({ provider: 'cpu', providers: [], native: false }),
  model: async () => { throw new Error('there are no models here') },
  unload: async () => undefined,
})
