import type { Descriptor } from '../batch-play'
import { notAvailable } from '../host-error'
import type { Machine, OpenDocument } from '../machine'
import { findLayer, type LayerState } from '../state'

/** What a command answers that leaves the descriptor to another of the same name. */
export const notMine = {}

export interface Reference {
  _ref?: string
  _id?: number
  _index?: number
  _name?: string
  _enum?: string
  _value?: string
  _property?: string
}

export const referencesOf = (descriptor: Descriptor, key = '_target'): Reference[] => {
  const given: unknown = descriptor[key]
  if (given === undefined || given === null) return []
  return (Array.isArray(given) ? given : [given]) as Reference[]
}

/** P10: by id, or the active one. */
export function documentOf(machine: Machine, references: readonly Reference[]): OpenDocument {
  const id = references.find((reference) => reference._ref === 'document')?._id
  const found = machine.find(id ?? machine.activeId)
  if (found === undefined) throw notAvailable('document')
  return found
}

/** P10: the layers that references mean: by id or name, or the active ones. */
export function layersOf(document: OpenDocument, references: readonly Reference[]): LayerState[] {
  const named = references.filter((reference) => reference._ref === 'layer')
  const wanted = named.filter(({ _id, _name }) => _id !== undefined || _name !== undefined)
  if (wanted.length === 0) return document.active.map((id) => requireFound(document, (layer) => layer.id === id, String(id)))
  return wanted.map(({ _id, _name }) =>
    requireFound(document, (layer) => layer.id === _id || layer.name === _name, String(_id ?? _name)))
}

function requireFound(document: OpenDocument, matches: (layer: LayerState) => boolean, what: string): LayerState {
  const found = findLayer(document.state.layers, matches)
  if (found === undefined) throw notAvailable(`layer ${what}`)
  return found.layer
}

export const isMaskChannel = (reference: Reference | undefined): boolean =>
  reference?._ref === 'channel' && reference._value === 'mask'

export const isSelection = (reference: Reference | undefined): boolean =>
  reference?._ref === 'channel' && reference._property === 'selection'
