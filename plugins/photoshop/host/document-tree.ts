import { failure } from '#protocol'
import type { App, Document, Layer } from './modules'

/** A layer in its document. */
export interface Place {
  document: Document
  layer: Layer
}

export const targetId = ({ document, layer }: { document: number; layer: number }): string => `${document}/${layer}`

export function parseTargetId(id: string): { document: number; layer: number } {
  const [document, layer] = id.split('/').map(Number)
  return { document: document ?? NaN, layer: layer ?? NaN }
}

export const findDocument = (app: App, id: number): Document | undefined =>
  Array.from(app.documents).find((document) => document.id === id)

/** All layers of a document, groups before what is in them. */
export function* layersOf(parent: { readonly layers?: ArrayLike<Layer> | null }): Generator<Layer> {
  for (const layer of Array.from(parent.layers ?? [])) {
    yield layer
    yield* layersOf(layer)
  }
}

export function findLayer(document: Document, id: number): Layer | undefined {
  for (const layer of layersOf(document)) if (layer.id === id) return layer
  return undefined
}

export function findPlace(app: App, id: { document: number; layer: number }): Place | undefined {
  const document = findDocument(app, id.document)
  const layer = document && findLayer(document, id.layer)
  return document && layer && { document, layer }
}

/** @throws TARGET_GONE */
export function needPlace(app: App, id: { document: number; layer: number }, name: string): Place {
  const place = findPlace(app, id)
  if (!place) throw failure('TARGET_GONE', { name })
  return place
}

/** Where a layer is in its document's tree, by index; good for a copy of the document, whose ids differ. */
export function pathOf(document: Document, layer: Layer): number[] {
  const search = (parent: Parameters<typeof layersOf>[0]): number[] | undefined => {
    const layers = Array.from(parent.layers ?? [])
    for (const [index, each] of layers.entries()) {
      if (each.id === layer.id) return [index]
      const below = search(each)
      if (below) return [index, ...below]
    }
    return undefined
  }
  return search(document) ?? []
}

export function layerAt(document: Document, path: readonly number[]): Layer | undefined {
  let layers: ArrayLike<Layer> | null | undefined = document.layers
  let found: Layer | undefined
  for (const index of path) {
    found = layers?.[index]
    layers = found?.layers
  }
  return found
}

/** The layer directly above in the same group, if any. */
export const layerAbove = (document: Document, layer: Layer): Layer | undefined => neighbour(document, layer, -1)

/** The layer directly below in the same group, if any. */
export const layerBelow = (document: Document, layer: Layer): Layer | undefined => neighbour(document, layer, 1)

function neighbour(document: Document, layer: Layer, by: -1 | 1): Layer | undefined {
  const path = pathOf(document, layer)
  const index = path.at(-1)
  return index === undefined || index + by < 0 ? undefined : layerAt(document, [...path.slice(0, -1), index + by])
}

export const isVisible = (layer: Layer): boolean => layer.visible && (!layer.parent || isVisible(layer.parent))
