import type { Bounds } from '#protocol'
import { setSelection } from '../masks'
import { NOT_AVAILABLE, HostError, notAvailable } from '../host-error'
import { Plane, whiteOf } from '../plane'
import { canvasOf, type DocumentState, extentOf, type LayerState } from '../state'
import type { Command } from '.'
import type { Descriptor } from '../batch-play'
import { documentOf, isMaskChannel, isSelection, layersOf, notMine, type Reference, referencesOf } from './references'

const plainNumber = (value: unknown): number =>
  (typeof value === 'number' ? value : Number((value as { _value?: number })?._value))

function rectangleOf(to: Record<string, unknown>): Bounds {
  const [left, top, right, bottom] = ['left', 'top', 'right', 'bottom'].map((key) => plainNumber(to[key]))
  return { left: left ?? NaN, top: top ?? NaN, right: right ?? NaN, bottom: bottom ?? NaN }
}

/** A layer's transparency or mask, as 8 bits. */
function loadChannel(draft: DocumentState, layer: LayerState, isMask: boolean): Plane {
  const white = whiteOf(draft.depth)
  const plane = isMask ? layer.mask?.plane : layer.alpha
  if (plane === undefined) throw notAvailable('channel')
  if (layer.isBackground) return Plane.painted(8, canvasOf(draft), 255)
  return Plane.empty(8).written(canvasOf(draft), (x, y) => Math.round(plane.at(x, y) / white * 255))
}

function selectionFrom(draft: DocumentState, to: unknown, layers: (references: Reference[]) => LayerState[]): Plane | undefined {
  const plain = to as Record<string, unknown>
  if (plain._value === 'none') return undefined
  if (plain._value === 'allEnum') return Plane.painted(8, canvasOf(draft), 255)
  if (plain._obj === 'rectangle') return Plane.painted(8, rectangleOf(plain), 255)
  const references = (Array.isArray(to) ? to : [to]) as Reference[]
  const [layer] = layers(references.slice(1))
  const isTransparency = references[0]?._value === 'transparencyEnum'
  if (layer === undefined || (!isTransparency && !isMaskChannel(references[0]))) throw notAvailable('channel')
  return loadChannel(draft, layer, !isTransparency)
}

const setNamed = (name: string, mix: (old: number, added: number) => number): Command => ({ machine }, descriptor) => {
  const references = referencesOf(descriptor)
  if (!isSelection(references[0])) return notMine
  const document = documentOf(machine, references)
  machine.change(document, name, (draft) => {
    // A channel of another document of the same size may be loaded.
    const source = documentOf(machine, referencesOf(descriptor, 'to').filter((reference) => reference._ref === 'document'))
    const isOther = source.state.width === draft.width && source.state.height === draft.height && source !== document
    const from = isOther && referencesOf(descriptor, 'to').some(({ _ref }) => _ref === 'document') ? source : document
    const state = from === document ? draft : from.state
    const added = selectionFrom(state, descriptor.to, (wanted) => layersOf(from, wanted)) ?? Plane.empty(8)
    const old = draft.selection ?? Plane.empty(8)
    setSelection(draft, Plane.empty(8).written(canvasOf(draft), (x, y) => mix(old.at(x, y), added.at(x, y))))
  })
  return {}
}

/** What the host itself takes for the subject: an ellipse in the middle with an edge of a few pixels. */
const autoCutout: Command = ({ machine }, _descriptor: Descriptor) => {
  const document = documentOf(machine, [])
  const [layer] = layersOf(document, [])
  if (machine.knobs.subject === 'nothing' || layer === undefined) {
    throw new HostError('Could not complete Select Subject because no prominent subject was found.', NOT_AVAILABLE)
  }
  machine.change(document, 'Select Subject', (draft) => {
    const bounds = extentOf(layer, canvasOf(draft)) ?? canvasOf(draft)
    setSelection(draft, Plane.empty(8).written(bounds, (x, y) => Math.round(255 * subjectAt(bounds, x + 0.5, y + 0.5))))
  })
  return {}
}

function subjectAt(bounds: Bounds, x: number, y: number): number {
  const [radiusX, radiusY] = [(bounds.right - bounds.left) / 4, (bounds.bottom - bounds.top) / 4]
  const away = Math.hypot((x - (bounds.left + bounds.right) / 2) / radiusX, (y - (bounds.top + bounds.bottom) / 2) / radiusY)
  return Math.min(1, Math.max(0, (1 - away) * Math.min(radiusX, radiusY) / 4 + 0.5))
}

export const selectionCommands: Readonly<Record<string, Command>> = {
  set: setNamed('Set Selection', (_old, added) => added),
  addTo: setNamed('Add To Selection', Math.max),
  subtractFrom: setNamed('Subtract From Selection', (old, added) => Math.min(old, 255 - added)),
  intersectWith: setNamed('Intersect With Selection', Math.min),
  autoCutout,
  duplicate: ({ machine }, descriptor) => {
    const references = referencesOf(descriptor)
    if (!isSelection(references[0])) return notMine
    const document = documentOf(machine, references)
    const { selection } = document.state
    if (selection === undefined) throw notAvailable('selection')
    const name = String(descriptor.name ?? 'Alpha 1')
    machine.change(document, 'Save Selection', (draft) => { draft.channels.push({ name, plane: selection }) })
    return {}
  },
}
