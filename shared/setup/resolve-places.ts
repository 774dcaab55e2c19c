import { existsSync, readFileSync } from 'node:fs'
import { posix, win32 } from 'node:path'
import { namesIn } from './files'

/** Where DaVinci Resolve's installer and its users put things; absent: that system has none. */
export interface ResolvePlaces {
  /** The programs, of whatever edition. */
  programs: readonly string[]
  /** What Apple's App Store installs: locked away from all else. */
  storePrograms: readonly string[]
  /** Folders of scripts, of everybody and of this user. */
  scripts: readonly string[]
  /** What Resolve makes for this user when it is first started. */
  own: string
  plugins?: string
  developer?: string
}

const product = ['Blackmagic Design', 'DaVinci Resolve'] as const

/** On this system, as Blackmagic's own README names them (its `%APPDATA%\Roaming` is one Roaming too many). */
export function resolvePlaces(env: Record<string, string | undefined>, platform: string, home: string): ResolvePlaces {
  if (platform === 'win32') return windowsPlaces(env, home)
  const { join } = posix
  if (platform === 'darwin') {
    const [all, own] = ['/', home].map((root) => join(root, 'Library/Application Support', ...product))
    return {
      programs: ['/Applications/DaVinci Resolve/DaVinci Resolve.app'],
      storePrograms: ['/Applications/DaVinci Resolve.app', '/Applications/DaVinci Resolve Studio.app'],
      scripts: [all, own].map((root) => join(root ?? '', 'Fusion/Scripts')), own: own ?? '',
      plugins: join(all ?? '', 'Workflow Integration Plugins'), developer: join(all ?? '', 'Developer'),
    }
  }
  const own = join(env.XDG_DATA_HOME || join(home, '.local/share'), 'DaVinciResolve')
  return {
    programs: ['/opt/resolve/bin/resolve'], storePrograms: [],
    scripts: ['/opt/resolve/Fusion/Scripts', '/home/resolve/Fusion/Scripts', join(own, 'Fusion/Scripts')], own,
  }
}

function windowsPlaces(env: Record<string, string | undefined>, home: string): ResolvePlaces {
  const { join } = win32
  const all = join(env.PROGRAMDATA ?? 'C:\\ProgramData', ...product)
  const own = join(env.APPDATA ?? join(home, 'AppData\\Roaming'), ...product, 'Support')
  return {
    programs: [join(env.PROGRAMFILES ?? 'C:\\Program Files', ...product, 'Resolve.exe')], storePrograms: [],
    scripts: [join(all, 'Fusion\\Scripts'), join(own, 'Fusion\\Scripts')], own,
    plugins: join(all, 'Support\\Workflow Integration Plugins'), developer: join(all, 'Support\\Developer'),
  }
}

export interface ResolveInstallation {
  /** Its program is, or was once started by this user. */
  isThere: boolean
  program?: string
  isFromStore: boolean
  /** Our script where it was copied to, and whether it is that of this version. */
  script?: { path: string; isCurrent: boolean }
  plugin?: { path: string; isCurrent: boolean; hasModule: boolean }
  /** Where the script belongs: this user's own. */
  scriptFolder: string
  /** Where the plugin belongs; its folder is everybody's. */
  pluginFolder?: string
}

export interface OurFiles {
  /** firstpass.lua */
  script: string
  /** main.js of the Workflow Integration */
  plugin: string
}

export const RESOLVE_PLUGIN = 'com.firstpass.resolve'
const MODULE = 'WorkflowIntegration.node'

/** What of Resolve, and of ours in it, is there. */
export function findResolve(places: ResolvePlaces, ours: OurFiles): ResolveInstallation {
  const { programs, storePrograms, scripts, plugins, developer } = places
  const program = programs.find(existsSync)
  const store = storePrograms.find(existsSync)
  const script = scripts.flatMap((folder) => [folder, ...namesIn(folder).map((name) => `${folder}/${name}`)])
    .map((folder) => `${folder}/firstpass.lua`).find(existsSync)
  const plugin = plugins === undefined ? undefined : `${plugins}/${RESOLVE_PLUGIN}`
  const main = `${plugin}/main.js`
  const examples = `${developer}/Workflow Integrations/Examples`
  const modules = [plugin ?? '', ...namesIn(examples).map((name) => `${examples}/${name}`)].map((folder) => `${folder}/${MODULE}`)
  return {
    ...(program ?? store) === undefined ? {} : { program: program ?? store ?? '' },
    isThere: (program ?? store) !== undefined || existsSync(places.own),
    isFromStore: program === undefined && store !== undefined,
    scriptFolder: `${scripts.at(-1) ?? ''}/Utility`,
    ...plugins === undefined ? {} : { pluginFolder: plugins },
    ...script === undefined ? {} : { script: { path: script, isCurrent: isSame(script, ours.script) } },
    ...plugin === undefined || !existsSync(main) ? {} : { plugin: {
      path: plugin, isCurrent: isSame(main, ours.plugin), hasModule: modules.some(existsSync),
    } },
  }
}

const isSame = (a: string, b: string): boolean => existsSync(b) && readFileSync(a).equals(readFileSync(b))
