import type { Target } from '#host'
import { type Bounds, failure } from '#protocol'
import { getProperty } from './batch-play'
import { type Place, targetId } from './document-tree'
import { boundsFrom, isEmpty } from './geometry'
import type { Document, HostModules } from './modules'
import { modeOf } from './pixel-format'

/**
 * Where a layer's pixels come from: itself; a rasterized or merged copy in a copied document; or the whole picture as it is
 * seen, for layers that have none.
 */
export type Source = 'layer' | 'copy' | 'composite'

const inCopies = new Set(['smartObject', 'text', 'video', 'threeD', 'group'])

export function sourceOf({ document, layer }: Place): Source {
  if (layer.kind !== 'pixel' && !inCopies.has(layer.kind)) return 'composite'
  return layer.kind === 'pixel' && modeOf(document) !== 'cmyk' ? 'layer' : 'copy'
}

export const canvasOf = ({ width, height }: Document): Bounds => ({ left: 0, top: 0, right: width, bottom: height })

export const boundsOf = (place: Place): Bounds =>
  sourceOf(place) === 'composite' ? canvasOf(place.document) : boundsFrom(place.layer.boundsNoEffects)

export const hasMask = async (modules: HostModules, { document, layer }: Place): Promise<boolean> =>
  Boolean(await getProperty(modules, { document: document.id, layer: layer.id }, 'hasUserMask'))

export const isArtboard = async (modules: HostModules, { document, layer }: Place): Promise<boolean> =>
  layer.kind === 'group' && Boolean(await getProperty(modules, { document: document.id, layer: layer.id }, 'artboardEnabled'))

export async function describeTarget(modules: HostModules, place: Place): Promise<Target> {
  const { document, layer } = place
  const isBoard = await isArtboard(modules, place)
  const obstacle = obstacleOf(place, isBoard)
  return {
    id: targetId({ document: document.id, layer: layer.id }),
    kind: 'picture',
    name: layer.name,
    document: document.title,
    bounds: boundsOf(place),
    hasMask: await hasMask(modules, place),
    hasSelection: document.selection.bounds !== null,
    notes: notesOf(place),
    ...(obstacle ? { obstacle } : {}),
  }
}

function obstacleOf(place: Place, isBoard: boolean): Target['obstacle'] {
  const { document, layer } = place
  if (modeOf(document) === undefined) {
    const mode = document.mode.replace(/(Color)?Mode$/, '')
    const reason = `its document is in ${mode} mode, which has no layers to read or add`
    return failure('TARGET_UNREADABLE', { name: layer.name, reason }).toJSON()
  }
  if (isBoard) {
    const reason = 'it is an artboard; choose a layer or a group inside it'
    return failure('TARGET_UNREADABLE', { name: layer.name, reason }).toJSON()
  }
  if (isEmpty(boundsOf(place))) return failure('TARGET_EMPTY', { name: layer.name }).toJSON()
  return undefined
}

const quote = (name: string): string => `“${name}”`

function notesOf(place: Place): string[] {
  const { document, layer } = place
  const mode = modeOf(document)
  const notes: string[] = []
  if (layer.isBackgroundLayer && mode === 'cmyk') {
    notes.push('The Background of a CMYK document takes no mask, only a selection: make it a layer first.')
  } else if (layer.isBackgroundLayer) {
    notes.push('The Background can\'t have a layer mask: a masked copy goes above it, and the Background is hidden.')
  } else if (layer.allLocked) {
    notes.push(`${quote(layer.name)} is locked: new layers go above it, but it takes no mask.`)
  }
  if (layer.kind === 'group') notes.push(`${quote(layer.name)} is a group: it is looked at as one picture.`)
  else if (sourceOf(place) === 'composite') {
    notes.push(`${quote(layer.name)} has no pixels of its own: the whole picture is looked at, as it is seen.`)
  } else if (layer.kind !== 'pixel') notes.push(`${quote(layer.name)} is read through a rasterized copy and stays as it is.`)
  if (mode === 'cmyk') notes.push('CMYK: masks are made by an RGB copy; denoise and upscale need an RGB document.')
  if (mode === 'lab') notes.push('Lab is read as wide RGB; new layers are converted back.')
  return notes
}
