import * as fs from 'node:fs'
import * as path from 'node:path'
import { failure } from '#protocol'

/** Written whole or not at all, readable by its owner only. */
export function writePrivate(file: string, content: string): void {
  // Not the file's name and more, which may be as long as names can be.
  const temporary = path.join(path.dirname(file), `${process.pid}.new`)
  fs.writeFileSync(temporary, content, { mode: 0o600 })
  fs.renameSync(temporary, file)
}

/** Undefined where there is none. @throws FILE_EXPOSED where others may read it */
export function readPrivate(file: string): string | undefined {
  const found = fs.statSync(file, { throwIfNoEntry: false })
  if (!found) return undefined
  if (process.platform !== 'win32' && (found.mode & 0o077) !== 0) throw failure('FILE_EXPOSED', { path: file })
  return fs.readFileSync(file, 'utf8')
}

/** Makes the data folder, and takes others' rights to it away. */
export function makePrivateFolder(folder: string): void {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (process.platform !== 'win32') fs.chmodSync(folder, 0o700)
}
