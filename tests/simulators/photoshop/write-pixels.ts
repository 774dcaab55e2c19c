import type { Bounds } from '#protocol'
import { boundsOf } from './bounds'
import { converter, plainProfile, spaceOf } from './colour'
import { HostError } from './host-error'
import { type ImageData, profileFor } from './image-data'
import type { Machine } from './machine'
import { Plane, whiteOf } from './plane'
import { checkMode, requireLayer } from './read-pixels'
import type { DocumentState, LayerState } from './state'

/** Globals are slow to reach within a test. */
const { round } = Math

export interface PutOptions {
  documentID?: number
  layerID?: number
  imageData: ImageData
  replace?: boolean
  targetBounds?: { left: number; top: number }
  commandName?: string
}

/** P6: only the place counts, a size is ignored; the default is the document's corner. */
export function targetOf(options: PutOptions): Bounds {
  const { left = 0, top = 0 } = options.targetBounds ?? {}
  if (!Number.isInteger(left) || !Number.isInteger(top)) throw new HostError('Invalid parameter: targetBounds.')
  return boundsOf(left, top, options.imageData)
}

function checkPaintable(layer: LayerState): void {
  if (layer.kind !== 'pixel') throw new HostError(`The layer "${layer.name}" is not a pixel layer.`)
  if (layer.isBackground || layer.locks.all || layer.locks.pixels) throw new HostError(`The layer "${layer.name}" is locked.`)
}

interface Painting { image: ImageData; to: Bounds; state: DocumentState }

function convertedPlanes(painting: Painting): { values: Float64Array[]; alpha: Float64Array } {
  const { image, state } = painting
  const samples = image.read()
  const own = { space: spaceOf(state.mode), profile: plainProfile(state.profile), depth: state.depth }
  const convert = converter({ space: image.form.space, profile: profileFor(image.form, own), depth: image.form.depth }, own)
  const [pixels, components] = [image.width * image.height, image.components]
  const colours = components - (image.hasAlpha ? 1 : 0)
  const count = own.space === 'Grayscale' ? 1 : 3
  const values = Array.from({ length: count }, () => new Float64Array(pixels))
  const alpha = new Float64Array(pixels)
  const [whiteFrom, whiteTo] = [whiteOf(image.form.depth), whiteOf(state.depth)]
  const isPlain = image.form.depth === own.depth && image.form.space === own.space && profileFor(image.form, own) === own.profile
  const pixel = new Array<number>(colours)
  for (let index = 0; index < pixels; index++) {
    for (let channel = 0; channel < colours; channel++) pixel[channel] = samples[index * components + channel] ?? 0
    const made = isPlain ? pixel : convert(pixel)
    for (let channel = 0; channel < count; channel++) values[channel]![index] = made[channel] ?? 0
    const unit = image.hasAlpha ? (samples[index * components + colours] ?? 0) / whiteFrom : 1
    alpha[index] = state.depth === 32 ? unit : round(unit * whiteTo)
  }
  return { values, alpha }
}

/** P6: pixel layers that are not locked only; `replace`, the default, throws away all that was on the layer. */
export function writePixels(machine: Machine, options: PutOptions): void {
  const document = machine.open(options.documentID ?? machine.activeId)
  checkMode(machine, document.state)
  checkPaintable(requireLayer(document.state, options.layerID))
  const to = targetOf(options)
  machine.change(document, options.commandName ?? 'Put Pixels', (draft) => {
    const layer = requireLayer(draft, options.layerID)
    const { values, alpha } = convertedPlanes({ image: options.imageData, to, state: draft })
    const put = (plane: Plane, from: Float64Array): Plane => {
      const base = options.replace === false ? plane : Plane.empty(draft.depth)
      return base.written(to, (x, y) => from[(y - to.top) * options.imageData.width + x - to.left] ?? 0)
    }
    // Colours under no alpha are nobody's; the host does not keep them.
    layer.colours = layer.colours.map((plane, index) => put(plane, values[index] ?? new Float64Array()))
    layer.alpha = put(layer.alpha, alpha)
  })
}

/** Gray values of an image, in the document's depth. */
export function grayValues(image: ImageData, depth: 8 | 16 | 32): Float64Array {
  if (image.components !== 1 || image.colorSpace !== 'Grayscale') {
    throw new HostError('The image must be Grayscale with one component.')
  }
  const [whiteFrom, whiteTo] = [whiteOf(image.form.depth), whiteOf(depth)]
  const samples = image.read()
  const values = new Float64Array(samples.length)
  for (let index = 0; index < values.length; index++) {
    const value = (samples[index] as number) / whiteFrom * whiteTo
    values[index] = depth === 32 ? value : round(value)
  }
  return values
}
