import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { failure, FirstpassError } from '#protocol'
import { buildModel } from './build'
import {
  cachedFile, cacheKey, isCached, moveAside, placeInCache, readCached, readVerified, removeCached, withPartialFolder,
} from './cache'
import { WrongDownload } from './fetch/incoming-file'
import { gatherSources, localSources, type OnProgress } from './fetch/gather'
import { findLocalFile } from './local-weights'
import type { Manifest } from './manifest'
import { manifestFolder } from './manifests'
import { checkModel } from './check-model'

/** Weights of our own training that are committed need no cache. */
function ownFile(manifest: Manifest): string | undefined {
  const [only] = manifest.source.files
  return only !== undefined && 'own' in only.from ? join(manifestFolder(), only.from.own) : undefined
}

/** Whether the weights are on this machine; by name and size, the hash is checked when they are loaded. */
export async function isPresent(manifest: Manifest): Promise<boolean> {
  const own = ownFile(manifest)
  if (own !== undefined) return (await stat(own).catch(() => undefined))?.size === manifest.built.bytes
  if (await isCached(manifest) || await findLocalFile(manifest.built) !== undefined) return true
  return (await localSources(manifest)).every((path) => path !== undefined)
}

/**
 * The ONNX bytes of a model, verified against its manifest and walked by `checkOnnx`. Never downloads: what is missing is
 * MODEL_UNAVAILABLE, and only `pullModel` goes to the network. A corrupt file is moved aside.
 * @throws MODEL_UNAVAILABLE, MODEL_CORRUPT, MODEL_REFUSED
 */
export async function readWeights(manifest: Manifest): Promise<Uint8Array> {
  const bytes = await readOwn(manifest) ?? await readFromCache(manifest)
  checkModel(bytes, manifest)
  return bytes
}

async function readOwn(manifest: Manifest): Promise<Uint8Array | undefined> {
  const own = ownFile(manifest)
  if (own === undefined) return undefined
  const reading = await readVerified(own, manifest)
  if (reading.state === 'good') return reading.bytes
  if (reading.state === 'absent') throw unavailable(manifest)
  throw failure('MODEL_CORRUPT', { model: manifest.id, reason: reading.reason })
}

async function readFromCache(manifest: Manifest): Promise<Uint8Array> {
  const reading = await readCached(manifest)
  if (reading.state === 'good') return reading.bytes
  if (reading.state === 'corrupt') await moveAside(manifest)
  const local = await readLocal(manifest)
  if (local !== undefined) return local
  if (reading.state === 'absent') throw unavailable(manifest)
  throw failure('MODEL_CORRUPT', { model: manifest.id, reason: reading.reason })
}

/** From FIRSTPASS_TEST_MODELS: the built file itself, or its source files, built into the cache. */
async function readLocal(manifest: Manifest): Promise<Uint8Array | undefined> {
  const file = await findLocalFile(manifest.built)
  if (file === undefined) {
    const sources = await localSources(manifest)
    if (!sources.every((path) => path !== undefined)) return undefined
    await buildIntoCache(manifest, async () => sources)
  }
  const reading = file === undefined ? await readCached(manifest) : await readVerified(file, manifest)
  return reading.state === 'good' ? reading.bytes : undefined
}

const unavailable = (manifest: Manifest): FirstpassError =>
  failure('MODEL_UNAVAILABLE', { model: manifest.id, reason: 'its weights are not on this machine' })

async function buildIntoCache(manifest: Manifest, sources: (folder: string) => Promise<string[]>): Promise<void> {
  await withPartialFolder(async (folder) => {
    const built = join(folder, 'built.onnx')
    await buildModel(manifest, await sources(folder), built)
    await placeInCache(manifest, built)
  })
}

const pulls = new Map<string, Promise<void>>()

/**
 * Fetches, verifies and builds the weights of one model into the cache, unless they are there and whole. The only place
 * that opens an outbound connection. Two calls for one model share the work; two processes may both do it.
 * @throws MODEL_DOWNLOAD_FAILED, MODEL_CORRUPT, MODEL_REFUSED, DISK_FULL
 */
export function pullWeights(manifest: Manifest, onProgress: OnProgress = () => undefined): Promise<void> {
  const key = cachedFile(manifest) + cacheKey(manifest)
  const running = pulls.get(key) ?? pull(manifest, onProgress).finally(() => pulls.delete(key))
  pulls.set(key, running)
  return running
}

async function pull(manifest: Manifest, onProgress: OnProgress): Promise<void> {
  if (ownFile(manifest) !== undefined) return void await readWeights(manifest)
  const reading = await readCached(manifest)
  if (reading.state === 'good') return
  if (reading.state === 'corrupt') await moveAside(manifest)
  try {
    await buildIntoCache(manifest, (folder) => gatherSources(manifest, folder, onProgress))
  } catch (error) {
    throw downloadFailure(manifest, error)
  }
}

function downloadFailure(manifest: Manifest, error: unknown): FirstpassError {
  if (error instanceof FirstpassError) return error
  const { code, message } = error as { code?: string; message?: string }
  if (code === 'ENOSPC') return failure('DISK_FULL', { path: cachedFile(manifest), needed: neededBytes(manifest) }, error)
  const reason = (message ?? String(error)).split('\n')[0] ?? 'unknown'
  const told = error instanceof WrongDownload ? reason : `${code ?? 'failed'}, ${reason}`
  return failure('MODEL_DOWNLOAD_FAILED', { model: manifest.id, reason: told }, error)
}

function neededBytes(manifest: Manifest): number {
  return manifest.source.files.reduce((sum, file) => sum + file.bytes, manifest.built.bytes)
}

/** Reads and hashes what is there. @throws what `readWeights` throws */
export async function verifyWeights(manifest: Manifest): Promise<void> {
  await readWeights(manifest)
}

/** Removes what was fetched, also under older manifests; committed weights stay. Returns whether anything was there. */
export function removeWeights(manifest: Manifest): Promise<boolean> {
  return removeCached(manifest)
}
