import { existsSync, readFileSync } from 'node:fs'
import { posix, win32 } from 'node:path'
import { z } from '#protocol'
import type { Around } from './around'
import { namesIn } from './files'

export interface AdobeProduct {
  host: 'photoshop' | 'premiere'
  name: string
  /** The folders of its versions; Elements and the like are other products. */
  folders: RegExp
  /** Of our plugin, in its manifest. */
  plugin: string
  /** The file in which UXP lists the plugins of this application. */
  list: string
  /** What the folder's year adds up to as a version: Photoshop 2024 is 25. */
  versionOfYear(year: number): number
  /** The oldest version that our plugin runs in, as its manifest says, and the first year that may have it. */
  needs: { version: string; year: number }
}

export const adobeProducts: readonly AdobeProduct[] = [
  {
    host: 'photoshop', name: 'Photoshop', folders: /^Adobe Photoshop( 20\d\d| \(Beta\))?$/,
    plugin: 'firstpass.photoshop', list: 'PS.json',
    versionOfYear: (year) => year - 1999, needs: { version: '25.0', year: 2024 },
  },
  {
    host: 'premiere', name: 'Premiere Pro', folders: /^Adobe Premiere( Pro)?( 20\d\d| \(Beta\))?$/,
    plugin: 'firstpass.premiere', list: 'premierepro.json',
    versionOfYear: (year) => year - 2000, needs: { version: '25.6', year: 2025 },
  },
]

/** Where Adobe's installers put things; absent: Adobe has nothing for that system. */
export interface AdobePlaces {
  programs?: string
  /** Folders of lists of plugins, of this user and of everybody. */
  lists: readonly string[]
  /** The Unified Plugin Installer Agent, which Creative Cloud brings. */
  agent?: string
}

const agentTail = ['Adobe', 'Adobe Desktop Common', 'RemoteComponents', 'UPI', 'UnifiedPluginInstallerAgent'] as const
const AGENT = 'UnifiedPluginInstallerAgent'

export function adobePlaces({ env, platform, home }: Around): AdobePlaces {
  if (platform === 'darwin') {
    const { join } = posix
    return {
      programs: '/Applications',
      lists: [home, '/'].map((root) => join(root, 'Library/Application Support/Adobe/UXP/PluginsInfo/v1')),
      agent: join('/Library/Application Support', ...agentTail, `${AGENT}.app/Contents/MacOS`, AGENT),
    }
  }
  if (platform !== 'win32') return { lists: [] }
  const { join } = win32
  const shared = env.COMMONPROGRAMFILES ?? 'C:\\Program Files\\Common Files'
  const roots = [env.APPDATA ?? join(home, 'AppData\\Roaming'), shared]
  return {
    programs: join(env.PROGRAMFILES ?? 'C:\\Program Files', 'Adobe'),
    lists: roots.map((root) => join(root, 'Adobe\\UXP\\PluginsInfo\\v1')),
    agent: join(shared, ...agentTail, `${AGENT}.exe`),
  }
}

export interface AdobeProgram {
  path: string
  /** Of the folder's name; a beta's has none. */
  year?: number
}

/** Every version that is there, the newest first. */
export function findPrograms({ folders }: AdobeProduct, { programs }: AdobePlaces): AdobeProgram[] {
  if (programs === undefined) return []
  const { join } = programs.includes('\\') ? win32 : posix
  return namesIn(programs).filter((name) => folders.test(name)).map((name): AdobeProgram => {
    const year = /\b(20\d\d)\b/.exec(name)?.[1]
    return { path: join(programs, name), ...year === undefined ? {} : { year: Number(year) } }
  }).sort((a, b) => (b.year ?? Infinity) - (a.year ?? Infinity))
}

const listSchema = z.looseObject({
  plugins: z.array(z.looseObject({ pluginId: z.string(), versionString: z.optional(z.string()) })),
})

/** The version of our plugin that UXP lists; null where it lists none, undefined where there is no list to ask. */
export function listedVersion({ plugin, list }: AdobeProduct, { lists }: AdobePlaces): string | null | undefined {
  const known = lists.map((folder) => readList(`${folder}/${list}`)).filter((each) => each !== undefined)
  const found = known.flatMap(({ plugins }) => plugins).find(({ pluginId }) => pluginId === plugin)
  if (found !== undefined) return found.versionString ?? ''
  return known.length > 0 ? null : undefined
}

function readList(file: string): z.infer<typeof listSchema> | undefined {
  try {
    const parsed = listSchema.safeParse(JSON.parse(readFileSync(file, 'utf8').replace(/^\ufeff/, '')))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}

export const findAgent = ({ agent }: AdobePlaces): string | undefined =>
  (agent !== undefined && existsSync(agent) ? agent : undefined)
