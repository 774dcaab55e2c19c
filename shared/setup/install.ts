import { dirname, join } from 'node:path'
import { asFailure, dataFolder, failure, LAUNCH_FILE, type LaunchFile } from '#protocol'
import type { Around, Run } from './around'
import { addEntry, type Entry, isFree } from './entries'
import { kindAt, missingFolders, removeAll, removeEmpty, writeWhole } from './files'
import { placePlugins } from './host-plugins'
import { pluginFiles } from './hosts'
import { takeInstallLock } from './install-lock'
import { currentVersion, installFolder, type InstallRecord, readRecord, RECORD_FILE, writeRecord } from './installation'
import { copyModels, removeKnownData } from './known-data'
import { isLoginOn, loginEntry } from './login-item'
import { addMimeDefault, mimeListFile, planMimeDefault } from './mime-default'
import { startCommand } from './start-command'
import { refreshCommands, systemEntries } from './system-entries'
import { copyVersion, currentName, removeOtherVersions, removeVersion, switchCurrent } from './versions'

/** How a step may be told of; what throws here is an installation that was killed there. */
export type Step = 'copy' | 'models' | 'end-helper' | 'switch' | 'register' | 'plugins' | 'clean'

export interface InstallWish {
  around: Around
  run: Run
  /** The unpacked archive. */
  archive: string
  version: string
  /** Whether the helper shall start at login; as it was before, where left out. */
  atLogin?: boolean
  /** Ends a helper that runs under this data folder. */
  endHelper(dataFolder: string): Promise<void>
  /** Called before each step. */
  onStep?(step: Step): void
}

export interface Installed {
  folder: string
  /** The version that was installed before. */
  earlier: string | undefined
  /** One sentence for each host. */
  hosts: string[]
  /** What could not be done; the rest was. */
  problems: string[]
}

/** What an unpacked archive has, and a source checkout has not. */
export const isArchive = (folder: string): boolean =>
  ['runtime', 'app', 'plugins'].every((part) => kindAt(join(folder, part)) === 'folder')

/**
 * Installs an archive for this user. Until `current` is switched nothing of an earlier installation is touched; whatever a killed
 * one leaves is cleared by the next, or by `uninstall`.
 * @throws INSTALL_BUSY, INSTALL_FAILED, DISK_FULL
 */
export async function install(wish: InstallWish): Promise<Installed> {
  const { around } = wish
  const folder = installFolder(around)
  const login = loginEntry(around, folder)
  // What is switched on is written anew, as this version would have it.
  const startsAtLogin = wish.atLogin === true || (isFree(login) && isLoginOn(login, wish.run))
  const entries = [...systemEntries(around, folder), ...startsAtLogin ? [login] : []]
  const earlier = readRecord(folder)
  const record = planRecord(folder, { around, entries, earlier })
  const release = tryTo(() => takeInstallLock(folder))
  try {
    writeRecord(folder, record)
    return await installLocked(wish, { folder, entries, record })
  } catch (thrown) {
    if (earlier === undefined && currentName(folder) === undefined) forget(folder, record)
    throw asInstallFailure(thrown)
  } finally {
    release()
    removeEmpty(folder)
    if (kindAt(folder) === 'none') [...record.folders].reverse().forEach(removeEmpty)
  }
}

/** @throws INSTALL_FAILED and its kind */
function tryTo<T>(act: () => T): T {
  try {
    return act()
  } catch (thrown) {
    throw asInstallFailure(thrown)
  }
}

function asInstallFailure(thrown: unknown): Error {
  const error = asFailure(thrown)
  if (error.code !== 'INTERNAL_ERROR') return error
  return failure('INSTALL_FAILED', { reason: (thrown as Error).message }, thrown)
}

/** A first installation that failed leaves nothing. */
function forget(folder: string, record: InstallRecord): void {
  removeOtherVersions(folder, undefined)
  removeEmpty(join(folder, 'versions'))
  removeAll(join(folder, RECORD_FILE))
  // What was not there before holds nothing but what was copied into it.
  if (record.folders.includes(record.dataFolder)) removeKnownData(record.dataFolder)
}

