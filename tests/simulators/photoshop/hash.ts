import { createHash, type Hash } from 'node:crypto'
import type { Plane, Samples } from './plane'
import type { DocumentState, LayerState } from './state'

const known = new WeakMap<Samples, string>()

function hashSamples(samples: Samples): string {
  const found = known.get(samples)
  if (found !== undefined) return found
  const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)
  const made = createHash('sha1').update(bytes).digest('base64')
  known.set(samples, made)
  return made
}

function tellPlane(hash: Hash, name: string, plane: Plane): void {
  hash.update(`${name}:${plane.depth}:${plane.outside};`)
  plane.describe((place, samples) => {
    hash.update(`${place}=${typeof samples === 'object' ? hashSamples(samples) : samples};`)
  })
}

/** Metadata in which nothing is said is as good as none. */
const statedIn = (xmp: string): string => (/<rdf:Description[\s>/]/.test(xmp) ? xmp : '')

function tellLayer(hash: Hash, layer: LayerState): void {
  const { colours, alpha, mask, children, xmp = '', ...plain } = layer
  hash.update(statedIn(xmp))
  hash.update(JSON.stringify(Object.entries(plain).sort()))
  colours.forEach((plane, index) => { tellPlane(hash, `colour${index}`, plane) })
  tellPlane(hash, 'alpha', alpha)
  if (mask !== undefined) {
    hash.update(`mask:${mask.feather}:${mask.density}:${mask.isEnabled}`)
    tellPlane(hash, 'mask', mask.plane)
  }
  if (children === undefined) return
  hash.update('[')
  for (const child of children) tellLayer(hash, child)
  hash.update(']')
}

/** Of all that undo must bring back: pixels, masks, structure, selection, channels, metadata; not which layers are active. */
export function hashState(state: DocumentState): string {
  const { layers, selection, channels, xmp, ...plain } = state
  const hash = createHash('sha1').update(statedIn(xmp))
  hash.update(JSON.stringify(Object.entries(plain).sort()))
  for (const layer of layers) tellLayer(hash, layer)
  if (selection !== undefined) tellPlane(hash, 'selection', selection)
  for (const channel of channels) tellPlane(hash, channel.name, channel.plane)
  return hash.digest('hex')
}
