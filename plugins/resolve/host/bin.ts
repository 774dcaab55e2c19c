import { Batch, type ResolveApi, textOf, type Thing, thingOf } from './batch'
import { refused } from './refuse'
import type { Project } from './timeline'
import { twice } from './twice'

export const BIN = 'Firstpass'

/** Folders of a media pool that are looked into for a file. */
const MOST_FOLDERS = 2000

interface PoolItem {
  thing: Thing
  id: string
}

/** The same file, as Windows, which knows both slashes and no case, sees it too. */
export function isSamePath(a: string, b: string): boolean {
  const isWindows = /^([a-z]:|\\\\)/i.test(a)
  const plain = (path: string): string => (isWindows ? path.replaceAll('\\', '/').toLowerCase() : path.normalize('NFC'))
  return plain(a) === plain(b)
}

interface Listed {
  items: readonly (PoolItem & { path: string })[]
  folders: readonly { thing: Thing; name: string }[]
}

async function listFolder(api: ResolveApi, folder: Thing): Promise<Listed> {
  const batch = new Batch()
  const clips = batch.make(folder, 'GetClipList')
  const [ids, paths] = [batch.each(clips, 'GetUniqueId'), batch.each(clips, 'GetClipProperty', 'File Path')]
  const folders = batch.make(folder, 'GetSubFolderList')
  const names = batch.each(folders, 'GetName')
  const got = await batch.run(api)
  const [allIds, allPaths, allNames] = [got.list(ids), got.list(paths), got.list(names)]
  return {
    items: got.list(clips).flatMap((value, at) => {
      const thing = thingOf(value)
      return thing ? [{ thing, id: textOf(allIds[at]), path: textOf(allPaths[at]) }] : []
    }),
    folders: got.list(folders).flatMap((value, at) => {
      const thing = thingOf(value)
      return thing ? [{ thing, name: textOf(allNames[at]) }] : []
    }),
  }
}

async function rootOf(api: ResolveApi, { pool }: Project): Promise<Thing> {
  const batch = new Batch()
  const root = batch.make(pool, 'GetRootFolder')
  const thing = (await batch.run(api)).thing(root)
  if (!thing) throw refused('look into the media pool', 'it has no folders')
  return thing
}

async function needBin(api: ResolveApi, project: Project): Promise<Thing> {
  const root = await rootOf(api, project)
  const find = async (): Promise<Thing | undefined> =>
    (await listFolder(api, root)).folders.find(({ name }) => name === BIN)?.thing
  const there = await find()
  if (there) return there
  const batch = new Batch()
  batch.make(project.pool, 'AddSubFolder', root, BIN)
  await batch.run(api)
  const made = await find()
  if (!made) throw refused('make a bin', `“${BIN}” did not come up in the media pool`)
  return made
}

/** Wherever in the media pool it is. */
export async function findInPool(
  api: ResolveApi, project: Project, isIt: (item: PoolItem & { path: string }) => boolean,
): Promise<PoolItem | undefined> {
  const folders = [await rootOf(api, project)]
  let looked = 0
  for (let folder = folders.pop(); folder && looked < MOST_FOLDERS; folder = folders.pop(), looked += 1) {
    const listed = await listFolder(api, folder)
    const found = listed.items.find(isIt)
    if (found) return found
    folders.push(...listed.folders.map(({ thing }) => thing))
  }
  return undefined
}

/**
 * A file in our bin, imported if the media pool does not have it yet. What importing answers is not believed: the item is found
 * by looking. The user's folder is current again afterwards.
 * @throws HOST_REFUSED
 */
export async function importFile(api: ResolveApi, project: Project, path: string): Promise<PoolItem> {
  const folder = await twice(() => openFolder(api, project)).catch(() => undefined)
  try {
    const bin = await needBin(api, project)
    const find = async (): Promise<PoolItem | undefined> =>
      // What has no id would not be known again on the timeline.
      (await listFolder(api, bin)).items.find((item) => item.id !== '' && isSamePath(path, item.path))
    const there = await find()
    if (there) return there
    // Versions take one of two forms, and 21.1's own types name the one that it does not take for plain files.
    for (const form of [[path], [{ FilePath: path }]]) {
      const batch = new Batch()
      batch.need(project.pool, 'SetCurrentFolder', bin)
      batch.make(project.pool, 'ImportMedia', form)
      await batch.run(api)
      const made = await find()
      if (made) return made
    }
    const elsewhere = await findInPool(api, project, (item) => isSamePath(path, item.path))
    if (elsewhere) return elsewhere
    throw refused('import the result', `${path} did not come up in the media pool`)
  } finally {
    // A result that is there matters more than which bin is open.
    if (folder) await twice(() => setFolder(api, project, folder)).catch(() => undefined)
  }
}

async function openFolder(api: ResolveApi, { pool }: Project): Promise<Thing> {
  const batch = new Batch()
  const open = batch.make(pool, 'GetCurrentFolder')
  const folder = (await batch.run(api)).thing(open)
  if (!folder) throw refused('look into the media pool', 'it does not tell which bin is open')
  return folder
}

async function setFolder(api: ResolveApi, { pool }: Project, folder: Thing): Promise<void> {
  const batch = new Batch()
  const isOpen = batch.make(pool, 'SetCurrentFolder', folder)
  if (!(await batch.run(api)).isYes(isOpen)) throw refused('open a bin', 'it stays closed')
}
