import { notAvailable } from '../host-error'
import { arrange, copyLayer, deleteLayer, mergeGroup, rasterizeLayer } from '../layer-edits'
import type { OpenDocument } from '../machine'
import { Plane, whiteOf } from '../plane'
import { requireLayer } from '../read-pixels'
import { blankLayer, canvasOf, everyLayer, findLayer, type LayerState } from '../state'
import type { Command } from '.'
import { documentOf, layersOf, notMine, type Reference, referencesOf } from './references'

const isLayer = (reference: Reference | undefined): boolean => reference?._ref === 'layer'

/** A new layer, or a group around the layers in `from`, above the active one. */
const make: Command = ({ machine }, descriptor) => {
  const [target] = referencesOf(descriptor)
  if (target?._ref !== 'layer' && target?._ref !== 'layerSection') return notMine
  const document = documentOf(machine, [])
  const isGroup = target._ref === 'layerSection'
  const using = (descriptor.using ?? {}) as { name?: string; opacity?: { _value: number } }
  const from = referencesOf(descriptor, 'from')
  const inside = from.length === 0 ? [] : layersOf(document, from).map((layer) => layer.id)
  const id = machine.nextId()
  machine.change(document, isGroup ? 'New Group' : 'New Layer', (draft) => {
    const layer = blankLayer(draft, id, {
      name: using.name ?? `${isGroup ? 'Group' : 'Layer'} ${id}`, opacity: using.opacity?._value ?? 100,
      ...(isGroup ? { kind: 'group', children: [], colours: [], blendMode: 'passThrough' } : {}),
    })
    const place = findLayer(draft.layers, (each) => each.id === (inside[0] ?? document.active.at(-1)))
    if (place === undefined) draft.layers.unshift(layer)
    else place.siblings.splice(place.index, 0, layer)
    for (const child of [...inside].reverse()) arrange(draft, { id: child, relative: id, where: 'placeInside' })
  })
  document.active = [id]
  return { layerID: id }
}

const remove: Command = ({ machine }, descriptor) => {
  const references = referencesOf(descriptor)
  if (!isLayer(references[0])) return notMine
  const document = documentOf(machine, references)
  for (const layer of layersOf(document, references)) deleteLayer(machine, document, layer.id)
  return {}
}

const showing = (isVisible: boolean): Command => ({ machine }, descriptor) => {
  const references = referencesOf(descriptor, descriptor.null === undefined ? '_target' : 'null')
  const document = documentOf(machine, references)
  const ids = new Set(layersOf(document, references).map((layer) => layer.id))
  machine.changeSilently(document, (draft) => {
    for (const layer of everyLayer(draft.layers)) if (ids.has(layer.id)) layer.isVisible = isVisible
  })
  return {}
}

const select: Command = ({ machine }, descriptor) => {
  const references = referencesOf(descriptor)
  if (references[0]?._ref === 'document') {
    machine.activeId = documentOf(machine, references).id
    return {}
  }
  if (!isLayer(references[0])) return notMine
  const document = documentOf(machine, references)
  const ids = layersOf(document, references).map((layer) => layer.id)
  const isAdding = (descriptor.selectionModifier as Reference | undefined)?._value === 'addToSelection'
  document.active = [...isAdding ? document.active : [], ...ids]
  return {}
}

const duplicate: Command = ({ machine }, descriptor) => {
  const references = referencesOf(descriptor)
  if (!isLayer(references[0])) return notMine
  const document = documentOf(machine, references)
  const name = typeof descriptor.name === 'string' ? descriptor.name : undefined
  const ids = layersOf(document, references).map((layer) =>
    copyLayer(machine, { from: document, id: layer.id, into: document, name }))
  return { ID: ids }
}

/** `to` a layer by its 1-based index from the bottom, or the front. */
const move: Command = ({ machine }, descriptor) => {
  const references = referencesOf(descriptor)
  if (!isLayer(references[0])) return notMine
  const document = documentOf(machine, references)
  const to = referencesOf(descriptor, 'to')[0]
  const flat = [...everyLayer(document.state.layers)]
  const relative = to?._id ?? (to?._index === undefined ? flat[0]?.id : flat[flat.length - to._index]?.id)
  if (relative === undefined) throw notAvailable('Move')
  machine.change(document, 'Layer Order', (draft) => {
    for (const layer of layersOf(document, references)) {
      if (layer.id !== relative) arrange(draft, { id: layer.id, relative, where: 'placeBefore' })
    }
  })
  return {}
}

/** P10: the active layers become one smart object, which has a new id. */
const newPlacedLayer: Command = ({ machine }) => {
  const document = documentOf(machine, [])
  const [first, ...rest] = layersOf(document, [])
  if (first === undefined) throw notAvailable('newPlacedLayer')
  if (first.children !== undefined) mergeGroup(machine, document, first.id)
  const id = machine.nextId()
  machine.change(document, 'Convert to Smart Object', (draft) => {
    const layer = requireLayer(draft, first.id)
    const { width, height } = draft
    const wasBackground = layer.isBackground
    Object.assign(layer, {
      id, kind: 'smartObject', isBackground: false, placed: { fileName: `${layer.name}.psb`, width, height, isLinked: false },
      ...(wasBackground ? { alpha: Plane.painted(draft.depth, canvasOf(draft), whiteOf(draft.depth)) } : {}),
    } satisfies Partial<LayerState>)
    for (const other of rest) removeFrom(draft.layers, other.id)
  })
  document.active = [id]
  return {}
}

function removeFrom(layers: LayerState[], id: number): void {
  const place = findLayer(layers, (layer) => layer.id === id)
  place?.siblings.splice(place.index, 1)
}

const each = (name: string, act: (document: OpenDocument, layer: LayerState) => void): Command => ({ machine }, descriptor) => {
  const references = referencesOf(descriptor)
  const document = documentOf(machine, references)
  const layers = layersOf(document, references)
  if (layers.length === 0) throw notAvailable(name)
  for (const layer of layers) act(document, layer)
  return {}
}

export const layerCommands: Readonly<Record<string, Command>> = {
  make, delete: remove, hide: showing(false), show: showing(true), select, duplicate, move, newPlacedLayer,
  rasterizeLayer: (context, descriptor) => each('rasterizeLayer', (document, layer) => {
    rasterizeLayer(context.machine, document, layer.id)
  })(context, descriptor),
}
