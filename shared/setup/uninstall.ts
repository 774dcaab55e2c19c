import { spawn } from 'node:child_process'
import { join, parse, sep } from 'node:path'
import { dataFolder, failure } from '#protocol'
import type { Around, Run } from './around'
import { hasEntry, isFree, isOurFile, removeEntry } from './entries'
import { kindAt, namesIn, readText, removeAll, removeEmpty, removeHalfWritten } from './files'
import { removeAdobePlugins, removePlugins } from './host-plugins'
import { LOCK_FILE, takeInstallLock } from './install-lock'
import { installFolder, type InstallRecord, readRecord, RECORD_FILE } from './installation'
import { describeUnfinished, removeJobLeftovers } from './job-leftovers'
import { removeKnownData, savePresets } from './known-data'
import { loginEntry } from './login-item'
import { mimeListFile, removeMimeDefault } from './mime-default'
import { desktopFolders, refreshCommands, systemEntries } from './system-entries'
import { currentName, removeOtherVersions } from './versions'
import { findWaitingResults } from './waiting-results'

export interface UninstallWish {
  around: Around
  run: Run
  /** Gives up results that wait in the inbox. */
  discardInbox: boolean
  /** Ends a helper that runs under this data folder; the returned function starts it again. */
  endHelper(dataFolder: string): Promise<() => Promise<void>>
  /** The program that runs now, which Windows does not let go of while it does. */
  runtime: string
}

export interface Uninstalled {
  /** Sentences for the user. */
  told: string[]
  /** Files and folders that stay, being nobody's but the user's. */
  left: string[]
}

/**
 * Removes all that Firstpass wrote for itself, whatever of it is still there, and no result. A link is removed and not followed.
 * @throws RESULTS_WAITING before anything is removed; INSTALL_BUSY
 */
export async function uninstall(wish: UninstallWish): Promise<Uninstalled> {
  const { around } = wish
  const { env, platform, home } = around
  const folder = installFolder(around)
  const known = readRecord(folder)
  const record: InstallRecord = known ?? {
    format: 1, dataFolder: dataFolder(env, platform, home), files: [], plugins: [], usedAdobeInstaller: false, folders: [],
    // A list that holds nothing else than ours is of use to nobody.
    ...platform === 'linux' ? { mime: { path: mimeListFile(around), madeFile: true, madeGroup: true } } : {},
  }
  if (!wish.discardInbox) refuseWaiting(record.dataFolder)
  const release = kindAt(folder) === 'folder' ? takeInstallLock(folder) : () => undefined
  try {
    await endHelper(wish, record.dataFolder)
    return removeEverything(wish, folder, record)
  } finally {
    release()
    removeFolders(folder, record)
  }
}

/** @throws RESULTS_WAITING: one that has just ended may have finished a job before */
async function endHelper(wish: UninstallWish, folder: string): Promise<void> {
  const startAgain = await wish.endHelper(folder)
  try {
    if (!wish.discardInbox) refuseWaiting(folder)
  } catch (thrown) {
    await startAgain()
    throw thrown
  }
}

function refuseWaiting(folder: string): void {
  const results = findWaitingResults(folder)
  if (results.length > 0) throw failure('RESULTS_WAITING', { results })
}

function removeEverything(wish: UninstallWish, folder: string, record: InstallRecord): Uninstalled {
  const { around, run } = wish
  const presets = savePresets(record.dataFolder, around)
  const count = presets.count === 1 ? 'preset is' : `${presets.count} presets are`
  const told = [...presets.count === 0 ? [] : [`Your ${count} in ${presets.folder}.`], ...describeUnfinished(record.dataFolder)]
  removeJobLeftovers(record.dataFolder)
  const left = [...unregister(wish, folder, record), ...removePlugins(record.plugins)]
  if (record.usedAdobeInstaller) told.push(removeAdobePlugins(around, run))
  left.push(...removeKnownData(record.dataFolder), ...removeInstallation(folder, wish))
  return { told, left }
}

/** @returns what stays */
function unregister({ around, run }: UninstallWish, folder: string, record: InstallRecord): string[] {
  const entries = systemEntries(around, folder)
  const login = loginEntry(around, folder)
  const planned = [...entries, login].filter((entry) => isFree(entry) && hasEntry(entry, run))
  // What the record knows and this version does not write.
  const paths = [...entries, login].flatMap((entry) => (entry.kind === 'registry' ? [] : [entry.path]))
  const others = record.files.filter((path) => !paths.includes(path) && isOurFile(path))
  const stays = planned.filter((entry) => !removeEntry(entry, run))
  const listStays = record.mime === undefined || removeMimeDefault(record.mime) ? [] : [record.mime.path]
  for (const path of [...paths, ...record.files, ...record.mime === undefined ? [] : [record.mime.path]]) removeHalfWritten(path)
  for (const command of refreshCommands(around)) run(command)
  removeEmptyCache(around)
  return [
    ...stays.map((entry) => (entry.kind === 'registry' ? entry.key : entry.path)),
    ...others.filter((path) => !removeAll(path)), ...listStays,
  ]
}

/** What the desktop's own command made of our menu entry, and has no word in it now that this is gone. */
function removeEmptyCache(around: Around): void {
  const cache = join(desktopFolders(around).applications, 'mimeinfo.cache')
  if (around.platform === 'linux' && readText(cache)?.trim() === '[MIME Cache]') removeAll(cache)
}

/** The record goes last: what is interrupted before can be run again. @returns what stays */
function removeInstallation(folder: string, wish: UninstallWish): string[] {
  if (kindAt(folder) === 'none') return []
  if (kindAt(folder) !== 'folder') return [folder]
  const versions = join(folder, 'versions')
  const isHeld = wish.around.platform === 'win32' && wish.runtime.toLowerCase().startsWith(`${folder}${sep}`.toLowerCase())
  const held = isHeld ? currentName(folder) : undefined
  if (held !== undefined) removeWhenOver(folder, join(versions, held))
  removeAll(join(folder, 'current'))
  removeOtherVersions(folder, held)
  removeEmpty(versions)
  removeAll(join(folder, RECORD_FILE))
  removeHalfWritten(join(folder, RECORD_FILE))
  const inVersions = namesIn(versions).filter((name) => name !== held).map((name) => join(versions, name))
  const beside = namesIn(folder).filter((name) => ![LOCK_FILE, 'versions'].includes(name)).map((name) => join(folder, name))
  return [...inVersions, ...beside]
}

/** The command line that removes a folder of Windows once this program has ended; the paths are in its environment. */
export const LATE_REMOVAL = [
  '/d', '/s', '/c',
  '"ping -n 4 127.0.0.1 >nul & rmdir /s /q "%FIRSTPASS_GONE%" & rmdir "%FIRSTPASS_ABOVE%\\versions" & rmdir "%FIRSTPASS_ABOVE%""',
] as const

/** Windows keeps a program that runs: a command that outlives this one removes it. */
function removeWhenOver(folder: string, version: string): void {
  spawn('cmd.exe', LATE_REMOVAL, {
    cwd: process.env.SystemRoot ?? parse(folder).root, detached: true, stdio: 'ignore', windowsHide: true,
    windowsVerbatimArguments: true, env: { ...process.env, FIRSTPASS_GONE: version, FIRSTPASS_ABOVE: folder },
  }).on('error', () => undefined).unref()
}

function removeFolders(folder: string, record: InstallRecord): void {
  removeEmpty(folder)
  for (const each of [...record.folders].reverse()) removeEmpty(each)
}
