import type { Landed } from '#host'
import { failure } from '#protocol'
import { play } from './batch-play'
import { layMaskInCmyk } from './bridge-cmyk'
import { findDocument, findLayer, findPlace, layerAbove, type Place } from './document-tree'
import { readNotes, writeNotes } from './job-notes'
import { asOneStep, inModal } from './modal'
import type { HostModules } from './modules'
import { modeOf } from './pixel-format'
import { restoreLive } from './place-mask'
import type { Hosting } from './place-result'
import type { Work } from './read-pixels'
import { hasMask } from './targets'
import { deleteMask, layMask, restoreSelection } from './write-mask'
import { boundsOfHeader, readBlock } from './write-pixels'

/** The layer that carries a result, if it still does. */
async function findCarrier(modules: HostModules, { place }: Landed): Promise<Place | undefined> {
  const found = findPlace(modules.photoshop.app, { document: Number(place.document), layer: Number(place.layer) })
  if (!found || place.isNoted === 0) return found
  const notes = await readNotes(modules, found)
  return notes.some(({ job }) => job === place.job) ? found : undefined
}

/** In a scope of its own and one step. Harmless if it is gone. */
export async function removeResult(hosting: Hosting, landed: Landed): Promise<void> {
  const { modules } = hosting
  const document = findDocument(modules.photoshop.app, Number(landed.place.document))
  if (!document) return
  await inModal(modules, { name: 'Remove result', action: 'remove the result' }, async (context) => {
    const work = { modules, context }
    if (landed.form === 'document') return closeDocument(work, landed)
    modules.photoshop.app.activeDocument = document
    return asOneStep(context, { document: document.id, name: 'Remove result' }, () => removeLanded(hosting, work, landed))
  })
}

/** The same within a scope. */
export async function removeLanded(hosting: Hosting, work: Work, landed: Landed): Promise<void> {
  const { modules } = work
  if (landed.form === 'document') return closeDocument(work, landed)
  if (landed.form === 'selection') return removeSelection(hosting, work, landed)
  const place = await findCarrier(modules, landed)
  if (!place) return
  if (landed.form === 'layer-mask') return removeMask(hosting, work, { place, landed })
  freeClipped(place, Number(landed.place.clipped ?? 0))
  place.layer.delete()
  const target = findLayer(place.document, Number(landed.place.target))
  if (target && landed.place.hid === 1) target.visible = true
}

/** As many layers above it as it had clipped to itself are as they were. */
function freeClipped({ document, layer }: Place, count: number): void {
  let next = layerAbove(document, layer)
  for (let done = 0; next?.isClippingMask && done < count; done += 1) {
    next.isClippingMask = false
    next = layerAbove(document, next)
  }
}

/** @throws HOST_REFUSED where the mask it replaced is known no more */
async function removeMask(
  { backups }: Hosting, work: Work, { place, landed }: { place: Place; landed: Landed },
): Promise<void> {
  const job = String(landed.place.job)
  const backup = backups.get(job)
  if (await hasMask(work.modules, place)) {
    if (backup?.pixels) {
      const { pixels } = backup
      const region = boundsOfHeader(pixels.header)
      const lay = modeOf(place.document) === 'cmyk' ? layMaskInCmyk : layMask
      await lay(work, place, { region, band: (band) => readBlock(pixels, band) })
      restoreLive(place.layer, backup)
    } else if (landed.place.hadMask === 1) {
      const reason = `the mask that “${place.layer.name}” had before is not kept any more; go back in the history instead`
      throw failure('HOST_REFUSED', { host: 'Photoshop', action: 'remove the mask', reason })
    } else await deleteMask(work.modules, place)
  }
  await writeNotes(work.modules, place, (await readNotes(work.modules, place)).filter((note) => note.job !== job))
}

async function removeSelection({ backups }: Hosting, work: Work, { place }: Landed): Promise<void> {
  const document = findDocument(work.modules.photoshop.app, Number(place.document))
  if (document) await restoreSelection(work, { document }, backups.get(String(place.job))?.pixels)
}

/** @throws HOST_REFUSED where the user has worked in it since */
async function closeDocument({ modules }: Work, { place }: Landed): Promise<void> {
  const document = findDocument(modules.photoshop.app, Number(place.document))
  if (!document) return
  if (document.activeHistoryState.id !== place.history) {
    const reason = `“${document.title}” was changed since; close it by hand`
    throw failure('HOST_REFUSED', { host: 'Photoshop', action: 'close the document', reason })
  }
  document.closeWithoutSaving()
}

/** @throws TARGET_GONE, HOST_BUSY */
export async function showResult({ modules }: Hosting, landed: Landed, isShown: boolean): Promise<void> {
  if (landed.form === 'selection' || landed.form === 'document') return
  const place = await findCarrier(modules, landed)
  if (!place) throw failure('TARGET_GONE', { name: landed.where })
  await inModal(modules, { name: isShown ? 'Show result' : 'Hide result', action: 'show the result' }, async () => {
    if (landed.form === 'layer-mask') return enableMask(modules, place, isShown)
    place.layer.visible = isShown
    const target = findLayer(place.document, Number(landed.place.target))
    if (target && landed.place.hid === 1) target.visible = !isShown
  })
}

async function enableMask(modules: HostModules, { document, layer }: Place, isEnabled: boolean): Promise<void> {
  await play(modules, [{
    _obj: 'set', _target: [{ _ref: 'layer', _id: layer.id }, { _ref: 'document', _id: document.id }],
    to: { _obj: 'layer', userMaskEnabled: isEnabled },
  }])
}
