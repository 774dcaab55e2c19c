import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type MaskOptions, maskOptionsSchema, type PictureHeader, plainHeader } from '#protocol'
import type { Samples } from '#native'
import type { ModelSession } from '#helper/pipeline/model-session'
import type { PictureFile } from '#helper/pipeline/picture-file'
import { mask } from '#helper/tasks/mask'
import type { LoadedModel, WorkDone } from '#helper/tasks/task'
import { readSamples, runTask, tinyManifest } from './run-task'

export interface CoarseMatte {
  width: number
  height: number
  values: Float32Array
}

/** A network that always sees the same matte; what it was shown can be read from `shown`. */
export function fixedNetwork(coarse: CoarseMatte, shown: Float32Array[] = []): LoadedModel {
  const { width, height, values } = coarse
  const session: ModelSession = {
    provider: 'cpu',
    run: async (inputs) => {
      shown.push(inputs['image']!.data)
      return { out: { data: values.slice(), dims: [1, 1, height, width] } }
    },
    inferMs: () => 0,
  }
  return { manifest: tinyManifest('mask', { tile: { kind: 'fixed', width, height } }), session }
}

export interface MaskInput {
  header: PictureHeader
  data: Samples
}

export interface MaskRun {
  picture: MaskInput
  proxy?: MaskInput
  mask?: MaskInput
  model?: LoadedModel
  refiner?: LoadedModel
  options?: Partial<MaskOptions>
  cancelAfter?: number
  progress?: (stage: string, done: number, total: number) => void
}

export interface MaskAnswer {
  done: WorkDone
  matte: MaskInput
  foreground: MaskInput | undefined
  /** What lies in the job's folder besides its inputs. */
  files: string[]
}

/** Runs the task in a folder that is gone afterwards. */
export async function runMask(run: MaskRun): Promise<MaskAnswer> {
  const folder = mkdtempSync(join(tmpdir(), 'firstpass-mask-'))
  try {
    const inputs: Record<string, PictureFile> = {}
    for (const name of ['picture', 'proxy', 'mask'] as const) {
      const given = run[name]
      if (given === undefined) continue
      const file = join(folder, `in-${name}`)
      writeFileSync(file, new Uint8Array(given.data.buffer, given.data.byteOffset, given.data.byteLength))
      inputs[name] = { file, offset: 0, header: given.header }
    }
    const options = maskOptionsSchema.parse(run.options ?? {})
    const { model, refiner, cancelAfter, progress } = run
    const more = {
      ...(model && { model }), ...(refiner && { refiner }),
      ...(cancelAfter !== undefined && { cancelAfter }), ...(progress && { progress }),
    }
    const done = await runTask(mask, options, { folder, inputs, ...more })
    const read = (name: string): MaskInput | undefined => {
      const result = done.results[name]
      if (result?.entry.kind !== 'picture' || result.file === undefined) return undefined
      const { header } = result.entry
      return { header, data: readSamples({ file: result.file, offset: result.offset ?? 0, header }) }
    }
    const files = readdirSync(folder).filter((name) => !name.startsWith('in-')).sort()
    return { done, matte: read('matte')!, foreground: read('foreground'), files }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export const rgbInput = (data: Uint8Array, width: number, height: number): MaskInput =>
  ({ header: plainHeader({ width, height }, 'rgb', 'u8'), data })

export const asUnits = ({ data, header }: MaskInput): Float32Array => Float32Array.from(data, (value) => value / header.max)
