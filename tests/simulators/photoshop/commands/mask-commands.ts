import { HostError, notAvailable } from '../host-error'
import { newMask } from '../masks'
import { requireLayer } from '../read-pixels'
import { whiteOf } from '../plane'
import { canvasOf, type DocumentState, type MaskState } from '../state'
import type { Command } from '.'
import { documentOf, isMaskChannel, layersOf, notMine, type Reference, referencesOf } from './references'

function maskUsing(draft: DocumentState, using: string): MaskState {
  if (using === 'revealAll' || using === 'hideAll') return newMask(draft.depth, using === 'revealAll')
  const { selection } = draft
  if (selection === undefined) throw notAvailable('selection')
  const white = whiteOf(draft.depth)
  const isHiding = using === 'hideSelection'
  const mask = newMask(draft.depth, isHiding)
  const round = (value: number): number => (draft.depth === 32 ? value : Math.round(value))
  const plane = mask.plane.written(canvasOf(draft), (x, y) => {
    const value = selection.at(x, y) / 255
    return round((isHiding ? 1 - value : value) * white)
  })
  return { ...mask, plane }
}

/** P10, A5.1: fails where a mask is, and on the Background. */
const make: Command = ({ machine }, descriptor) => {
  const at = referencesOf(descriptor, 'at')[0]
  if (!isMaskChannel(at)) return notMine
  const document = documentOf(machine, referencesOf(descriptor, 'at'))
  const [layer] = layersOf(document, referencesOf(descriptor, 'at').slice(1))
  if (layer === undefined || layer.isBackground || layer.locks.all || layer.mask !== undefined) throw notAvailable('Make')
  const using = (descriptor.using as Reference | undefined)?._value ?? 'revealAll'
  machine.change(document, 'Add Layer Mask', (draft) => {
    const target = requireLayer(draft, layer.id)
    target.mask = maskUsing(draft, using)
    // The host drops the selection that it has made a mask of.
    if (using === 'revealSelection' || using === 'hideSelection') delete draft.selection
  })
  return {}
}

const remove: Command = ({ machine }, descriptor) => {
  const references = referencesOf(descriptor)
  if (!isMaskChannel(references[0])) return notMine
  const document = documentOf(machine, references)
  const [layer] = layersOf(document, references.slice(1))
  if (layer?.mask === undefined) throw notAvailable('Delete')
  machine.change(document, 'Delete Layer Mask', (draft) => { delete requireLayer(draft, layer.id).mask })
  return {}
}

/** The mask becomes the channel that is painted on; nothing to see in the document. */
const select: Command = ({ machine }, descriptor) => {
  const references = referencesOf(descriptor)
  if (references[0]?._ref !== 'channel') return notMine
  const document = documentOf(machine, references)
  const [layer] = layersOf(document, references)
  if (isMaskChannel(references[0]) && layer?.mask === undefined) throw notAvailable('Select')
  return {}
}

/** Live properties of the mask, and whether it is in use. */
const set: Command = ({ machine }, descriptor) => {
  const references = referencesOf(descriptor)
  const to = descriptor.to as Record<string, unknown> | undefined
  if (references[0]?._ref !== 'layer' || to === undefined) return notMine
  const keys = ['userMaskFeather', 'userMaskDensity', 'userMaskEnabled'].filter((key) => key in to)
  if (keys.length === 0) return notMine
  const document = documentOf(machine, references)
  const [layer] = layersOf(document, references)
  if (layer?.mask === undefined) throw new HostError('The layer has no user mask.', -25920)
  machine.change(document, 'Mask Properties', (draft) => {
    const { mask } = requireLayer(draft, layer.id)
    if (mask === undefined) return
    const value = (key: string): number => Number((to[key] as { _value?: number })._value ?? to[key])
    if ('userMaskFeather' in to) mask.feather = value('userMaskFeather')
    if ('userMaskDensity' in to) mask.density = value('userMaskDensity')
    if ('userMaskEnabled' in to) mask.isEnabled = to.userMaskEnabled === true
  })
  return {}
}

export const maskCommands: Readonly<Record<string, Command>> = { make, delete: remove, select, set }
