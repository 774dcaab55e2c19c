import type { Samples } from '#native'
import { newSamples, type PlaneReader, type RowRange } from './picture-rows'
import { sampleOfDepth } from './psd-channel'
import { boundsHeight, boundsWidth } from './psd-structure'
import { planeKey } from './psd-layers'
import {
  hasTransparency, isOpaqueWhole, type PsdDocument, type PsdLayer, type Stack, visibleStacks,
} from './psd-document'

export interface MergedPlane {
  read: PlaneReader
  /** Where it is nothing but a layer's plane: that plane's name. */
  key?: string
}

/** The merged picture's planes: colours over white, then alpha where the result has any. */
export function mergedPlanes(document: PsdDocument): MergedPlane[] {
  const stacks = contributing(document)
  const colours = Array.from({ length: document.mode === 'rgb' ? 3 : 1 }, (_, plane) => colourOver(document, stacks, plane))
  return hasTransparency(document) ? [...colours, { read: alphaOver(document, stacks) }] : colours
}

/** The layers that show: nothing below the last opaque one, nor the same picture again right on top of it. */
function contributing(document: PsdDocument): Stack[] {
  const visible = visibleStacks(document)
  const lowest = visible.findLastIndex(({ base }) => isOpaqueWhole(base, document))
  if (lowest < 0) return visible
  const plain = visible[lowest]?.clipped.length === 0 ? visible[lowest].base.source : undefined
  const above = visible.slice(lowest + 1)
  const other = above.findIndex(({ base, clipped }) => plain === undefined || clipped.length > 0 || base.source !== plain)
  return [...visible.slice(lowest, lowest + 1), ...(other < 0 ? [] : above.slice(other))]
}

export const whiteOf = (samples: Samples): number =>
  samples instanceof Float32Array ? 1 : samples instanceof Uint16Array ? 65535 : 255

function colourOver(document: PsdDocument, stacks: Stack[], plane: number): MergedPlane {
  const only = stacks[0]?.clipped.length === 0 ? stacks[0].base : undefined
  const read = only?.colours[plane]
  const { width, height } = document
  const isExact = only !== undefined && boundsWidth(only.bounds) === width && boundsHeight(only.bounds) === height
  if (stacks.length === 1 && read !== undefined && isExact && isOpaqueWhole(only, document)) {
    return only.source === undefined ? { read } : { read, key: planeKey(only.source, plane) }
  }
  const over: PlaneReader = (range, out) => {
    const white = whiteOf(out)
    out.fill(white, 0, range.count * document.width)
    for (const stack of stacks) {
      const colour = stackColour(document, stack, { plane, range })
      const cover = coverage(document, stack.base, range)
      if (cover === undefined) out.set(colour)
      else lerp(out, colour, cover, white)
    }
  }
  return { read: over }
}

/** Of a layer with what is clipped to it, which changes its colours and none of its edge. */
export function stackColour(
  document: PsdDocument, { base, clipped }: Stack, { plane, range }: { plane: number; range: RowRange },
): Samples {
  const own = (layer: PsdLayer): Samples => placed(document, layer.bounds, layer.colours[plane], { range, outside: 0 })
  const colour = own(base)
  for (const layer of clipped) {
    const cover = coverage(document, layer, range)
    if (cover === undefined) colour.set(own(layer))
    else lerp(colour, own(layer), cover, whiteOf(colour))
  }
  return colour
}

/** a = a + (1 - a) * cover, as a lerp towards white. */
function alphaOver(document: PsdDocument, stacks: Stack[]): PlaneReader {
  return (range, out) => {
    const white = whiteOf(out)
    const length = range.count * document.width
    out.fill(0, 0, length)
    const opaque = newSamples(sampleOfDepth[document.depth], length).fill(white)
    for (const { base } of stacks) lerp(out, opaque, coverage(document, base, range) ?? opaque, white)
  }
}

/** out + (colour - out) * cover / white; exact where cover is 0 or white, and where both colours are the same. */
function lerp(out: Samples, colour: Samples, cover: Samples, white: number): void {
  const half = white === 1 ? 0 : 0.5
  for (let i = 0; i < colour.length; i++) {
    const share = cover[i] as number
    if (share === 0) continue
    const under = out[i] as number
    out[i] = share >= white ? colour[i] as number : under + ((colour[i] as number) - under) * share / white + half
  }
}

/** Alpha times mask times opacity over the width of the document; undefined where the layer covers everything. */
export function coverage(document: PsdDocument, layer: PsdLayer, range: RowRange): Samples | undefined {
  if (isOpaqueWhole(layer, document)) return undefined
  const full = (_: RowRange, out: Samples): void => { out.fill(whiteOf(out)) }
  const alpha = placed(document, layer.bounds, layer.alpha ?? full, { range, outside: 0 })
  const white = whiteOf(alpha)
  const half = white === 1 ? 0 : 0.5
  if (layer.opacity < 1) for (let i = 0; i < alpha.length; i++) alpha[i] = (alpha[i] as number) * layer.opacity + half
  if (layer.mask === undefined) return alpha
  const mask = placed(document, layer.mask.bounds, layer.mask.read, { range, outside: 0 })
  for (let i = 0; i < alpha.length; i++) alpha[i] = (alpha[i] as number) * (mask[i] as number) / white + half
  return alpha
}

/** The rows `range` of the document of a plane that lies at `bounds`; `outside` where it does not reach. */
export function placed(
  document: PsdDocument, bounds: PsdLayer['bounds'], read: PlaneReader | undefined, rows: { range: RowRange; outside: number },
): Samples {
  const { range } = rows
  const out = newSamples(sampleOfDepth[document.depth], range.count * document.width).fill(rows.outside)
  const top = Math.max(range.top, bounds.top)
  const count = Math.min(range.top + range.count, bounds.bottom) - top
  if (count <= 0 || read === undefined) return out
  const width = bounds.right - bounds.left
  const inner = { top: top - bounds.top, count }
  if (width === document.width && bounds.left === 0) {
    read(inner, out.subarray((top - range.top) * width))
    return out
  }
  const part = newSamples(sampleOfDepth[document.depth], count * width)
  read(inner, part)
  const left = Math.max(0, bounds.left)
  const right = Math.min(document.width, bounds.right)
  for (let y = 0; y < count && right > left; y++) {
    const from = y * width + left - bounds.left
    out.set(part.subarray(from, from + right - left), (top - range.top + y) * document.width + left)
  }
  return out
}
