import { join } from 'node:path'
import { denoiseClipOptionsSchema, type Encoding, maskClipOptionsSchema } from '#protocol'
import { LoadedNetwork } from '#helper/engine/session'
import { findModel, loadModelBytes } from '#helper/models/catalogue'
import type { ClipSource, ClipWork } from '#helper/tasks/clip-work'
import type { TaskContext, WorkOrder } from '#helper/tasks/task'

export interface Case {
  name: string
  task: string
  encoding: Encoding
  options: Record<string, unknown>
  plan(context: TaskContext, options: Record<string, unknown>, source: ClipSource): Promise<ClipWork>
}

const asInClipJobs = { provider: 'cpu', sharesCores: true } as const

/** For work that is done in this process, with networks as an engine's clip jobs have them. */
export function contextOf(one: Case, folder: string, path: string): TaskContext {
  const loaded = new Map<string, Promise<LoadedNetwork>>()
  return {
    order: orderOf(one, folder, path),
    progress: () => undefined,
    model: async (task, id) => {
      const { manifest } = await findModel(task, id, { policy: 'permissive' })
      const load = async () => LoadedNetwork.load(await loadModelBytes(manifest), manifest.id, asInClipJobs)
      const network = loaded.get(manifest.id) ?? load()
      loaded.set(manifest.id, network)
      return { manifest, session: (await network).handOut() }
    },
  }
}

const schemas: Readonly<Record<string, { parse(value: unknown): unknown }>> = {
  'mask-clip': maskClipOptionsSchema, 'denoise-clip': denoiseClipOptionsSchema,
}

export function orderOf({ task, options, encoding }: Omit<Case, 'plan' | 'name'>, folder: string, path: string): WorkOrder {
  const output = join(folder, `out.${encoding === 'ffv1' ? 'mkv' : 'mov'}`)
  const all = { path, output, overwrite: true, encoding, ...options }
  return {
    id: '0'.repeat(20), task, folder, options: schemas[task]?.parse(all), inputs: {}, provider: 'cpu', licence: 'permissive',
  }
}
