import { failure } from '#protocol'
import type { FolderItem, HostModules, Project, ProjectItem } from './modules'
import { castClip, pathOf, plainPath } from './clip-facts'
import { HOST } from './refuse'
import type { Hosting } from './timeline'
import type { Edits } from './transact'

export const BIN = 'Firstpass'

/** Premiere shows what it imports up to half a second later; slow disks take longer. */
const LOOKS = 100
const PAUSE_MS = 100

interface Bin {
  raw: ProjectItem
  folder: FolderItem
}

async function findBin({ premierepro }: HostModules, project: Project): Promise<Bin | undefined> {
  const items = await (await project.getRootItem()).getItems()
  for (const raw of items.filter(({ name }) => name === BIN)) {
    try {
      const folder = premierepro.FolderItem.cast(raw) as FolderItem | null
      if (folder) return { raw, folder }
    } catch {
      // A clip of that name.
    }
  }
  return undefined
}

/** What lies in our bin. */
export async function itemsInBin(modules: HostModules, project: Project): Promise<ProjectItem[]> {
  return await (await findBin(modules, project))?.folder.getItems() ?? []
}

/** Wherever in the project it is. */
export async function findItem(project: Project, { premierepro }: HostModules, id: string): Promise<ProjectItem | undefined> {
  const folders: FolderItem[] = [await project.getRootItem()]
  for (let folder = folders.pop(); folder; folder = folders.pop()) {
    for (const item of await folder.getItems()) {
      if (item.getId() === id) return item
      if (item.type !== premierepro.ProjectItem.TYPE_BIN) continue
      folders.push(premierepro.FolderItem.cast(item))
    }
  }
  return undefined
}

async function needBin(modules: HostModules, edits: Edits): Promise<Bin> {
  const found = await findBin(modules, edits.project)
  if (found) return found
  const root = await edits.project.getRootItem()
  edits.run('Firstpass: New Bin', () => [root.createBinAction(BIN, false)])
  const made = await findBin(modules, edits.project)
  if (!made) throw failure('HOST_REFUSED', { host: HOST, action: 'make a bin', reason: 'it is not there' })
  return made
}

/** The same file, as Windows, which knows both slashes and no case, sees it too. */
export function isSamePath(a: string, b: string): boolean {
  const isWindows = /^([a-z]:|\\\\)/i.test(a)
  const onWindows = (path: string): string => plainPath(path).replaceAll('\\', '/').toLowerCase()
  const plain = (path: string): string => (isWindows ? onWindows(path) : path.normalize('NFC'))
  return plain(a) === plain(b)
}

async function findByPath(modules: HostModules, items: readonly ProjectItem[], path: string): Promise<ProjectItem | undefined> {
  for (const item of items) {
    const media = castClip(modules, item)
    if (media && isSamePath(path, await pathOf(media))) return item
  }
  return undefined
}

/** The only new one, where Premiere names no file for it or the same one by another way to it: what else came is its user's. */
async function findByName(modules: HostModules, items: readonly ProjectItem[], path: string): Promise<ProjectItem | undefined> {
  const [item, ...more] = items
  const media = item && castClip(modules, item)
  if (!media || more.length > 0) return undefined
  const named = await pathOf(media)
  const lastOf = (full: string): string => full.split(/[\\/]/).at(-1)?.toLowerCase() ?? ''
  return named === '' || lastOf(named) === lastOf(path) ? item : undefined
}

/**
 * A file in our bin, imported if it is not there yet. Importing tells no more than that it was done, and not when: the item is
 * found by looking.
 * @throws HOST_REFUSED
 */
export async function importFile(
  hosting: Hosting, edits: Edits, path: string,
): Promise<{ item: ProjectItem; isNew: boolean }> {
  const { modules } = hosting
  const bin = await needBin(modules, edits)
  const before = await bin.folder.getItems()
  const there = await findByPath(modules, before, path)
  if (there) return { item: there, isNew: false }
  const known = new Set(before.map((item) => item.getId()))
  const isDone = await edits.project.importFiles([path], true, bin.raw, false)
  for (let look = 0; isDone && look < LOOKS; look += 1) {
    const made = (await bin.folder.getItems()).filter((item) => !known.has(item.getId()))
    const found = await findByPath(modules, made, path) ?? (look > LOOKS / 10 ? await findByName(modules, made, path) : undefined)
    if (found) return { item: found, isNew: true }
    await hosting.pause(PAUSE_MS)
  }
  const reason = isDone ? `${path} did not come up in the bin “${BIN}”` : `it does not take ${path}: ProRes and H.264 it does`
  throw failure('HOST_REFUSED', { host: HOST, action: 'import the result', reason })
}
