import type { Bounds } from '#protocol'
import { type Depth, Plane } from './plane'

export type Mode = 'RGB' | 'Grayscale' | 'Lab' | 'CMYK' | 'Indexed' | 'Bitmap'
export type LayerKind = 'pixel' | 'group' | 'smartObject' | 'text' | 'solidColor' | 'curves'

export interface MaskState {
  /** `outside` of the plane is what a mask is where nothing was painted on it: 255 of "reveal all", 0 of "hide all". */
  plane: Plane
  /** Live properties: px and percent. */
  feather: number
  density: number
  isEnabled: boolean
}

export interface LayerState {
  id: number
  name: string
  kind: LayerKind
  isArtboard: boolean
  /** An artboard's own. */
  frame?: Bounds
  isBackground: boolean
  isVisible: boolean
  isClipped: boolean
  locks: { all: boolean; pixels: boolean; position: boolean; transparency: boolean }
  /** Percent. */
  opacity: number
  fillOpacity: number
  blendMode: string
  label: string
  /** Pixels, also those that a text or a smart object shows; none of a group or an adjustment. */
  colours: Plane[]
  alpha: Plane
  mask?: MaskState
  children?: LayerState[]
  /** The layer's own metadata (`layerXMP`). */
  xmp?: string
  /** Of a smart object. */
  placed?: { fileName: string; width: number; height: number; isLinked: boolean }
}

/** All that undo brings back. Objects are never changed once they are in the history; see `draftOf`. */
export interface DocumentState {
  width: number
  height: number
  mode: Mode
  depth: Depth
  profile: string
  /** Pixels per inch. */
  resolution: number
  /** From the top to the bottom, as the host lists them. */
  layers: LayerState[]
  selection?: Plane
  /** Saved selections. */
  channels: { name: string; plane: Plane }[]
  xmp: string
}

const colourCounts: Readonly<Record<Mode, number>> = { RGB: 3, Grayscale: 1, Lab: 3, CMYK: 4, Indexed: 1, Bitmap: 1 }
export const colourCount = (mode: Mode): number => colourCounts[mode]

export const canvasOf = (state: DocumentState): Bounds => ({ left: 0, top: 0, right: state.width, bottom: state.height })

const copyLayer = (layer: LayerState): LayerState => ({
  ...layer,
  locks: { ...layer.locks },
  colours: [...layer.colours],
  ...(layer.mask === undefined ? {} : { mask: { ...layer.mask } }),
  ...(layer.children === undefined ? {} : { children: layer.children.map(copyLayer) }),
})

/** A copy whose layers may be changed; planes are shared, since they never change. */
export function draftOf(state: DocumentState): DocumentState {
  return { ...state, layers: state.layers.map(copyLayer), channels: [...state.channels] }
}

/** The siblings that a layer lies among, and its place in them. */
export interface Place {
  layer: LayerState
  siblings: LayerState[]
  index: number
  parent: LayerState | undefined
}

export function findLayer(
  layers: LayerState[], matches: (layer: LayerState) => boolean, parent?: LayerState,
): Place | undefined {
  for (const [index, layer] of layers.entries()) {
    if (matches(layer)) return { layer, siblings: layers, index, parent }
    const inside = layer.children === undefined ? undefined : findLayer(layer.children, matches, layer)
    if (inside !== undefined) return inside
  }
  return undefined
}

export function* everyLayer(layers: readonly LayerState[]): Generator<LayerState> {
  for (const layer of layers) {
    yield layer
    if (layer.children !== undefined) yield* everyLayer(layer.children)
  }
}

/** A layer with nothing on it. */
export function blankLayer(document: DocumentState, id: number, more: Partial<LayerState> = {}): LayerState {
  return {
    id, name: `Layer ${id}`, kind: 'pixel', isArtboard: false, isBackground: false, isVisible: true, isClipped: false,
    locks: { all: false, pixels: false, position: false, transparency: false },
    opacity: 100, fillOpacity: 100, blendMode: 'normal', label: 'none',
    colours: Array.from({ length: colourCount(document.mode) }, () => Plane.empty(document.depth)),
    alpha: Plane.empty(document.depth),
    ...more,
  }
}

/** Where a layer's own pixels are, or those of all in a group; undefined where there are none. */
export function extentOf(layer: LayerState, canvas: Bounds): Bounds | undefined {
  if (layer.isBackground) return canvas
  if (layer.frame !== undefined) return layer.frame
  if (layer.kind === 'curves' || layer.kind === 'solidColor') return canvas
  if (layer.children === undefined) return layer.alpha.extent()
  const inside = layer.children.map((child) => extentOf(child, canvas)).filter((bounds) => bounds !== undefined)
  return inside.length === 0 ? undefined : inside.reduce((a, b) => ({
    left: Math.min(a.left, b.left), top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right), bottom: Math.max(a.bottom, b.bottom),
  }))
}
