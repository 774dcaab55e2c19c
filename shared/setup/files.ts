import { createHash } from 'node:crypto'
import {
  existsSync, lstatSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'

export const sha256Of = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex')

export type Kind = 'none' | 'file' | 'folder' | 'link' | 'other'

/** What lies at the path itself; links are not followed. What can't be looked at is something else. */
export function kindAt(path: string): Kind {
  try {
    const stat = lstatSync(path, { throwIfNoEntry: false })
    if (stat === undefined) return 'none'
    if (stat.isSymbolicLink()) return 'link'
    return stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : 'other'
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'ENOTDIR' ? 'none' : 'other'
  }
}

/** The text of a file, no link and no folder; undefined where there is none, or it can't be read. */
export function readText(path: string): string | undefined {
  try {
    return kindAt(path) === 'file' ? readFileSync(path, 'utf8') : undefined
  } catch {
    return undefined
  }
}

export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}

/** Those folders that would have to be made for this one to be there, the outermost first. */
export function missingFolders(path: string): string[] {
  const missing: string[] = []
  for (let each = path; !existsSync(each) && dirname(each) !== each; each = dirname(each)) missing.unshift(each)
  return missing
}

/** What `writeWhole` leaves where it is killed. */
export function removeHalfWritten(path: string): void {
  for (const name of namesIn(dirname(path))) {
    const isHalf = name.startsWith(`${basename(path)}.firstpass-`) && /\.firstpass-\d+$/.test(name)
    if (isHalf && kindAt(join(dirname(path), name)) === 'file') removeAll(join(dirname(path), name))
  }
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

/** Removes whatever is there; a link goes, and what it points to stays. @returns whether nothing is there any more */
export function removeAll(path: string): boolean {
  try {
    rmSync(path, { recursive: true, force: true, maxRetries: 3, retryDelay: 100 })
  } catch {
    // What the system holds on to is named by whoever asked.
  }
  return kindAt(path) === 'none'
}

/** Removes a folder that is empty; a link to one is none. */
export function removeEmpty(path: string): boolean {
  try {
    if (kindAt(path) === 'folder') rmdirSync(path)
  } catch {
    // Somebody has something in it.
  }
  return kindAt(path) === 'none'
}
