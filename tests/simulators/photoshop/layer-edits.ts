import { type Bounds } from '#protocol'
import { heightOf, widthOf } from './bounds'
import { layerSource, mergedRows, type PixelSource } from './composite'
import { HostError, notAvailable } from './host-error'
import type { Machine, OpenDocument } from './machine'
import { Plane, whiteOf } from './plane'
import { requireLayer } from './read-pixels'
import { canvasOf, type DocumentState, draftOf, extentOf, findLayer, type LayerState, type Place } from './state'

function requirePlace(draft: DocumentState, id: number): Place {
  const place = findLayer(draft.layers, (layer) => layer.id === id)
  if (place === undefined) throw notAvailable(`layer ${id}`)
  return place
}

export function deleteLayer(machine: Machine, document: OpenDocument, id: number): void {
  machine.change(document, 'Delete Layer', (draft) => {
    const { layer, siblings, index } = requirePlace(draft, id)
    if (layer.locks.all) throw new HostError(`The layer "${layer.name}" is locked.`)
    if (draft.layers.length === 1 && siblings === draft.layers) throw new HostError('The only layer can not be deleted.')
    siblings.splice(index, 1)
  })
  if (document.active.length === 0) document.active = document.state.layers.slice(0, 1).map((layer) => layer.id)
}

/** Takes a layer from where it is to before (above), after (below), or inside of another. */
export function arrange(draft: DocumentState, how: { id: number; relative: number; where: string }): void {
  const moved = requirePlace(draft, how.id)
  if (moved.layer.isBackground) throw new HostError('The Background layer can not be moved.')
  moved.siblings.splice(moved.index, 1)
  const target = requirePlace(draft, how.relative)
  if (how.where === 'placeBefore') target.siblings.splice(target.index, 0, moved.layer)
  else if (how.where === 'placeAfter' && !target.layer.isBackground) target.siblings.splice(target.index + 1, 0, moved.layer)
  else if (target.layer.children !== undefined && ['placeInside', 'placeAtBeginning'].includes(how.where)) {
    target.layer.children.unshift(moved.layer)
  } else if (target.layer.children !== undefined && how.where === 'placeAtEnd') target.layer.children.push(moved.layer)
  else throw new HostError(`Invalid placement: ${how.where}.`)
}

export function moveLayer(
  machine: Machine, document: OpenDocument, how: { id: number; relative: number; where: string },
): void {
  machine.change(document, 'Layer Order', (draft) => { arrange(draft, how) })
}

function renumbered(machine: Machine, layer: LayerState): LayerState {
  return {
    ...layer, id: machine.nextId(), isBackground: false,
    ...(layer.children === undefined ? {} : { children: layer.children.map((child) => renumbered(machine, child)) }),
  }
}

/** The copy lies right above, or on top of another document. A copied Background is a layer like any other. */
export function copyLayer(
  machine: Machine, how: { from: OpenDocument; id: number; into: OpenDocument; name: string | undefined },
): number {
  const { from, into } = how
  if (from.state.mode !== into.state.mode || from.state.depth !== into.state.depth) {
    throw new HostError('Layers can not be duplicated between documents of different modes.')
  }
  return machine.change(into, 'Duplicate Layer', (draft) => {
    const source = requireLayer(from === into ? draft : draftOf(from.state), how.id)
    const solid = source.isBackground ? Plane.painted(draft.depth, canvasOf(from.state), whiteOf(draft.depth)) : source.alpha
    const copy = { ...renumbered(machine, source), alpha: solid, name: how.name ?? `${source.name} copy` }
    if (from === into) {
      const { siblings, index } = requirePlace(draft, how.id)
      siblings.splice(index, 0, copy)
    } else draft.layers.unshift(copy)
    into.active = [copy.id]
    return copy.id
  })
}

/** A smart object's or text's pixels become its own. */
export function rasterizeLayer(machine: Machine, document: OpenDocument, id: number): void {
  machine.change(document, 'Rasterize Layer', (draft) => {
    const layer = requireLayer(draft, id)
    if (layer.kind === 'group' || layer.kind === 'curves') throw notAvailable('rasterize')
    layer.kind = 'pixel'
    delete layer.placed
  })
}

/** A group becomes one layer of what is seen of it, with the group's id. */
export function mergeGroup(machine: Machine, document: OpenDocument, id: number): void {
  machine.change(document, 'Merge Group', (draft) => {
    const layer = requireLayer(draft, id)
    if (layer.children === undefined) throw notAvailable('merge')
    const bounds = extentOf({ ...layer, isVisible: true }, canvasOf(draft))
    const rows = mergedRows(draft, [{ ...layer, opacity: 100, isVisible: true, blendMode: 'normal' }])
    const count = layer.children.find((child) => child.colours.length > 0)?.colours.length ?? 3
    Object.assign(layer, { kind: 'pixel', isArtboard: false }, planesOf({ rows, bounds, depth: draft.depth, count }))
    delete layer.children
    delete layer.mask
    delete layer.frame
  })
}

export function planesOf(from: {
  rows: PixelSource['readRow']; bounds: Bounds | undefined; depth: 8 | 16 | 32; count: number
}): { colours: Plane[]; alpha: Plane } {
  const { bounds, depth, count } = from
  const blank = Plane.empty(depth)
  if (bounds === undefined) return { colours: Array.from({ length: count }, () => blank), alpha: blank }
  const round = (value: number): number => (depth === 32 ? value : Math.round(value))
  const lines = Array.from({ length: heightOf(bounds) }, (_value, row) =>
    from.rows(bounds.top + row, bounds.left, widthOf(bounds)))
  const plane = (channel: number): Plane =>
    blank.written(bounds, (x, y) => round(lines[y - bounds.top]?.[channel]?.[x - bounds.left] ?? 0))
  return { colours: Array.from({ length: count }, (_value, channel) => plane(channel)), alpha: plane(count) }
}

/** By the nearest pixel; percent. */
export function scaleLayer(
  machine: Machine, document: OpenDocument, how: { id: number; width: number; height: number; anchor: string },
): void {
  machine.change(document, 'Free Transform', (draft) => {
    const layer = requireLayer(draft, how.id)
    const from = extentOf(layer, canvasOf(draft))
    if (from === undefined || layer.isBackground) throw notAvailable('scale')
    const [x, y] = [how.width / 100, how.height / 100]
    const isCorner = how.anchor === 'topleft'
    const [middleX, middleY] = isCorner ? [from.left, from.top] : [(from.left + from.right) / 2, (from.top + from.bottom) / 2]
    const to = {
      left: Math.round(middleX + (from.left - middleX) * x), top: Math.round(middleY + (from.top - middleY) * y),
      right: Math.round(middleX + (from.right - middleX) * x), bottom: Math.round(middleY + (from.bottom - middleY) * y),
    }
    const source = layerSource(draft, layer)
    const back = (at: number, size: { from: number; to: number }): number =>
      Math.min(size.from - 1, Math.floor((at + 0.5) * size.from / size.to))
    const widths = { from: widthOf(from), to: widthOf(to) }
    const heights = { from: heightOf(from), to: heightOf(to) }
    Object.assign(layer, planesOf({
      bounds: to, depth: draft.depth, count: layer.colours.length,
      rows: (row, left, width) => {
        const line = source.readRow(from.top + back(row - to.top, heights), from.left, widths.from)
        return line.map((channel) => Float64Array.from({ length: width }, (_value, index) =>
          channel[back(left + index - to.left, widths)] ?? 0))
      },
    }))
  })
}
