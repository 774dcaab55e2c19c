import { failure, type LicencePolicy } from '#protocol'
import { downloadBytes, type OnProgress } from './fetch/gather'
import { refusedLicence } from './licence'
import type { Manifest } from './manifest'
import { readManifests } from './manifests'
import { blendOnnx } from './onnx/blend'
import { isPresent, pullWeights, readWeights, removeWeights } from './weights'

export interface ModelEntry {
  manifest: Manifest
  /** Its weights (and its blend twin's) are on this machine and need no download. */
  present: boolean
  /** What a job gets that names no model; of `upscale`, one per factor. */
  isDefault: boolean
  /** The licence that the policy forbids, where it does. */
  refused?: string
}

export interface ModelChoice {
  manifest: Manifest
  /** Why this one, for the user. */
  reason: string
}

export interface ModelWish {
  policy: LicencePolicy
  /** Of upscale: the factor asked for. The network's own may be larger; the task shrinks. */
  scale?: number | undefined
}

/** Every model there is, whether usable or not. */
export async function listModels(policy: LicencePolicy = 'permissive'): Promise<ModelEntry[]> {
  const manifests = readManifests()
  const present = new Map<string, boolean>()
  for (const manifest of manifests) present.set(manifest.id, await allPresent(manifest))
  return manifests.map((manifest) => {
    const refused = refusedLicence(manifest, policy)
    const entry = { manifest, present: present.get(manifest.id) ?? false, isDefault: isTheDefault(manifest, policy, present) }
    return refused === undefined ? entry : { ...entry, refused }
  })
}

function isTheDefault(manifest: Manifest, policy: LicencePolicy, present: ReadonlyMap<string, boolean>): boolean {
  const rivals = ranked(manifest.task, policy).filter((each) => each.scale === manifest.scale)
  const chosen = rivals.find((each) => present.get(each.id) === true) ?? rivals.find(isFetchedFromRegistry) ?? rivals[0]
  return chosen?.id === manifest.id
}

/**
 * The model for a task. By id: that one. Without: the best ranked that is on this machine; so a better one that was pulled
 * is used, and one that the network here does not give is not missed.
 * @throws MODEL_UNKNOWN, LICENCE_REFUSED, OPTION_INVALID (a factor it can't reach), MODEL_UNAVAILABLE
 */
export async function findModel(task: string, id: string | undefined, wish: ModelWish): Promise<ModelChoice> {
  if (id !== undefined) return { manifest: findById(task, id, wish), reason: 'asked for' }
  const candidates = suitable(ranked(task, wish.policy), wish.scale)
  for (const [place, manifest] of candidates.entries()) {
    if (!await allPresent(manifest)) continue
    return { manifest, reason: place === 0 ? 'the default' : `the default, as ${candidates[0]?.id} is not on this machine` }
  }
  const missing = candidates.find(isFetchedFromRegistry) ?? candidates[0]
  if (missing === undefined) {
    throw failure('MODEL_UNAVAILABLE', { model: `for ${task}`, reason: `no model is allowed by the policy "${wish.policy}"` })
  }
  throw failure('MODEL_UNAVAILABLE', { model: missing.id, reason: 'its weights are not on this machine' })
}

function findById(task: string, id: string, wish: ModelWish): Manifest {
  const manifest = readManifests().find((each) => each.id === id && each.task === task)
  if (manifest === undefined) {
    const known = readManifests().filter((each) => each.task === task).map((each) => each.id).join(', ')
    throw failure('MODEL_UNKNOWN', { model: id, task, known })
  }
  refuseByLicence(manifest, wish.policy)
  if (wish.scale !== undefined && manifest.scale !== undefined && manifest.scale < wish.scale) {
    const reason = `${id} enlarges ${manifest.scale} times, ${wish.scale} was asked for`
    throw failure('OPTION_INVALID', { option: '--model', reason })
  }
  return manifest
}

function refuseByLicence(manifest: Manifest, policy: LicencePolicy): void {
  const licence = refusedLicence(manifest, policy)
  if (licence !== undefined) throw failure('LICENCE_REFUSED', { model: manifest.id, licence, policy })
}

function ranked(task: string, policy: LicencePolicy): Manifest[] {
  return readManifests()
    .filter((each) => each.task === task && each.rank !== undefined && refusedLicence(each, policy) === undefined)
    .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0))
}

