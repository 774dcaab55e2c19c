import { join } from 'node:path'
import { failure, MAX_SIDE_PX, type PictureHeader, type UpscaleOptions } from '#protocol'
import { copyPicture } from '#helper/pipeline/copy-picture'
import { resamplePicture } from '#helper/pipeline/resample'
import { writeResult } from '#helper/pipeline/result-file'
import { enlargementOf, enlargePicture } from './enlarge-picture'
import { inputOf } from './inputs'
import type { Task } from './task'
import { asResult, credit, timed } from './work-done'

const STAGE = 'upscale'

/** Makes a picture 2, 3 or 4 times as wide and high, alpha included. Scale 1 gives the picture back, bit for bit. */
export const upscale: Task<UpscaleOptions> = (context, options) => timed(async () => {
  const source = inputOf(context, 'picture')
  const header = enlargedHeader(source.header, options.scale)
  const file = join(context.order.folder, 'picture.v')
  if (options.scale === 1 || options.method === 'traditional') {
    const picture = await writeResult(file, header, (target) => {
      const progress = (done: number, total: number): void => context.progress(STAGE, done, total)
      if (options.scale === 1) copyPicture(source, target, progress)
      else resamplePicture(source, target, 'lanczos3', progress)
    })
    return { results: { picture: asResult(picture) }, method: options.method, notes: [], facts: {}, inferMs: 0 }
  }
  const model = await context.model('upscale', options.model, { scale: options.scale, blend: options.denoise })
  const how = enlargementOf(model, options.scale)
  const { manifest, session } = model
  const { progress } = context
  const picture = await writeResult(file, header, (target) => enlargePicture({ source, target, how, manifest, progress }))
  const facts = { networkScale: how.network.shape.scale, passes: how.passes, backProjections: how.backProjections }
  const results = { picture: asResult(picture) }
  return { results, method: 'model', ...credit(model), notes: [], facts, inferMs: session.inferMs() }
})

/** @throws PICTURE_TOO_LARGE */
export function enlargedHeader(header: PictureHeader, scale: number): PictureHeader {
  const { width, height, origin } = header
  if (Math.max(width, height) * scale > MAX_SIDE_PX) {
    const size = `${width * scale} x ${height * scale}`
    throw failure('PICTURE_TOO_LARGE', { what: 'The enlarged picture', size, limit: `${MAX_SIDE_PX} px a side` })
  }
  const moved = { left: origin.left * scale, top: origin.top * scale }
  return { ...header, width: width * scale, height: height * scale, origin: moved }
}
