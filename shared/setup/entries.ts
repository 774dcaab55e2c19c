import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Command, Run } from './around'
import { kindAt, readText, removeAll, writeWhole } from './files'

/** A whole file outside of the installation, which is ours alone. */
export interface FileEntry {
  kind: 'file'
  path: string
  text: string
  isProgram?: boolean
}

/** A folder outside of the installation that programs of the system's make, as an application of macOS is. */
export interface BundleEntry {
  kind: 'bundle'
  path: string
  make: readonly Command[]
  /** Run before it is removed. */
  forget: readonly Command[]
  /** A file in it and a word that this file has where the bundle is ours. */
  mark: { file: string; word: string }
}

/** A value of this user's registry on Windows. */
export interface RegistryEntry {
  kind: 'registry'
  /** Below HKEY_CURRENT_USER. */
  key: string
  /** The key's default value, if left out. */
  name?: string
  data: string
  /** The key that goes as a whole, being ours alone; the value alone goes where it is left out. */
  ownKey?: string
}

/** One thing by which the system knows of Firstpass. */
export type Entry = FileEntry | BundleEntry | RegistryEntry

/** `reg.exe` as it is told to add, ask for and delete a value. */
export const registryCommand = {
  add: ({ key, name, data }: RegistryEntry): Command =>
    ['reg.exe', ['add', `HKCU\\${key}`, ...valueOf(name), '/t', 'REG_SZ', '/d', data, '/f']],
  query: ({ key, name }: RegistryEntry): Command => ['reg.exe', ['query', `HKCU\\${key}`, ...valueOf(name)]],
  remove: ({ key, name, ownKey }: RegistryEntry): Command =>
    ['reg.exe', ['delete', `HKCU\\${ownKey ?? key}`, ...(ownKey === undefined ? valueOf(name) : []), '/f']],
}

const valueOf = (name: string | undefined): string[] => (name === undefined ? ['/ve'] : ['/v', name])

/** What every file of ours says, whatever version wrote it, and nobody else's. */
const OUR_WORDS = /current[\\/]app[\\/]bin[\\/]firstpass\.js|firstpass:\/\/(start|open)/

/** Whether the file is one that an installation wrote, even if it was changed since; a link is none. */
export const isOurFile = (path: string): boolean => OUR_WORDS.test(readText(path) ?? '')

/** Whether the entry may be written, or removed: nothing is there, or something of ours. */
export function isFree(entry: Entry): boolean {
  if (entry.kind === 'registry' || kindAt(entry.path) === 'none') return true
  return entry.kind === 'file' ? isOurFile(entry.path) : isOurBundle(entry)
}

/** @returns what went wrong, in a few words */
export function addEntry(entry: Entry, run: Run): string | undefined {
  if (entry.kind === 'registry') return firstFailure([registryCommand.add(entry)], run)
  try {
    mkdirSync(dirname(entry.path), { recursive: true })
    if (entry.kind === 'bundle') {
      removeAll(entry.path)
      return firstFailure(entry.make, run)
    }
    writeWhole(entry.path, entry.text, entry.isProgram === true ? 0o755 : 0o644)
    return undefined
  } catch (thrown) {
    return (thrown as Error).message
  }
}

function firstFailure(commands: readonly Command[], run: Run): string | undefined {
  for (const command of commands) {
    const { status, said } = run(command)
    if (status !== 0) return `${command[0]} ended with ${status}${said === '' ? '' : `: ${said}`}`
  }
  return undefined
}

export function hasEntry(entry: Entry, run: Run): boolean {
  if (entry.kind === 'registry') return run(registryCommand.query(entry)).status === 0
  return kindAt(entry.path) === (entry.kind === 'file' ? 'file' : 'folder')
}

/** @returns whether it is gone */
export function removeEntry(entry: Entry, run: Run): boolean {
  if (entry.kind === 'registry') {
    run(registryCommand.remove(entry))
    return !hasEntry(entry, run)
  }
  if (entry.kind === 'bundle') for (const command of entry.forget) run(command)
  return removeAll(entry.path)
}

const isOurBundle = ({ path, mark }: BundleEntry): boolean =>
  kindAt(path) === 'folder' && (readText(`${path}/${mark.file}`) ?? '').includes(mark.word)
