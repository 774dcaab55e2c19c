import { failure } from '#protocol'
import type { PictureFile } from '#helper/pipeline/picture-file'
import type { TaskContext } from './task'

/** @throws INPUT_MISSING */
export function inputOf({ order }: TaskContext, name: string): PictureFile {
  const picture = order.inputs[name]
  if (!picture) throw failure('INPUT_MISSING', { task: order.task, input: name })
  return picture
}
