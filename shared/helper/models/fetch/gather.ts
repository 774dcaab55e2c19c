import { join } from 'node:path'
import type { Manifest, RegistryOrigin, SourceFile } from '../manifest'
import { findLocalFile } from '../local-weights'
import { manifestFolder } from '../manifests'
import { fetchFromRegistry, type Wanted } from './from-registry'
import { fetchFromUrl } from './from-url'

/** Bytes over the wire so far, and at most to come. */
export type OnProgress = (done: number, total: number) => void

/** The files that need no network, by index; undefined where one must be fetched. */
export async function localSources(manifest: Manifest): Promise<(string | undefined)[]> {
  return Promise.all(manifest.source.files.map((file) =>
    'own' in file.from ? join(manifestFolder(), file.from.own) : findLocalFile(file)))
}

/**
 * Brings every source file of a model to disk, verified, in the manifest's order. One download per package, however many
 * files of it are wanted.
 */
export async function gatherSources(manifest: Manifest, folder: string, onProgress: OnProgress): Promise<string[]> {
  const local = await localSources(manifest)
  const paths = local.map((path, index) => path ?? join(folder, `source-${index}`))
  const all = manifest.source.files.map((file, index) => ({ file, to: paths[index] ?? '' }))
  const absent = all.filter((_, index) => local[index] === undefined)
  const packages = groupByPackage(absent)
  const addresses = absent.flatMap(({ file, to }) => 'url' in file.from ? [{ file, to, url: file.from.url }] : [])
  const total = downloadBytes(manifest)
  let before = 0
  const onBytes = (bytes: number): void => onProgress(Math.min(before + bytes, total), total)
  for (const { origin, wanted } of packages) {
    await fetchFromRegistry(origin, wanted, onBytes)
    before += origin.tarballBytes
  }
  for (const address of addresses) {
    await fetchFromUrl(address.url, address, onBytes)
    before += address.file.bytes
  }
  return paths
}

/** What a download of all source files amounts to: whole packages, and single files by address. */
export function downloadBytes(manifest: Manifest): number {
  const packages = groupByPackage(manifest.source.files.map((file) => ({ file, to: '' })))
  const addresses = manifest.source.files.filter((file) => 'url' in file.from)
  const sizes = [...packages.map((each) => each.origin.tarballBytes), ...addresses.map((file) => file.bytes)]
  return sizes.reduce((sum, bytes) => sum + bytes, 0)
}

function groupByPackage(absent: readonly { file: SourceFile; to: string }[]): { origin: RegistryOrigin; wanted: Wanted[] }[] {
  const groups = new Map<string, { origin: RegistryOrigin; wanted: Wanted[] }>()
  for (const { file, to } of absent) {
    if (!('package' in file.from)) continue
    const origin = file.from
    const key = `${origin.package}@${origin.version} ${origin.integrity}`
    const group = groups.get(key) ?? { origin, wanted: [] }
    group.wanted.push({ file, to, path: origin.path })
    groups.set(key, group)
  }
  return [...groups.values()]
}
