import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type DoorState, dataFolder, type Finding } from '#protocol'
import { findAdobe } from './adobe-findings'
import { adobePlaces, adobeProducts } from './adobe-places'
import type { Around } from './around'
import { findPackageFolder } from './installation'
import { describeResolve } from './resolve-findings'
import { findResolve, type OurFiles, type ResolveInstallation, resolvePlaces } from './resolve-places'

/** `unknown`: nothing on the disk says so. */
export type PluginState = 'present' | 'absent' | 'outdated' | 'unknown'

/** What there is of a host application on this computer, and of our plugin in it. */
export interface HostFinding {
  host: 'photoshop' | 'premiere' | 'resolve'
  name: string
  version?: string
  edition?: string
  /** Its program; absent where it was not found. */
  where?: string
  plugin: PluginState
  /** In plain words, to be shown as they are. */
  findings: Finding[]
}

/** What is to be put into hosts. */
export interface PluginFiles extends OurFiles {
  photoshop: string
  premiere: string
}

/** In an archive or an installation beside the package, in a source checkout where they were built. */
export function pluginFiles(packageFolder = findPackageFolder()): PluginFiles {
  const shipped = join(dirname(packageFolder), 'plugins')
  if (existsSync(join(shipped, 'firstpass.lua'))) {
    return {
      script: join(shipped, 'firstpass.lua'), plugin: join(shipped, 'resolve/com.firstpass.resolve/main.js'),
      photoshop: join(shipped, 'firstpass-photoshop.ccx'), premiere: join(shipped, 'firstpass-premiere.ccx'),
    }
  }
  return {
    script: join(packageFolder, 'build/resolve/firstpass.lua'),
    plugin: join(packageFolder, 'build/resolve/workflow-integration/main.js'),
    photoshop: join(packageFolder, 'dist/firstpass-photoshop.ccx'), premiere: join(packageFolder, 'dist/firstpass-premiere.ccx'),
  }
}

/**
 * Looks for the host applications on the disk; nothing is started, and nothing asked for over the network.
 * @param door what the helper knows of DaVinci Resolve, where a helper is asked
 */
export function findHosts(around: Around, door?: DoorState): HostFinding[] {
  const ours = pluginFiles()
  const { env, platform, home } = around
  const places = adobePlaces(around)
  const adobe = adobeProducts.map((product) => findAdobe(product, { platform, places, package: ours[product.host] }))
  const found = findResolve(resolvePlaces(env, platform, home), ours)
  const folder = dataFolder(env, platform, home)
  return [...adobe, describeHost(found, { door, findings: describeResolve(found, door, { platform, dataFolder: folder, ours }) })]
}

interface Known {
  door: DoorState | undefined
  findings: Finding[]
}

function describeHost({ isThere, program, script, plugin }: ResolveInstallation, { door, findings }: Known): HostFinding {
  const ours = [script, plugin].filter((each) => each !== undefined)
  const state = ours.length === 0 ? 'absent' : ours.every(({ isCurrent }) => isCurrent) ? 'present' : 'outdated'
  return {
    host: 'resolve', name: 'DaVinci Resolve', plugin: !isThere && ours.length === 0 ? 'unknown' : state,
    ...program === undefined ? {} : { where: program },
    ...door?.state === 'attached' ? { version: door.version, edition: door.edition } : {},
    findings,
  }
}
