import { upscaleOptionsSchema } from '#protocol'
import { manifestOf } from '#helper/models/catalogue'
import type { LoadedModel } from '#helper/tasks/task'
import { upscale } from '#helper/tasks/upscale'
import { loadForBench } from '../bench/paired'
import { type EvalPicture } from './pictures'
import { runProduct } from './product'

export type Scale = 2 | 4

export const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

export const modelOf = async (id: string): Promise<LoadedModel> => loadForBench(manifestOf(id))

/** Through the product's task; without a model, its Lanczos. */
export async function enlarge(picture: EvalPicture, scale: Scale, model?: LoadedModel): Promise<EvalPicture> {
  const options = upscaleOptionsSchema.parse({ scale, method: model ? 'model' : 'traditional' })
  return (await runProduct(upscale, options, { picture, ...(model ? { model } : {}) })).picture
}
