import { type Bounds, failure, hasAlpha, type PictureHeader, type SaveOptions } from '#protocol'
import type { PictureFile } from '#helper/tasks/task'
import { checkLayer } from './check-layer'
import { profileSpace } from './icc'
import type { Metadata } from './metadata'
import { alphaReader, colourReader } from './picture-rows'
import type { PsdDocument, PsdLayer } from './psd-document'
import type { PsdDepth } from './psd-structure'

const depths: Readonly<Record<PictureHeader['sample'], PsdDepth>> = { u8: 8, u16: 16, f32: 32 }
const DEFAULT_PPI = 72

const isGray = (picture: PictureFile): boolean => picture.header.channels.startsWith('gray')

/** The layers that were asked for, as a document of the bottom layer's size and depth; masks get that depth too. */
export function buildDocument(
  layers: { options: SaveOptions['layers'][number]; picture: PictureFile; mask?: PictureFile }[],
  more: { checks: readonly Bounds[]; metadata: Metadata },
): PsdDocument {
  const bottom = layers[0]?.picture
  if (bottom === undefined) throw failure('INPUT_MISSING', { task: 'save', input: 'layers' })
  const { width, height, origin, sample } = bottom.header
  const mode = layers.every((layer) => isGray(layer.picture)) ? 'gray' : 'rgb'
  const { icc, exif, xmp, pixelsPerInch } = more.metadata
  const check = checkLayer(more.checks, { width, height, mode })
  return {
    width, height, mode, depth: depths[sample],
    layers: [
      ...layers.map((layer, index) => buildLayer(layer, { origin, planes: mode === 'rgb' ? 3 : 1, isBottom: index === 0 })),
      ...(check === undefined ? [] : [check]),
    ],
    ...(icc !== undefined && profileSpace(icc) === (mode === 'rgb' ? 'RGB' : 'GRAY') ? { icc } : {}),
    ...(exif === undefined ? {} : { exif }),
    ...(xmp === undefined ? {} : { xmp }),
    pixelsPerInch: pixelsPerInch ?? DEFAULT_PPI,
  }
}

function boundsIn(origin: PictureHeader['origin'], header: PictureHeader): Bounds {
  const left = header.origin.left - origin.left
  const top = header.origin.top - origin.top
  return { left, top, right: left + header.width, bottom: top + header.height }
}

function buildLayer(
  layer: { options: SaveOptions['layers'][number]; picture: PictureFile; mask?: PictureFile },
  place: { origin: PictureHeader['origin']; planes: number; isBottom: boolean },
): PsdLayer {
  const { options, picture, mask } = layer
  if (mask !== undefined && mask.header.channels !== 'gray') {
    throw failure('PICTURE_INVALID', { reason: `the mask of layer "${options.name}" is ${mask.header.channels}` })
  }
  if (options.blend !== 'normal' && !options.hidden) {
    throw failure('REQUEST_INVALID', { reason: `layer "${options.name}" blends but is not hidden` })
  }
  const isOpaque = !hasAlpha(picture.header.channels) && mask === undefined && options.opacity === 100
  const isBackground = place.isBottom && isOpaque
  return {
    name: options.name,
    isHidden: options.hidden,
    opacity: options.opacity / 100,
    blend: options.blend,
    isFlat: false,
    ...(options.clipped && !place.isBottom ? { isClipped: true } : {}),
    source: `${picture.offset}:${picture.file}`,
    bounds: boundsIn(place.origin, picture.header),
    colours: Array.from({ length: place.planes }, (_, plane) => colourReader(picture, plane)),
    // Only Photoshop's Background has no transparency channel, and it can have no mask.
    ...(isBackground ? {} : { alpha: alphaReader(picture) }),
    ...(mask === undefined ? {} : { mask: { bounds: boundsIn(place.origin, mask.header), read: colourReader(mask, 0) } }),
  }
}
