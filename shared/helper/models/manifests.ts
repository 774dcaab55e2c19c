import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { failure } from '#protocol'
import { type Manifest, manifestSchema } from './manifest'

/** The repository's `models/` folder: the nearest one above this file, from source or from build/. */
export function manifestFolder(): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const candidate = join(folder, 'models')
    if (existsSync(join(candidate, 'manifest.schema.json'))) return candidate
  }
  throw failure('INTERNAL_ERROR', { reason: 'the folder models/ with the manifests is missing' })
}

const readings = new Map<string, Manifest[]>()

/** Every manifest, by task and id. Read once per process. @throws INTERNAL_ERROR if one does not fit the schema. */
export function readManifests(folder = manifestFolder()): Manifest[] {
  const known = readings.get(folder)
  if (known !== undefined) return known
  const manifests: Manifest[] = []
  for (const task of ['mask', 'denoise', 'upscale', 'refine', 'slow']) {
    const place = join(folder, task)
    const names = existsSync(place) ? readdirSync(place).filter((name) => name.endsWith('.json')).sort() : []
    for (const name of names) manifests.push(readManifest(join(place, name), task, name.slice(0, -'.json'.length)))
  }
  readings.set(folder, manifests)
  return manifests
}

function readManifest(file: string, task: string, id: string): Manifest {
  const parsed = manifestSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')))
  if (!parsed.success) throw failure('INTERNAL_ERROR', { reason: `${file} is no manifest: ${parsed.error.message}` })
  const manifest = parsed.data
  if (manifest.id !== id || manifest.task !== task) {
    throw failure('INTERNAL_ERROR', { reason: `${file} calls itself ${manifest.task}/${manifest.id}` })
  }
  return manifest
}
