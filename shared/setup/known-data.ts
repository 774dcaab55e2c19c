import { copyFileSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { join, posix, win32 } from 'node:path'
import type { Around } from './around'
import { kindAt, namesIn, removeAll, removeEmpty, sha256Of, writeWhole } from './files'

/** What the helper keeps in a folder of its data folder. Whatever else lies there was put there by somebody. */
const folders: Record<string, { ours: RegExp; holds: 'file' | 'folder' | 'any' }> = {
  blobs: { ours: /^[a-z0-9-]{1,64}$/, holds: 'folder' },
  // The helper empties it of all files whenever it starts.
  door: { ours: /^/, holds: 'file' },
  jobs: { ours: /^[0-9a-z]{20,32}$/, holds: 'folder' },
  logs: { ours: /^helper\.log(\.\d+)?$/, holds: 'file' },
  models: { ours: /^([a-z0-9.-]+-[0-9a-f]{16}\.onnx(\.corrupt|\.firstpass-\d+)?|partial)$/, holds: 'any' },
  presets: { ours: /\.json$|^\d+\.new$/, holds: 'file' },
}

const FILES = /^((helper|launch|panels|settings)\.json(\.firstpass-\d+)?|helper\.lock(\.\d+)?|start\.log|\d+\.new|probing-[a-z]+)$/

/**
 * Removes what the helper keeps in its data folder, and the folder itself where nothing else is in it. No link is followed: a
 * data folder that is one stays, and one in it goes without what it points to.
 * @returns what stays
 */
export function removeKnownData(dataFolder: string): string[] {
  if (kindAt(dataFolder) === 'none') return []
  if (kindAt(dataFolder) !== 'folder') return [dataFolder]
  const left = namesIn(dataFolder).flatMap((name) => removeKnown(join(dataFolder, name), name))
  if (left.length === 0 && !removeEmpty(dataFolder)) return [dataFolder]
  return left
}

function removeKnown(path: string, name: string): string[] {
  const folder = Object.hasOwn(folders, name) ? folders[name] : undefined
  if (folder === undefined) return FILES.test(name) && kindAt(path) !== 'folder' && removeAll(path) ? [] : [path]
  if (kindAt(path) !== 'folder') return kindAt(path) === 'link' && removeAll(path) ? [] : [path]
  const left = namesIn(path).filter((each) => {
    const kind = kindAt(join(path, each))
    const isOurs = folder.ours.test(each) && (folder.holds === 'any' || kind === 'link' || kind === folder.holds)
    return !isOurs || !removeAll(join(path, each))
  }).map((each) => join(path, each))
  if (left.length === 0 && !removeEmpty(path)) return [path]
  return left
}

/** What the user made and named, which is kept in a folder of the user's own. */
export function savePresets(dataFolder: string, { home, platform }: Around): { folder: string; count: number } {
  const from = join(dataFolder, 'presets')
  const folder = (platform === 'win32' ? win32 : posix).join(home, 'Firstpass presets')
  const names = (kindAt(from) === 'folder' ? namesIn(from) : [])
    .filter((name) => name.endsWith('.json') && kindAt(join(from, name)) === 'file')
  if (names.length > 0) mkdirSync(folder, { recursive: true })
  for (const name of names) copyBeside(join(from, name), folder, name.slice(0, -'.json'.length))
  return { folder, count: names.length }
}

/** Under its own name, or with a number where another has that. */
function copyBeside(from: string, folder: string, stem: string): void {
  const hash = sha256Of(readFileSync(from))
  for (let count = 1; ; count++) {
    const to = join(folder, `${stem}${count === 1 ? '' : ` (${count})`}.json`)
    if (kindAt(to) === 'none') return copyFileSync(from, to)
    if (kindAt(to) === 'file' && sha256Of(readFileSync(to)) === hash) return
  }
}

/**
 * Copies the weights of an archive to where the helper looks for them. A name says what a file was made from, so that one of the
 * same name and size is the same.
 */
export function copyModels(archive: string, dataFolder: string): void {
  const from = join(archive, 'models')
  const to = join(dataFolder, 'models')
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
  mkdirSync(to, { recursive: true })
  for (const name of namesIn(from).filter((each) => kindAt(join(from, each)) === 'file')) {
    const bytes = readFileSync(join(from, name))
    const there = statSync(join(to, name), { throwIfNoEntry: false })
    if (there?.size !== bytes.length) writeWhole(join(to, name), bytes)
  }
}
