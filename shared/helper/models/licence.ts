import type { LicencePolicy } from '#protocol'
import type { Manifest } from './manifest'

/** SPDX identifiers that ask for no more than notice and attribution. */
const permissive = new Set([
  'Apache-2.0', 'MIT', 'MIT-0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'Zlib', '0BSD', 'Unlicense',
  'CC0-1.0', 'CC-BY-3.0', 'CC-BY-4.0',
])

/**
 * The licence that the policy forbids, of the weights or of the package they lie in; undefined when all is allowed.
 * `any` allows everything; whoever chooses it has read the licence.
 */
export function refusedLicence(manifest: Manifest, policy: LicencePolicy): string | undefined {
  if (policy === 'any') return undefined
  return [manifest.licence, manifest.packageLicence].find((licence) => licence !== undefined && !permissive.has(licence))
}
