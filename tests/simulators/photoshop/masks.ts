import type { Bounds } from '#protocol'
import { heightOf, intersect, isEmpty, readBounds, widthOf } from './bounds'
import { HostError } from './host-error'
import { ImageData, type Memory } from './image-data'
import type { Machine } from './machine'
import { type Depth, makeSamples, Plane, whiteOf } from './plane'
import { checkMode, requireLayer } from './read-pixels'
import { canvasOf, type DocumentState, type LayerState, type MaskState } from './state'
import { grayValues, type PutOptions, targetOf } from './write-pixels'

/** Globals are slow to reach within a test. */
const { round, floor } = Math

export interface GetPlaneOptions {
  documentID?: number
  layerID?: number
  kind?: string
  sourceBounds?: unknown
  targetSize?: { width?: number; height?: number }
}

export interface Reading { imageData: ImageData; sourceBounds: Bounds }

function readGray(
  memory: Memory, plane: Plane, how: { region: Bounds | undefined; depth: Depth; options: GetPlaneOptions },
): Reading {
  const { region, depth, options } = how
  const asked = options.sourceBounds === undefined ? region : readBounds(options.sourceBounds)
  const bounds = region === undefined || asked === undefined ? undefined : intersect(region, asked)
  if (bounds === undefined || isEmpty(bounds)) throw new HostError('The requested region has no pixels.')
  const width = Math.min(widthOf(bounds), options.targetSize?.width ?? widthOf(bounds))
  const height = Math.min(heightOf(bounds), options.targetSize?.height ?? heightOf(bounds))
  const samples = makeSamples(depth, width * height)
  const image = new ImageData(memory, {
    width, height, space: 'Grayscale', profile: 'Gray Gamma 2.2', components: 1, depth,
  }, samples)
  const scale = whiteOf(depth) / whiteOf(plane.depth)
  const [stepX, stepY] = [widthOf(bounds) / width, heightOf(bounds) / height]
  for (let y = 0, index = 0; y < height; y++) {
    for (let x = 0; x < width; x++, index++) {
      const value = plane.at(bounds.left + floor((x + 0.5) * stepX), bounds.top + floor((y + 0.5) * stepY)) * scale
      samples[index] = depth === 32 ? value : round(value)
    }
  }
  return { imageData: image, sourceBounds: bounds }
}

/** P7: trimmed to what is not black where a mask is black outside. */
export function readMask(machine: Machine, memory: Memory, options: GetPlaneOptions): Reading {
  const { state } = machine.open(options.documentID ?? machine.activeId)
  checkMode(machine, state)
  const { mask, name } = requireLayer(state, options.layerID)
  const { kind = 'user' } = options
  if (kind === 'vector' || mask === undefined) throw new HostError(`The layer "${name}" has no ${kind} mask.`)
  const region = mask.plane.outside === 0 ? mask.plane.extent() : canvasOf(state)
  return readGray(memory, mask.plane, { region, depth: machine.knobs.maskDepth === 8 ? 8 : state.depth, options })
}

function checkMaskable(machine: Machine, state: DocumentState, layer: LayerState): void {
  if (layer.isBackground) throw new HostError('The Background layer can not have a mask.')
  if (layer.locks.all) throw new HostError(`The layer "${layer.name}" is locked.`)
  if (layer.kind === 'solidColor') throw new HostError('Code: -1', -1)
  if (state.mode === 'Lab' && machine.knobs.labMaskRejects) throw new HostError('Code: -1', -1)
}

export const newMask = (depth: Depth, isRevealing: boolean): MaskState =>
  ({ plane: Plane.empty(depth, isRevealing ? whiteOf(depth) : 0), feather: 0, density: 100, isEnabled: true })

/** P7: `replace`, the default, throws away the mask that is there; `false` writes into it. */
export function writeMask(machine: Machine, options: PutOptions & { kind?: string }): void {
  const document = machine.open(options.documentID ?? machine.activeId)
  checkMode(machine, document.state)
  const layer = requireLayer(document.state, options.layerID)
  checkMaskable(machine, document.state, layer)
  if (options.kind !== undefined && options.kind !== 'user') throw new HostError('Only user masks can be written.')
  if (layer.mask === undefined && machine.knobs.maskWithoutMask === 'rejects') {
    throw new HostError(`The layer "${layer.name}" has no user mask.`)
  }
  const to = targetOf(options)
  const { depth } = document.state
  const values = grayValues(options.imageData, depth)
  // P7, the lie: a block of zeros alone comes out white.
  const isFlipped = machine.knobs.zeroBlockTurnsWhite && values.every((value) => value === 0)
  machine.change(document, options.commandName ?? 'Put Layer Mask', (draft) => {
    const target = requireLayer(draft, options.layerID)
    const mask = target.mask ?? newMask(depth, false)
    const base = options.replace === false ? mask.plane : Plane.empty(depth)
    const plane = base.written(to, (x, y) =>
      (isFlipped ? whiteOf(depth) : values[(y - to.top) * options.imageData.width + x - to.left] ?? 0))
    target.mask = { ...mask, plane }
  })
}

/** P8: 8 bits at every depth. */
export function readSelection(machine: Machine, memory: Memory, options: GetPlaneOptions): Reading {
  const { state } = machine.open(options.documentID ?? machine.activeId)
  if (state.selection === undefined) throw new HostError('There is no selection.')
  return readGray(memory, state.selection, { region: state.selection.extent(), depth: 8, options })
}

/** P8: within the canvas; one that selects nothing is no selection. */
export const asSelection = (state: DocumentState, plane: Plane): Plane | undefined => {
  const extent = plane.extent()
  const canvas = canvasOf(state)
  if (extent === undefined || isEmpty(intersect(extent, canvas))) return undefined
  const isInside = extent.left >= 0 && extent.top >= 0 && extent.right <= canvas.right && extent.bottom <= canvas.bottom
  return isInside ? plane : Plane.empty(8).written(intersect(extent, canvas), (x, y) => plane.at(x, y))
}

export function setSelection(draft: DocumentState, plane: Plane | undefined): void {
  const selection = plane === undefined ? undefined : asSelection(draft, plane)
  if (selection === undefined) delete draft.selection
  else draft.selection = selection
}

/** P8: `replace: false` adds to what is selected. */
export function writeSelection(machine: Machine, options: PutOptions): void {
  const document = machine.open(options.documentID ?? machine.activeId)
  checkMode(machine, document.state)
  const to = targetOf(options)
  const values = grayValues(options.imageData, 8)
  machine.change(document, options.commandName ?? 'Put Selection', (draft) => {
    const base = options.replace === false ? draft.selection ?? Plane.empty(8) : Plane.empty(8)
    setSelection(draft, base.written(to, (x, y, old) =>
      Math.max(old, values[(y - to.top) * options.imageData.width + x - to.left] ?? 0)))
  })
}
