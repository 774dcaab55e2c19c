import type { OpenedFile } from '#host'
import { failure } from '#protocol'
import { wordsOf } from '#uxp'
import { findDocument } from './document-tree'
import { HostCancelled, inModal, orRefused } from './modal'
import type { Document, Entry, Folder, HostModules } from './modules'
import { depthOf } from './pixel-format'
import { describeTarget } from './targets'

/** The folder that takes results, and the names in it by `nameKey`. */
export interface Shelf {
  folder: Folder
  taken: Set<string>
}

/** Alike for names that are one file on some disk: they know no small letters, or write accents in one way. */
export const nameKey = (name: string): string => name.normalize('NFC').toLowerCase()

/** A PSD's own limits: the longest side, and about as many bytes of pixels as its file may have in all. */
const PSD_SIDE_PX = 30_000
const PSD_BYTES = 1_900_000_000

/** Opens a file beside what is open. @throws HOST_BUSY, HOST_REFUSED, FILE_UNREADABLE */
export async function openPictureFile(modules: HostModules, shelf: Shelf, entry: Entry): Promise<OpenedFile> {
  const { app } = modules.photoshop
  const known = new Set(Array.from(app.documents, ({ id }) => id))
  const before = known.size > 0 ? app.activeDocument?.id : undefined
  const action = `open ${entry.name}`
  const opening = inModal(modules, { name: 'Open file', action }, async () => openNew(modules, entry, known))
  const document = await orRefused(action, opening)
  const layer = document.activeLayers[0]
  /** The documents that are ours, and the step of its history that we left each at. */
  const left = new Map<number, number>()
  const leave = (own: Document): void => void left.set(own.id, own.activeHistoryState.id)
  leave(document)
  const close = (): Promise<void> => orRefused('close the file', closeAll(modules, { left, before }))
  if (!layer) {
    await close()
    throw failure('FILE_UNREADABLE', { path: entry.name, reason: 'no layer of it is active' })
  }
  return {
    target: await describeTarget(modules, { document, layer }),
    save: (landed) => {
      const own = landed.form === 'document' ? findDocument(app, Number(landed.place.document)) : document
      if (own) leave(own)
      return orRefused('save the result', saveResult(modules, { shelf, entry, document: own?.id }))
    },
    close,
  }
}

async function openNew({ photoshop: { app } }: HostModules, entry: Entry, known: ReadonlySet<number>): Promise<Document> {
  const before = known.size > 0 ? app.activeDocument : null
  let document: Document
  try {
    document = await app.open(entry)
  } catch (thrown) {
    throw failure('FILE_UNREADABLE', { path: entry.name, reason: wordsOf(thrown) }, thrown)
  }
  if (!known.has(document.id)) return document
  // Photoshop only brings to the front what is open already; it is the user's, and stays as it is.
  if (before) app.activeDocument = before
  throw failure('FILE_UNREADABLE', { path: entry.name, reason: 'it is open in Photoshop already; close it, or run on it there' })
}

interface Saving {
  shelf: Shelf
  entry: Entry
  /** That holds the result. */
  document: number | undefined
}

async function saveResult(modules: HostModules, { shelf, entry, document: id }: Saving): Promise<string> {
  return inModal(modules, { name: 'Save result', action: 'save the result' }, async () => {
    const document = id === undefined ? undefined : findDocument(modules.photoshop.app, id)
    if (!document) throw failure('TARGET_GONE', { name: entry.name })
    const kind = isLarge(document) ? 'psb' : 'psd'
    const name = freeName(shelf, entry.name, kind)
    // An entry that may not take the place of another one: no file is ever written over.
    const file = await shelf.folder.createFile(name, { overwrite: false })
    try {
      await document.saveAs[kind](file, undefined, true)
      const { size } = await file.getMetadata()
      if (!(size > 0)) throw new Error(`${name} came out empty`)
    } catch (thrown) {
      // Half a file would be taken for a result; there may be none at all.
      await file.delete().catch(() => undefined)
      throw thrown
    }
    shelf.taken.add(nameKey(name))
    return name
  })
}

function isLarge(document: Document): boolean {
  const { width, height, layers } = document
  const bytes = width * height * 4 * { u8: 1, u16: 2, f32: 4 }[depthOf(document)] * (layers.length + 1)
  return Math.max(width, height) > PSD_SIDE_PX || bytes > PSD_BYTES
}

/** "cat (Firstpass).psd", then "cat (Firstpass) 2.psd". */
function freeName({ taken }: Shelf, source: string, extension: string): string {
  const stem = `${source.replace(/\.[^.]+$/, '')} (Firstpass)`
  const first = `${stem}.${extension}`
  let name = first
  for (let count = 2; taken.has(nameKey(name)); count += 1) name = `${stem} ${count}.${extension}`
  return name
}

/** True of a name that `freeName` gave. */
export const isResultName = (name: string): boolean => / \(Firstpass\)( \d+)?\.ps[db]$/i.test(name)

interface Closing {
  left: ReadonlyMap<number, number>
  /** What was active then. */
  before: number | undefined
}

/** An Esc that comes while it closes ends nothing but that try. */
async function closeAll(modules: HostModules, closing: Closing): Promise<void> {
  try {
    await closeOnce(modules, closing)
  } catch (thrown) {
    if (!(thrown instanceof HostCancelled)) throw thrown
    await closeOnce(modules, closing)
  }
}

/**
 * The document that was active before is so again, unless the user went to another one meanwhile.
 * @throws HOST_REFUSED where its user has worked in one: that stays open
 */
async function closeOnce(modules: HostModules, { left, before }: Closing): Promise<void> {
  const { app } = modules.photoshop
  const open = [...left.keys()].flatMap((id) => findDocument(app, id) ?? [])
  if (open.length === 0) return
  const changed = open.find(({ id, activeHistoryState }) => activeHistoryState.id !== left.get(id))
  await inModal(modules, { name: 'Close file', action: 'close the file' }, async () => {
    const active = app.activeDocument?.id
    const wasOurs = active === undefined || left.has(active)
    for (const document of open) if (document !== changed) document.closeWithoutSaving()
    const earlier = before === undefined ? undefined : findDocument(app, before)
    if (wasOurs && earlier && !changed) app.activeDocument = earlier
  })
  if (!changed) return
  const reason = `“${changed.title}” was changed since; close it by hand`
  throw failure('HOST_REFUSED', { host: 'Photoshop', action: 'close the file', reason })
}