interface Planned {
  folder: string
  entries: readonly Entry[]
  record: InstallRecord
}

interface Wanted extends Pick<Planned, 'entries'> {
  around: Around
  earlier: InstallRecord | undefined
}

/** All that this installation may write, before it writes any of it: so that one that is killed can be taken back. */
function planRecord(folder: string, { around, entries, earlier }: Wanted): InstallRecord {
  const { env, platform, home } = around
  const data = dataFolder(env, platform, home)
  const files = entries.flatMap((entry) => (entry.kind !== 'registry' && isFree(entry) ? [entry.path] : []))
  const mime = platform === 'linux' ? planMimeDefault(mimeListFile(around), earlier?.mime) : undefined
  const wanted = [folder, data, ...[...files, ...mime === undefined ? [] : [mime.path]].map((path) => dirname(path))]
  return {
    format: 1, dataFolder: data,
    files: [...new Set([...earlier?.files ?? [], ...files])],
    plugins: earlier?.plugins ?? [], usedAdobeInstaller: earlier?.usedAdobeInstaller ?? false,
    folders: [...new Set([...earlier?.folders ?? [], ...wanted.flatMap(missingFolders)])],
    ...mime === undefined ? {} : { mime },
  }
}

async function installLocked(wish: InstallWish, planned: Planned): Promise<Installed> {
  const { around, archive, version, run, onStep = () => undefined } = wish
  const { folder, record } = planned
  const earlier = currentVersion(folder)
  onStep('copy')
  // Copies of installations that were killed need room, and one of them may be the archive that this runs from.
  const current = currentName(folder)
  if (current !== undefined && !archive.startsWith(join(folder, 'versions'))) removeOtherVersions(folder, current)
  const name = copyVersion(archive, folder, { version, run })
  try {
    onStep('models')
    copyModels(archive, record.dataFolder)
    onStep('end-helper')
    await wish.endHelper(record.dataFolder)
    onStep('switch')
    switchCurrent(folder, name, around.platform)
  } catch (thrown) {
    removeVersion(join(folder, 'versions'), name)
    throw thrown
  }
  onStep('register')
  const problems = register(wish, planned)
  onStep('plugins')
  const hosts = placeInHosts(wish, planned)
  onStep('clean')
  problems.push(...removeOtherVersions(folder, name).map((path) => `${path} could not be removed.`))
  return { folder, earlier, hosts, problems }
}

/** @returns what could not be written */
function register({ around, run }: InstallWish, { folder, entries, record }: Planned): string[] {
  const problems = entries.flatMap((entry) => {
    const place = entry.kind === 'registry' ? entry.key : entry.path
    if (!isFree(entry)) return [`${place} is not of Firstpass, and stays.`]
    const problem = addEntry(entry, run)
    return problem === undefined ? [] : [`${place} could not be made: ${problem}.`]
  })
  const { mime } = record
  const noDefault = mime === undefined ? undefined : attempt(() => addMimeDefault(mime))
  for (const command of refreshCommands(around)) run(command)
  const { runtime, script } = startCommand(folder, around.platform)
  const launch: LaunchFile = { runtime, program: join(dirname(dirname(script)), 'build/shared/helper/main.js') }
  writeWhole(join(record.dataFolder, LAUNCH_FILE), JSON.stringify(launch), 0o600)
  return noDefault === undefined ? problems : [...problems, `${mime?.path ?? ''} could not be changed: ${noDefault}.`]
}

function attempt(act: () => void): string | undefined {
  try {
    act()
    return undefined
  } catch (thrown) {
    return (thrown as Error).message
  }
}

function placeInHosts({ around, run }: InstallWish, { folder, record }: Planned): string[] {
  const files = pluginFiles(join(folder, 'current', 'app'))
  const placed = placePlugins({ around, run, files, earlier: record.plugins })
  record.plugins = placed.written
  record.usedAdobeInstaller ||= placed.usedAdobeInstaller
  record.folders.push(...placed.folders.filter((each) => !record.folders.includes(each)))
  writeRecord(folder, record)
  return placed.told
}
