import { createHash } from 'node:crypto'
import { existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Command, type Run, runCommand } from './around'
import type { Written } from './installation'

/** A whole file outside of the installation, which is ours alone. */
export interface FileEntry {
  kind: 'file'
  path: string
  text: string
  isProgram?: boolean
}

/** A value of this user's registry on Windows. */
export interface RegistryEntry {
  kind: 'registry'
  /** Below HKEY_CURRENT_USER. */
  key: string
  /** The key's default value, if left out. */
  name?: string
  data: string
  /** Whether the key is ours alone, and goes as a whole. */
  isOwnKey: boolean
}

/** One thing by which the system knows of Firstpass. */
export type Entry = FileEntry | RegistryEntry

export const sha256Of = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex')

/** What lies at the path itself; links are not followed. */
export function kindAt(path: string): 'none' | 'file' | 'folder' | 'link' | 'other' {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return 'none'
  if (stat.isSymbolicLink()) return 'link'
  return stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : 'other'
}

/** Makes a folder and those above it. @returns those that were not there, the outermost first */
export function makeFolders(path: string): string[] {
  const missing: string[] = []
  for (let each = path; !existsSync(each); each = dirname(each)) missing.unshift(each)
  mkdirSync(path, { recursive: true })
  return missing
}

/** Replaces or makes a file in one step: whoever reads it has the old one or the new one. */
export function writeWhole(path: string, bytes: Buffer | string, mode = 0o644): void {
  const beside = `${path}.firstpass-${process.pid}`
  try {
    writeFileSync(beside, bytes, { mode })
    renameSync(beside, path)
  } finally {
    rmSync(beside, { force: true })
  }
}

const registryPath = (key: string): string => `HKCU\\${key}`

/** `reg.exe` as it is told to add, ask for and delete a value. */
export const registryCommand = {
  add: ({ key, name, data }: RegistryEntry): Command =>
    ['reg.exe', ['add', registryPath(key), ...valueOf(name), '/t', 'REG_SZ', '/d', data, '/f']],
  query: ({ key, name }: RegistryEntry): Command => ['reg.exe', ['query', registryPath(key), ...valueOf(name)]],
  remove: ({ key, name, isOwnKey }: RegistryEntry): Command =>
    ['reg.exe', ['delete', registryPath(key), ...(isOwnKey ? [] : valueOf(name)), '/f']],
}

const valueOf = (name: string | undefined): string[] => (name === undefined ? ['/ve'] : ['/v', name])

/** What adding an entry left to be known for its removal. */
export interface Added {
  files: Written[]
  folders: string[]
}

export function addEntry(entry: Entry, run: Run = runCommand): Added {
  if (entry.kind === 'registry') {
    run(registryCommand.add(entry))
    return { files: [], folders: [] }
  }
  const { path, text } = entry
  const folders = makeFolders(dirname(path))
  writeWhole(path, text, entry.isProgram === true ? 0o755 : 0o644)
  return { files: [{ path, sha256: sha256Of(text) }], folders }
}

export function hasEntry(entry: Entry, run: Run = runCommand): boolean {
  if (entry.kind === 'registry') return run(registryCommand.query(entry)).status === 0
  return kindAt(entry.path) === 'file'
}

export function removeEntry(entry: Entry, run: Run = runCommand): void {
  if (entry.kind === 'registry') run(registryCommand.remove(entry))
  else rmSync(entry.path, { force: true })
}

/** The text of one of our files as it is there now. */
export function readEntry({ path }: FileEntry): string | undefined {
  return kindAt(path) === 'file' ? readFileSync(path, 'utf8') : undefined
}
