import { closeSync, openSync, writeFileSync } from 'node:fs'
import { initializeCanvas, type Layer as AgLayer, writePsdBuffer } from 'ag-psd'
import type { Bounds } from '#protocol'
import { ByteSink } from '#helper/document/byte-sink'
import type { PlaneReader } from '#helper/document/picture-rows'
import type { PsdDocument, PsdLayer } from '#helper/document/psd-document'
import { writePsd } from '#helper/document/psd-write'
import { boundsOf, heightOf, isEmpty, unite, widthOf } from './bounds'
import { compositeSource, type PixelSource, layerSource } from './composite'
import { HostError } from './host-error'
import type { Plane } from './plane'
import { canvasOf, type DocumentState, everyLayer, extentOf, type LayerState } from './state'

initializeCanvas(
  () => { throw new Error('Pictures are given as pixels.') },
  (width, height) => ({ width, height, data: new Uint8ClampedArray(width * height * 4), colorSpace: 'srgb' }) as ImageData,
)

/** Where a mask has to be written: PSD files hold nothing outside of it. */
function maskBounds(plane: Plane, state: DocumentState): Bounds {
  const canvas = canvasOf(state)
  return plane.outside === 0 ? plane.extent() ?? boundsOf(0, 0, { width: 1, height: 1 }) : unite(canvas, plane.extent()) ?? canvas
}

interface AgPixels { width: number; height: number; data: Uint8ClampedArray }

function agPixels(rows: PixelSource['readRow'], bounds: Bounds): AgPixels {
  const [width, height] = [widthOf(bounds), heightOf(bounds)]
  const data = new Uint8ClampedArray(width * height * 4)
  for (let y = 0; y < height; y++) {
    rows(bounds.top + y, bounds.left, width).forEach((line, channel) => {
      line.forEach((value, x) => { data[(y * width + x) * 4 + channel] = value })
    })
  }
  return { width, height, data }
}

function agLayer(state: DocumentState, layer: LayerState): AgLayer {
  const bounds = extentOf(layer, canvasOf(state))
  const mask = layer.mask
  const at = mask === undefined ? undefined : maskBounds(mask.plane, state)
  return {
    name: layer.name, hidden: !layer.isVisible, opacity: layer.opacity / 100, clipping: layer.isClipped,
    blendMode: layer.children === undefined ? 'normal' : 'pass through',
    ...(layer.children === undefined ? {} : {
      opened: true, children: [...layer.children].reverse().map((child) => agLayer(state, child)),
    }),
    ...(layer.children !== undefined || bounds === undefined || isEmpty(bounds) ? {} : {
      left: bounds.left, top: bounds.top, imageData: agPixels(layerSource(state, layer).readRow, bounds),
      transparencyProtected: layer.isBackground,
    }),
    ...(mask === undefined || at === undefined ? {} : {
      mask: {
        left: at.left, top: at.top, defaultColor: mask.plane.outside, disabled: !mask.isEnabled,
        ...(mask.feather > 0 ? { userMaskFeather: mask.feather } : {}),
        ...(mask.density < 100 ? { userMaskDensity: mask.density / 100 } : {}),
        imageData: agPixels((y, left, width) => {
          const line = Float64Array.from({ length: width }, (_value, x) => mask.plane.at(left + x, y))
          return [line, line, line, new Float64Array(width).fill(255)]
        }, at),
      },
    }),
  }
}

/** 8 bits RGB with all its groups. */
function agDocument(state: DocumentState): Buffer {
  return writePsdBuffer({
    width: state.width, height: state.height,
    children: [...state.layers].reverse().map((layer) => agLayer(state, layer)),
    imageData: agPixels(compositeSource(state).readRow, canvasOf(state)),
  })
}

/** Samples as files hold them: white of 16 bits is 65535. */
function readerOf(plane: Plane, bounds: Bounds): PlaneReader {
  const width = widthOf(bounds)
  return (range, into) => {
    const from = bounds.top + range.top
    for (let y = 0, index = 0; y < range.count; y++) {
      for (let x = 0; x < width; x++, index++) {
        const value = plane.at(bounds.left + x, from + y)
        into[index] = plane.depth === 16 ? Math.round(value * 65535 / 32768) : value
      }
    }
  }
}

/** Without groups: their layers, in their order. */
function flatLayers(state: DocumentState): PsdLayer[] {
  return [...everyLayer(state.layers)].reverse().filter((layer) => layer.children === undefined).flatMap((layer) => {
    const bounds = extentOf(layer, canvasOf(state))
    if (bounds === undefined || isEmpty(bounds)) return []
    const at = layer.mask === undefined ? undefined : maskBounds(layer.mask.plane, state)
    return [{
      name: layer.name, isHidden: !layer.isVisible, opacity: layer.opacity / 100, blend: 'normal', bounds, isFlat: false,
      colours: layer.colours.map((plane) => readerOf(plane, bounds)),
      ...(layer.isBackground ? {} : { alpha: readerOf(layer.alpha, bounds) }),
      ...(layer.mask === undefined || at === undefined ? {} : { mask: { bounds: at, read: readerOf(layer.mask.plane, at) } }),
    } satisfies PsdLayer]
  })
}

/** The document as a PSD: 8 bits RGB with groups, other depths and gray as their layers, other modes not at all. */
export async function savePsd(state: DocumentState, file: string): Promise<void> {
  if (state.mode === 'RGB' && state.depth === 8) {
    writeFileSync(file, agDocument(state))
    return
  }
  if (state.mode !== 'RGB' && state.mode !== 'Grayscale') {
    throw new HostError(`PSD files of mode ${state.mode} are not simulated.`)
  }
  const document: PsdDocument = {
    width: state.width, height: state.height, depth: state.depth, mode: state.mode === 'RGB' ? 'rgb' : 'gray',
    layers: flatLayers(state), pixelsPerInch: state.resolution,
    ...(state.xmp === '' ? {} : { xmp: Buffer.from(state.xmp) }),
  }
  const descriptor = openSync(file, 'w+')
  try {
    await writePsd(new ByteSink(descriptor), document, { isLarge: file.endsWith('.psb'), onRows: () => undefined })
  } finally {
    closeSync(descriptor)
  }
}
