import * as fs from 'node:fs'
import * as path from 'node:path'

/** A user's Fusion.prefs has about 22 kB; beyond this it is something else. */
const MAX_PREFERENCES_BYTES = 8 * 1024 * 1024

const MOST_PROFILES = 32

/**
 * The folders that hold Fusion's profiles of this user's Resolve, each with a `Fusion.prefs`.
 * @param env FIRSTPASS_RESOLVE_PROFILES names one instead, for an installation elsewhere
 */
export function profileFolders(env: Record<string, string | undefined>, platform: string, home: string): string[] {
  const named = env.FIRSTPASS_RESOLVE_PROFILES
  if (named !== undefined && named !== '') return [path.resolve(named)]
  const product = path.join('Blackmagic Design', 'DaVinci Resolve')
  if (platform === 'win32') {
    return [path.join(env.APPDATA ?? path.join(home, 'AppData', 'Roaming'), product, 'Support', 'Fusion', 'Profiles')]
  }
  if (platform === 'darwin') return [path.join(home, 'Library', 'Application Support', product, 'Fusion', 'Profiles')]
  return [path.join(env.XDG_DATA_HOME ?? path.join(home, '.local', 'share'), 'DaVinciResolve', 'Fusion', 'Profiles')]
}

/** Every preferences file below, as there are now. */
export function preferenceFiles(folders: readonly string[]): string[] {
  return folders.flatMap((folder) => {
    const names = fs.existsSync(folder) ? fs.readdirSync(folder).slice(0, MOST_PROFILES) : []
    return names.map((name) => path.join(folder, name, 'Fusion.prefs'))
  }).filter((file) => fs.existsSync(file))
}

/** Empty where it can't be read now: Resolve may be writing it, and will have written it at the next look. */
export function readPreferences(file: string): string {
  try {
    const { size } = fs.statSync(file)
    return size > MAX_PREFERENCES_BYTES ? '' : fs.readFileSync(file, 'latin1')
  } catch {
    return ''
  }
}
