import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { type AdobePlaces, adobePlaces, adobeProducts, findAgent, findPrograms } from './adobe-places'
import type { Around, Run } from './around'
import { kindAt, missingFolders, namesIn, removeAll, sha256Of } from './files'
import type { PluginFiles } from './hosts'
import type { Written } from './installation'
import {
  findResolve, RESOLVE_PLUGIN, type ResolveInstallation, type ResolvePlaces, resolvePlaces,
} from './resolve-places'

/** What was put into hosts, and a sentence for each host. */
export interface Placed {
  written: Written[]
  folders: string[]
  usedAdobeInstaller: boolean
  told: string[]
}

export interface Placing {
  around: Around
  run: Run
  files: PluginFiles
  /** What an earlier installation put there; what the user changed since is left as it is. */
  earlier: readonly Written[]
  /** Where hosts lie, if not where their installers put them. */
  adobe?: AdobePlaces
  resolve?: ResolvePlaces
}

/** Puts our plugins into the hosts that are found. */
export function placePlugins(placing: Placing): Placed {
  const resolve = placeInResolve(placing)
  const adobe = adobeProducts.map((product) => placeInAdobe(product, placing))
  const told = [...adobe.map((each) => each.told), ...resolve.told]
  return { ...resolve, told, usedAdobeInstaller: adobe.some(({ isAdded }) => isAdded) }
}

function placeInAdobe(
  product: (typeof adobeProducts)[number], { around, run, files, adobe: places = adobePlaces(around) }: Placing,
): { told: string; isAdded: boolean } {
  const { name, host } = product
  if (findPrograms(product, places).length === 0) {
    const why = places.programs === undefined ? 'Adobe makes none for this system' : 'it is not where its installer puts it'
    return { told: `${name}: not found (${why}).`, isAdded: false }
  }
  const agent = findAgent(places)
  const byHand = `${name}: double-click ${files[host]}, and Creative Cloud installs the plugin.`
  if (agent === undefined) return { told: byHand, isAdded: false }
  const { status, said } = run([agent, [around.platform === 'win32' ? '/install' : '--install', files[host]]])
  const isAdded = status === 0 && /successful/i.test(said)
  return { told: isAdded ? `${name}: the plugin is installed; start ${name} again.` : byHand, isAdded }
}

function placeInResolve({ around, files, earlier, resolve }: Placing): Omit<Placed, 'usedAdobeInstaller'> {
  const { env, platform, home } = around
  const found = findResolve(resolve ?? resolvePlaces(env, platform, home), files)
  const placed: Omit<Placed, 'usedAdobeInstaller'> = { written: [], folders: [], told: [] }
  if (!found.isThere) {
    return { ...placed, told: ['DaVinci Resolve: not found (it is not where its installer puts it).'] }
  }
  if (found.isFromStore) {
    return { ...placed, told: ['DaVinci Resolve: the one from the App Store is locked away; install Blackmagic\'s own.'] }
  }
  placeFile(files.script, join(found.scriptFolder, basename(files.script)), { placed, earlier })
  if (found.pluginFolder !== undefined) placeIntegration(dirname(files.plugin), found, { placed, earlier })
  return placed
}

interface Into {
  placed: Omit<Placed, 'usedAdobeInstaller'>
  earlier: readonly Written[]
}

function placeFile(from: string, to: string, { placed, earlier }: Into): void {
  const known = earlier.find(({ path }) => path === to)
  const isNew = missingFolders(dirname(to))
  try {
    if (isReplaceable(to, [known?.sha256, sha256Of(readFileSync(from))])) {
      mkdirSync(dirname(to), { recursive: true })
      copyFileSync(from, to)
      placed.written.push({ path: to, sha256: sha256Of(readFileSync(to)) })
      placed.told.push(`DaVinci Resolve: the script is in ${to}; choose Workspace > Scripts > firstpass.`)
    } else {
      placed.told.push(`DaVinci Resolve: ${to} is not what an installation put there, and stays; `
        + `copy ${from} over it unless you changed it.`)
    }
  } catch (thrown) {
    const { message } = thrown as Error
    placed.told.push(`DaVinci Resolve: the script could not be put into ${to} (${message}); copy ${from} there.`)
  }
  placed.folders.push(...isNew)
  if (known !== undefined && placed.written.length === 0) placed.written.push(known)
}

const isReplaceable = (path: string, ours: readonly (string | undefined)[]): boolean =>
  kindAt(path) === 'none' || (kindAt(path) === 'file' && ours.includes(sha256Of(readFileSync(path))))

/** Its folder belongs to everybody, so that only an administrator may write there. */
function placeIntegration(from: string, { pluginFolder }: ResolveInstallation, { placed, earlier }: Into): void {
  const to = join(pluginFolder ?? '', RESOLVE_PLUGIN)
  try {
    const isNew = missingFolders(to)
    mkdirSync(to, { recursive: true })
    placed.folders.push(...isNew)
    for (const name of namesIn(from)) {
      copyFileSync(join(from, name), join(to, name))
      placed.written.push({ path: join(to, name), sha256: sha256Of(readFileSync(join(to, name))) })
    }
    placed.told.push('DaVinci Resolve Studio: the plugin is installed; start Resolve again.')
  } catch {
    placed.written.push(...earlier.filter(({ path }) => dirname(path) === to && !placed.written.some((one) => one.path === path)))
    placed.told.push(`DaVinci Resolve Studio, if you have it: copy the folder ${from} into ${pluginFolder ?? ''} `
      + 'as an administrator.')
  }
}

/** Removes what was put into hosts, but for what was changed since. @returns what stays */
export function removePlugins(written: readonly Written[]): string[] {
  return written.filter(({ path, sha256 }) => kindAt(path) !== 'none' && !(isWhole(path, sha256) && removeAll(path)))
    .map(({ path }) => path)
}

/** What can't be read is nobody's to judge. */
function isWhole(path: string, sha256: string): boolean {
  try {
    return kindAt(path) === 'file' && sha256Of(readFileSync(path)) === sha256
  } catch {
    return false
  }
}

/** Adobe's installer knows a plugin by the name that it has in the list of plugins. @returns a sentence */
export function removeAdobePlugins(around: Around, run: Run): string {
  const agent = findAgent(adobePlaces(around))
  const isGone = agent !== undefined && existsSync(agent)
    && run([agent, [around.platform === 'win32' ? '/remove' : '--remove', 'Firstpass']]).status === 0
  return isGone ? 'The plugins are removed from Photoshop and Premiere Pro.'
    : 'Remove the plugin Firstpass in Creative Cloud, under Plugins > Manage plugins.'
}
