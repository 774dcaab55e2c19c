import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { modelFolder } from './data-folder'
import type { Manifest } from './manifest'

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Names what a cached file was made from and how: any change of source, build or result is another file. */
export function cacheKey(manifest: Manifest): string {
  return createHash('sha256').update(JSON.stringify([manifest.source, manifest.built])).digest('hex')
}

export function cachedFile(manifest: Manifest): string {
  return join(modelFolder(), `${manifest.id}-${cacheKey(manifest).slice(0, 16)}.onnx`)
}

/** Present by name and size; its hash is checked whenever it is loaded. */
export async function isCached(manifest: Manifest): Promise<boolean> {
  const found = await stat(cachedFile(manifest)).catch(() => undefined)
  return found !== undefined && found.isFile() && found.size === manifest.built.bytes
}

export type CacheReading = { state: 'good'; bytes: Uint8Array } | { state: 'absent' } | { state: 'corrupt'; reason: string }

/** The cached bytes, hashed while in hand: what is returned is what was verified. */
export async function readCached(manifest: Manifest): Promise<CacheReading> {
  return readVerified(cachedFile(manifest), manifest)
}

export async function readVerified(file: string, manifest: Manifest): Promise<CacheReading> {
  const found = await stat(file).catch(() => undefined)
  if (found === undefined) return { state: 'absent' }
  if (!found.isFile()) return { state: 'corrupt', reason: 'it is not a file' }
  if (found.size !== manifest.built.bytes) {
    return { state: 'corrupt', reason: `it has ${found.size} bytes instead of ${manifest.built.bytes}` }
  }
  const bytes = await readFile(file)
  const sha256 = sha256Of(bytes)
  if (sha256 !== manifest.built.sha256) return { state: 'corrupt', reason: `its SHA-256 is ${sha256}` }
  return { state: 'good', bytes }
}

/** Keeps a corrupt file for a look, one per model, out of the way of the next download. */
export async function moveAside(manifest: Manifest): Promise<void> {
  await rename(cachedFile(manifest), `${cachedFile(manifest)}.corrupt`).catch(() => undefined)
}

/** Everything cached for a model, also under older manifests. Returns whether anything was there. */
export async function removeCached(manifest: Manifest): Promise<boolean> {
  const names = await readdir(modelFolder()).catch(() => [])
  // The whole rest must be a key: `selfie-` also begins the files of a model `selfie-fast`.
  const isKey = (rest: string): boolean => /^-[0-9a-f]{16}\.onnx(\.corrupt)?$/.test(rest)
  const ours = names.filter((name) => name.startsWith(manifest.id) && isKey(name.slice(manifest.id.length)))
  for (const name of ours) await rm(join(modelFolder(), name), { force: true })
  return ours.length > 0
}

/**
 * Runs `work` in a folder of its own inside the cache (so that the final rename stays on one disk) and removes it after.
 * Folders of processes that died are swept after a day.
 */
export async function withPartialFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const partials = join(modelFolder(), 'partial')
  const folder = join(partials, randomBytes(8).toString('hex'))
  await mkdir(folder, { recursive: true })
  await sweep(partials)
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const dayMs = 24 * 60 * 60 * 1000

async function sweep(partials: string): Promise<void> {
  for (const name of await readdir(partials).catch(() => [])) {
    const found = await stat(join(partials, name)).catch(() => undefined)
    const isOld = found !== undefined && Date.now() - found.mtimeMs > dayMs
    if (isOld) await rm(join(partials, name), { recursive: true, force: true })
  }
}

/** Puts a finished, verified file in its place. Two processes may do so at once: the bytes are the same. */
export async function placeInCache(manifest: Manifest, file: string): Promise<void> {
  try {
    await rename(file, cachedFile(manifest))
  } catch (error) {
    // Windows refuses to replace a file that another process is reading; if that one is good, ours is not needed.
    if ((await readCached(manifest)).state !== 'good') throw error
  }
}
