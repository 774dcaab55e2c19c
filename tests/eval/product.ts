import { join } from 'node:path'
import { writeFileSync } from 'node:fs'
import { plainHeader } from '#protocol'
import { findModel } from '#helper/models/catalogue'
import type { LoadedModel, Task, WorkDone } from '#helper/tasks/task'
import { inFolder, loadForBench } from '../bench/paired'
import { readSamples, runTask } from '../support/run-task'
import { type EvalPicture } from './pictures'
import { NotRun } from './section'

/** The model that a task takes where none is named. @throws NotRun where its weights are absent */
export async function defaultModel(task: 'denoise' | 'slow' | 'upscale'): Promise<LoadedModel> {
  const { manifest } = await findModel(task, undefined, { policy: 'permissive' })
  try {
    return await loadForBench(manifest)
  } catch (error) {
    throw new NotRun(`weights of ${manifest.id}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

export interface Made {
  picture: EvalPicture
  done: WorkDone
}

/** Runs a task of the product on a picture as the engine does; `options` are parsed ones. */
export async function runProduct<Options>(
  task: Task<Options>, options: Options, { picture, model }: { picture: EvalPicture; model?: LoadedModel },
): Promise<Made> {
  return inFolder(async (folder) => {
    const file = join(folder, 'input')
    writeFileSync(file, picture.data)
    const inputs = { picture: { file, offset: 0, header: plainHeader(picture, 'rgb', 'u8') } }
    const done = await runTask(task, options, { folder, inputs, ...(model ? { model } : {}) })
    const result = done.results.picture
    if (result?.entry.kind !== 'picture' || result.file === undefined) throw new Error('the task gave no picture')
    const { header } = result.entry
    const data = readSamples({ file: result.file, offset: result.offset ?? 0, header })
    if (!(data instanceof Uint8Array)) throw new Error('an 8-bit picture came back in another depth')
    return { picture: { name: picture.name, width: header.width, height: header.height, data }, done }
  })
}
