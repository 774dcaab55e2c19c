import { failure } from '#protocol'
import { play } from './batch-play'
import { layerAt, pathOf, type Place } from './document-tree'
import type { Document, Layer } from './modules'
import { modeOf } from './pixel-format'
import type { PixelPlace, Work } from './read-pixels'
import { sourceOf } from './targets'
import { selectLayer } from './write-mask'

/** A copy of a document that Photoshop closes at the end of the scope; the user's own keeps its history untouched. */
async function copyDocument({ context }: Work, { document, layer }: Place): Promise<Place> {
  const copy = await document.duplicate(`${document.title} (Firstpass)`)
  await context.hostControl.registerAutoCloseDocument(copy.id)
  const same = layerAt(copy, pathOf(document, layer))
  if (!same) throw failure('TARGET_UNREADABLE', { name: layer.name, reason: 'it is not in a copy of its document' })
  return { document: copy, layer: same }
}

/** The same place in an RGB copy: imaging takes and gives nothing of CMYK documents, not even masks. */
export async function copyAsRgb(work: Work, place: Place): Promise<Place> {
  const copy = await copyDocument(work, place)
  await copy.document.changeMode('RGBColorMode')
  return copy
}

/** Where a target's pixels can be read: the layer itself, a flat copy of it, or the picture as it is seen. */
export async function openSource(work: Work, place: Place): Promise<PixelPlace> {
  const source = sourceOf(place)
  if (source === 'layer') return place
  if (source === 'composite' && modeOf(place.document) !== 'cmyk') return { document: place.document, layer: undefined }
  const copy = modeOf(place.document) === 'cmyk' ? await copyAsRgb(work, place) : await copyDocument(work, place)
  if (source === 'composite') return { document: copy.document, layer: undefined }
  return { document: copy.document, layer: await flatten(work, copy) }
}

async function flatten({ modules }: Work, { document, layer }: Place): Promise<Layer> {
  const path = pathOf(document, layer)
  if (layer.kind === 'group') {
    // Photoshop merges what is selected, whichever layer it is asked of.
    modules.photoshop.app.activeDocument = document
    await selectLayer(modules, { layer })
    return layer.merge()
  }
  if (layer.kind !== 'pixel') await layer.rasterize('entire')
  // The handle may be of the layer that was.
  return layerAt(document, path) ?? layer
}

/** What Photoshop itself takes for the subject becomes the selection of a copy. @returns the copy */
export async function selectHostSubject(work: Work, place: Place): Promise<Document> {
  const { document, layer } = await copyDocument(work, place)
  work.modules.photoshop.app.activeDocument = document
  await selectLayer(work.modules, { layer })
  await play(work.modules, [{ _obj: 'autoCutout', sampleAllLayers: false }])
  return document
}
