import type { Bounds } from '#protocol'
import type { PlaneReader } from './picture-rows'
import type { PsdDepth, PsdMode } from './psd-structure'

/** What the PSD writer writes; pixels are pulled by rows while it runs. */
export interface PsdDocument {
  width: number
  height: number
  depth: PsdDepth
  mode: PsdMode
  /** Bottom to top, at least one. */
  layers: PsdLayer[]
  icc?: Buffer
  /** A TIFF structure, without the leading "Exif\0\0" of JPEG. */
  exif?: Buffer
  xmp?: Buffer
  pixelsPerInch: number
}

export interface PsdLayer {
  name: string
  isHidden: boolean
  /** 0..1 */
  opacity: number
  /** `add`: Linear Light at half its strength, so that mid gray changes nothing. */
  blend: 'normal' | 'add'
  /** Shows only where the nearest layer below that is not clipped shows, and with that. */
  isClipped?: boolean
  bounds: Bounds
  /** Layers with the same source have the same colours at the same place, which then are packed only once. */
  source?: string
  /** One reader (gray) or three; ranges count from the top of `bounds`. */
  colours: PlaneReader[]
  /** Absent only on an opaque bottom layer: Photoshop's Background. */
  alpha?: PlaneReader
  mask?: { bounds: Bounds; read: PlaneReader }
  /** Drawn, not photographed: packs well, so it is packed at any depth. */
  isFlat: boolean
}

/** True of a layer that nothing below shines through. */
export function isOpaqueWhole(layer: PsdLayer, document: PsdDocument): boolean {
  const { left, top, right, bottom } = layer.bounds
  return layer.alpha === undefined && layer.mask === undefined && layer.opacity === 1
    && left <= 0 && top <= 0 && right >= document.width && bottom >= document.height
}

/** A layer with what is clipped to it. */
export interface Stack {
  base: PsdLayer
  clipped: PsdLayer[]
}

/** What is visible, bottom to top. */
export function visibleStacks({ layers }: PsdDocument): Stack[] {
  const stacks: Stack[] = []
  for (const layer of layers) {
    const last = stacks.at(-1)
    if (layer.isClipped === true && last) last.clipped.push(layer)
    else stacks.push({ base: layer, clipped: [] })
  }
  return stacks.filter(({ base }) => !base.isHidden)
    .map(({ base, clipped }) => ({ base, clipped: clipped.filter(({ isHidden }) => !isHidden) }))
}

/** True where some pixel of the visible result may be transparent. */
export function hasTransparency(document: PsdDocument): boolean {
  return !document.layers.some((layer) => !layer.isHidden && isOpaqueWhole(layer, document))
}
