import { readdirSync, readFileSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { sha256Of } from './cache'

/** How deep and how wide a folder of weights is searched. */
const MAX_DEPTH = 3
const MAX_FILES = 2000

let index: { folders: string; files: { path: string; bytes: number }[] } | undefined
const hashes = new Map<string, string>()

/**
 * A file of exactly these bytes in one of the folders of FIRSTPASS_TEST_MODELS, whatever its name: weights that are at
 * hand need no download. The file is only read.
 */
export async function findLocalFile(wanted: { bytes: number; sha256: string }): Promise<string | undefined> {
  return localFiles().find(({ path, bytes }) => bytes === wanted.bytes && hashOf(path) === wanted.sha256)?.path
}

function localFiles(): { path: string; bytes: number }[] {
  const folders = process.env.FIRSTPASS_TEST_MODELS ?? ''
  if (index?.folders === folders) return index.files
  const files: { path: string; bytes: number }[] = []
  for (const folder of folders.split(delimiter).filter((each) => each !== '')) collect(folder, 0, files)
  index = { folders, files }
  return files
}

function collect(folder: string, depth: number, files: { path: string; bytes: number }[]): void {
  let entries
  try {
    entries = readdirSync(folder, { withFileTypes: true })
  } catch {
    return
  }
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory() && depth < MAX_DEPTH) collect(path, depth + 1, files)
    else if (entry.isFile() && files.length < MAX_FILES) files.push({ path, bytes: statSync(path).size })
  }
}

function hashOf(path: string): string {
  const { size, mtimeMs } = statSync(path)
  const key = `${path} ${size} ${mtimeMs}`
  const known = hashes.get(key) ?? sha256Of(readFileSync(path))
  hashes.set(key, known)
  return known
}
