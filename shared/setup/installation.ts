import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { basename, dirname, join, posix, win32 } from 'node:path'
import { failure, z } from '#protocol'
import type { Around } from './around'
import { writeWhole } from './files'

/** Lies in the installation's folder, and lists what of it lies elsewhere. */
export const RECORD_FILE = 'install.json'

/** A file outside of the installation, and what was in it when it was written: one that the user changed since is the user's. */
const writtenSchema = z.strictObject({ path: z.string(), sha256: z.string() })
export type Written = z.infer<typeof writtenSchema>

export const recordSchema = z.strictObject({
  format: z.literal(1),
  /** Where settings, models and jobs are. */
  dataFolder: z.string(),
  /** Launcher, menu entry and the like, which are ours alone. */
  files: z.array(z.string()),
  /** What was put into hosts. */
  plugins: z.array(writtenSchema),
  /** Whether Adobe's own installer was asked to add a plugin. */
  usedAdobeInstaller: z.boolean(),
  /** Folders that were not there before, the outermost first: those of them that are empty go again. */
  folders: z.array(z.string()),
  /** The list of default applications on Linux. */
  mime: z.optional(z.strictObject({ path: z.string(), madeFile: z.boolean(), madeGroup: z.boolean() })),
})
export type InstallRecord = z.infer<typeof recordSchema>

export interface Installation {
  /** What holds `versions/`, `current` and the record. */
  folder: string
  record: InstallRecord
}

/** The package's own folder: upwards to its package.json, whether this runs from `build/` or from source. */
export function findPackageFolder(from = __dirname): string {
  const manifest = join(from, 'package.json')
  if (existsSync(manifest) && (JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string }).name === 'firstpass') return from
  if (dirname(from) === from) throw failure('INTERNAL_ERROR', { reason: 'the package of firstpass is not above its own files' })
  return findPackageFolder(dirname(from))
}

/**
 * Where an installation lies on this system: under the user's own account, apart from the data folder.
 * @throws INSTALL_FAILED where the home is unknown
 */
export function installFolder({ env, platform, home }: Around): string {
  if (!(platform === 'win32' ? win32 : posix).isAbsolute(home)) {
    throw failure('INSTALL_FAILED', { reason: `the home folder ${JSON.stringify(home)} is no full path` })
  }
  if (platform === 'win32') {
    return win32.join(env.LOCALAPPDATA ?? win32.join(home, 'AppData\\Local'), 'Programs\\Firstpass')
  }
  if (platform === 'darwin') return posix.join(home, 'Library/Application Support/Firstpass App')
  return posix.join(home, '.local/lib/firstpass')
}

/**
 * The installation that this program runs from, `FOLDER/versions/NAME/app`; undefined in a source checkout, and in an archive
 * that was unpacked and not installed.
 */
export function readInstallation(packageFolder = findPackageFolder()): Installation | undefined {
  const versions = dirname(dirname(realpathSync(packageFolder)))
  if (basename(versions) !== 'versions') return undefined
  const folder = dirname(versions)
  const record = readRecord(folder)
  return record === undefined ? undefined : { folder, record }
}

/** What the record says; undefined where there is none, or it is of no known form. */
export function readRecord(folder: string): InstallRecord | undefined {
  try {
    const parsed = recordSchema.safeParse(JSON.parse(readFileSync(join(folder, RECORD_FILE), 'utf8')))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}

export function writeRecord(folder: string, record: InstallRecord): void {
  writeWhole(join(folder, RECORD_FILE), `${JSON.stringify(record, null, 2)}\n`)
}

/** The version that the installation's link `current` leads to; undefined where it leads nowhere. */
export function currentVersion(folder: string): string | undefined {
  try {
    const { version } = JSON.parse(readFileSync(join(folder, 'current/app/package.json'), 'utf8')) as { version?: unknown }
    return typeof version === 'string' ? version : undefined
  } catch {
    return undefined
  }
}