/** Of upscale, those with the smallest factor that is large enough: x3 is made from x4. */
function suitable(manifests: readonly Manifest[], scale: number | undefined): Manifest[] {
  if (scale === undefined) return [...manifests]
  const factors = manifests.map((each) => each.scale ?? 0).filter((factor) => factor >= scale)
  return manifests.filter((each) => each.scale === Math.min(...factors))
}

const isFetchedFromRegistry = (manifest: Manifest): boolean => manifest.source.files.every((file) => !('url' in file.from))

/** The model and the twins it is blended from. */
function family(manifest: Manifest): Manifest[] {
  const ids = new Set([manifest.id, ...manifest.blend ?? []])
  return readManifests().filter((each) => ids.has(each.id))
}

async function allPresent(manifest: Manifest): Promise<boolean> {
  for (const each of family(manifest)) if (!await isPresent(each)) return false
  return true
}

/** The manifest of an id, of whatever task. @throws MODEL_UNKNOWN */
export function manifestOf(id: string): Manifest {
  const manifest = readManifests().find((each) => each.id === id)
  if (manifest !== undefined) return manifest
  throw failure('MODEL_UNKNOWN', { model: id, task: 'any task', known: readManifests().map((each) => each.id).join(', ') })
}

/**
 * What `models pull` fetches when it names nothing: per task and factor, the best model whose source is the package
 * registry or this repository; those are reachable wherever Firstpass could be installed.
 */
export function defaultModels(policy: LicencePolicy = 'permissive'): Manifest[] {
  const slots = new Map<string, Manifest>()
  for (const task of ['mask', 'denoise', 'upscale', 'refine']) {
    for (const manifest of ranked(task, policy).filter(isFetchedFromRegistry)) {
      const slot = `${task} ${manifest.scale ?? ''}`
      if (!slots.has(slot)) slots.set(slot, manifest)
    }
  }
  return [...slots.values()]
}

/**
 * `models pull ID`: the model and its twins into the cache. `done` and `total` are bytes over all of them, told at most a
 * thousand times.
 * @throws MODEL_UNKNOWN, LICENCE_REFUSED, MODEL_DOWNLOAD_FAILED, MODEL_CORRUPT, MODEL_REFUSED, DISK_FULL
 */
export async function fetchModel(id: string, policy: LicencePolicy, onProgress: OnProgress = () => undefined): Promise<void> {
  const manifests = family(manifestOf(id))
  for (const manifest of manifests) refuseByLicence(manifest, policy)
  const total = manifests.reduce((sum, manifest) => sum + downloadBytes(manifest), 0)
  let before = 0
  let told = -1
  for (const manifest of manifests) {
    await pullWeights(manifest, (done) => {
      const permille = Math.floor((before + done) / total * 1000)
      if (permille > told) onProgress(before + done, total)
      told = permille
    })
    before += downloadBytes(manifest)
  }
}

/**
 * `models verify ID`: reads, hashes and walks the weights.
 * @throws MODEL_UNKNOWN, MODEL_UNAVAILABLE, MODEL_CORRUPT, MODEL_REFUSED
 */
export async function verifyModel(id: string): Promise<void> {
  await readWeights(manifestOf(id))
}

/**
 * `models remove ID`: deletes what was fetched; committed weights stay. Returns whether anything was there.
 * @throws MODEL_UNKNOWN
 */
export async function removeModel(id: string): Promise<boolean> {
  return removeWeights(manifestOf(id))
}

/**
 * The bytes that the runtime gets, verified. `blend` (0..100) mixes the twins of a manifest that has them: 0 is the first
 * of `manifest.blend`, 100 the second.
 * @throws MODEL_UNAVAILABLE, MODEL_CORRUPT, MODEL_REFUSED
 */
export async function loadModelBytes(manifest: Manifest, settings: { blend?: number | undefined } = {}): Promise<Uint8Array> {
  if (settings.blend === undefined || manifest.blend === undefined) return readWeights(manifest)
  const [first, second] = manifest.blend.map(manifestOf)
  if (first === undefined || second === undefined || settings.blend <= 0) return readWeights(first ?? manifest)
  if (settings.blend >= 100) return readWeights(second)
  return blendOnnx(await readWeights(first), await readWeights(second), settings.blend / 100)
}
