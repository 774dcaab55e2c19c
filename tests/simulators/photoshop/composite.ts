import type { Bounds } from '#protocol'
import { boundsOf } from './bounds'
import { whiteOf } from './plane'
import { canvasOf, colourCount, type DocumentState, extentOf, type LayerState } from './state'

/** Pixels to read: straight colours, then alpha, each in the document's own values. */
export interface PixelSource {
  /** Trimmed to what has pixels (P5); undefined where nothing has. */
  bounds: Bounds | undefined
  hasAlpha: boolean
  /** One row of the values of each channel, from `left` on. */
  readRow(y: number, left: number, width: number): Float64Array[]
}

/** A layer's own pixels, without mask, opacity or effects. */
export function layerSource(state: DocumentState, layer: LayerState): PixelSource {
  const white = whiteOf(state.depth)
  return {
    bounds: extentOf(layer, canvasOf(state)),
    hasAlpha: !layer.isBackground,
    readRow: (y, left, width) => {
      const row = boundsOf(left, y, { width, height: 1 })
      const read = layer.colours.map((plane) => {
        const values = new Float64Array(width)
        plane.read(row, values)
        return values
      })
      const alpha = new Float64Array(width)
      if (layer.isBackground) alpha.fill(white)
      else layer.alpha.read(row, alpha)
      return [...read, alpha]
    },
  }
}

/** How much of a layer shows at a pixel, 0..1: opacity, and its mask at its density. Feather is live and not drawn here. */
function coverOf(layer: LayerState, white: number, at: { x: number; y: number }): number {
  const opacity = layer.opacity / 100 * (layer.fillOpacity / 100)
  if (layer.mask === undefined || !layer.mask.isEnabled) return opacity
  const value = layer.mask.plane.at(at.x, at.y) / white
  return opacity * (1 - (1 - value) * layer.mask.density / 100)
}

interface Pixel { colours: number[]; alpha: number }

function mixLayers(layers: readonly LayerState[], white: number, at: { x: number; y: number }): Pixel {
  const mixed: Pixel = { colours: [], alpha: 0 }
  for (const layer of [...layers].reverse()) {
    if (!layer.isVisible) continue
    const inside: Pixel = layer.children !== undefined ? mixLayers(layer.children, white, at) : {
      colours: layer.colours.map((plane) => plane.at(at.x, at.y)),
      alpha: layer.isBackground ? 1 : layer.alpha.at(at.x, at.y) / white,
    }
    const over = inside.alpha * coverOf(layer, white, at)
    // An adjustment has no pixels; what it would do to those below is not simulated.
    if (over === 0) continue
    const alpha = over + mixed.alpha * (1 - over)
    if (alpha > 0) {
      mixed.colours = inside.colours.map((value, index) =>
        (value * over + (mixed.colours[index] ?? 0) * mixed.alpha * (1 - over)) / alpha)
    }
    mixed.alpha = alpha
  }
  return mixed
}

/** What is seen of layers, in blend mode normal, straight. */
export function mergedRows(state: DocumentState, layers: readonly LayerState[]): PixelSource['readRow'] {
  const white = whiteOf(state.depth)
  const count = colourCount(state.mode)
  return (y, left, width) => {
    const rows = Array.from({ length: count + 1 }, () => new Float64Array(width))
    for (let x = left; x < left + width; x++) {
      const { colours, alpha } = mixLayers(layers, white, { x, y })
      colours.forEach((value, index) => { rows[index]![x - left] = value })
      rows[count]![x - left] = alpha * white
    }
    return rows
  }
}

/** All that is visible, within the canvas. */
export function compositeSource(state: DocumentState): PixelSource {
  return {
    bounds: canvasOf(state),
    hasAlpha: !state.layers.some((layer) => layer.isBackground && layer.isVisible),
    readRow: mergedRows(state, state.layers),
  }
}
