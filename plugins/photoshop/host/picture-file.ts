import type { Landed, OpenedFile } from '#host'
import { failure } from '#protocol'
import { findDocument } from './document-tree'
import { inModal, orRefused, wordsOf } from './modal'
import type { Document, Entry, Folder, HostModules } from './modules'
import { depthOf } from './pixel-format'
import { describeTarget } from './targets'

/** The folder that takes results, and the names in it, in small letters since some disks know no others. */
export interface Shelf {
  folder: Folder
  taken: Set<string>
}

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
  const close = (landed: readonly number[]): Promise<void> =>
    orRefused('close the file', closeAll(modules, { ids: [document.id, ...landed], before }))
  if (!layer) {
    await close([])
    throw failure('FILE_UNREADABLE', { path: entry.name, reason: 'no layer of it is active' })
  }
  const made = new Set<number>()
  return {
    target: await describeTarget(modules, { document, layer }),
    save: (landed) => {
      if (landed.form === 'document') made.add(Number(landed.place.document))
      return orRefused('save the result', saveResult(modules, { shelf, entry, landed, document: document.id }))
    },
    close: () => close([...made]),
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
  landed: Landed
  /** The file's, which holds the result unless that is a document of its own. */
  document: number
}

async function saveResult(modules: HostModules, { shelf, entry, landed, document: id }: Saving): Promise<string> {
  const own = landed.form === 'document' ? Number(landed.place.document) : id
  return inModal(modules, { name: 'Save result', action: 'save the result' }, async () => {
    const document = findDocument(modules.photoshop.app, own)
    if (!document) throw failure('TARGET_GONE', { name: entry.name })
    const kind = isLarge(document) ? 'psb' : 'psd'
    const name = freeName(shelf, entry.name, kind)
    // An entry that may not take the place of another one: no file is ever written over.
    const file = await shelf.folder.createFile(name, { overwrite: false })
    await document.saveAs[kind](file, undefined, true)
    const { size } = await file.getMetadata()
    if (!(size > 0)) throw new Error(`${name} came out empty`)
    shelf.taken.add(name.toLowerCase())
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
  for (let count = 2; taken.has(name.toLowerCase()); count += 1) name = `${stem} ${count}.${extension}`
  return name
}

/** The document that was active before is so again, unless the user went to another one meanwhile. */
async function closeAll(
  modules: HostModules, { ids, before }: { ids: readonly number[]; before: number | undefined },
): Promise<void> {
  const { app } = modules.photoshop
  const open = ids.flatMap((id) => findDocument(app, id) ?? [])
  if (open.length === 0) return
  await inModal(modules, { name: 'Close file', action: 'close the file' }, async () => {
    const active = app.activeDocument?.id
    const wasOurs = active === undefined || ids.includes(active)
    for (const document of open) document.closeWithoutSaving()
    const earlier = before === undefined ? undefined : findDocument(app, before)
    if (wasOurs && earlier) app.activeDocument = earlier
  })
}
