import type { Bounds } from '#protocol'
import { heightOf, widthOf } from '../bounds'
import { notAvailable } from '../host-error'
import type { OpenDocument } from '../machine'
import { requireLayer } from '../read-pixels'
import { canvasOf, extentOf, type LayerState } from '../state'
import type { Command, CommandContext } from '.'
import { documentOf, layersOf, notMine, referencesOf } from './references'

/** Action Manager's own numbers of layer kinds; hosts.md A6. */
const kindNumbers: Readonly<Record<LayerState['kind'], number>> =
  { pixel: 1, group: 7, smartObject: 5, text: 3, solidColor: 11, curves: 2 }

const rectangle = (bounds: Bounds): object => ({
  _obj: 'rectangle', ...bounds, width: widthOf(bounds), height: heightOf(bounds),
})

const layerProperties: Readonly<Record<string, (layer: LayerState, document: OpenDocument) => unknown>> = {
  layerID: (layer) => layer.id,
  name: (layer) => layer.name,
  visible: (layer) => layer.isVisible,
  opacity: (layer) => Math.round(layer.opacity * 2.55),
  layerKind: (layer) => (layer.isBackground ? 12 : kindNumbers[layer.kind]),
  background: (layer) => layer.isBackground,
  hasUserMask: (layer) => layer.mask !== undefined,
  hasVectorMask: () => false,
  userMaskEnabled: (layer) => layer.mask?.isEnabled ?? false,
  userMaskFeather: (layer) => layer.mask?.feather ?? 0,
  userMaskDensity: (layer) => Math.round((layer.mask?.density ?? 100) * 2.55),
  artboardEnabled: (layer) => layer.isArtboard,
  boundsNoEffects: (layer, { state }) => rectangle(extentOf(layer, canvasOf(state)) ?? { left: 0, top: 0, right: 0, bottom: 0 }),
  bounds: (layer, { state }) => rectangle(extentOf(layer, canvasOf(state)) ?? { left: 0, top: 0, right: 0, bottom: 0 }),
  metadata: (layer) => (layer.xmp === undefined ? undefined : { _obj: 'metadata', layerXMP: layer.xmp }),
  smartObjectMore: (layer) => layer.placed === undefined ? undefined
    : { _obj: 'smartObjectMore', size: { _obj: 'size', width: layer.placed.width, height: layer.placed.height } },
}

const documentProperties: Readonly<Record<string, (document: OpenDocument) => unknown>> = {
  documentID: (document) => document.id,
  title: (document) => document.title,
  zoom: ({ view }) => ({ _unit: 'percentUnit', _value: view.zoom }),
  XMPMetadataAsUTF8: (document) => document.state.xmp,
  hasBackgroundLayer: ({ state }) => state.layers.some((layer) => layer.isBackground),
  selection: ({ state }) => {
    const extent = state.selection?.extent()
    return extent === undefined ? undefined : rectangle(extent)
  },
}

function valueOf(context: CommandContext, references: ReturnType<typeof referencesOf>, property: string): unknown {
  const document = documentOf(context.machine, references)
  const isLayer = references.some((reference) => reference._ref === 'layer')
  const [layer] = isLayer ? layersOf(document, references) : []
  return layer === undefined ? documentProperties[property]?.(document) : layerProperties[property]?.(layer, document)
}

/** P10: a property that is not there is an error, as is a missing target. */
const get: Command = (context, descriptor) => {
  const references = referencesOf(descriptor)
  const property = references.find((reference) => reference._property !== undefined)?._property
  if (property === undefined) throw notAvailable('Get')
  const value = valueOf(context, references, property)
  if (value === undefined) throw notAvailable(property)
  return { [property]: value }
}

const multiGet: Command = (context, descriptor) => {
  const references = referencesOf(descriptor)
  const [names = []] = (descriptor.extendedReference ?? []) as string[][]
  const values = names.map((name) => [name, valueOf(context, references, name)] as const)
  return Object.fromEntries(values.filter(([, value]) => value !== undefined))
}

/** The document's metadata, a layer's, or a layer's plain properties. */
const set: Command = ({ machine }, descriptor) => {
  const references = referencesOf(descriptor)
  const to = descriptor.to as Record<string, unknown> | undefined
  const document = documentOf(machine, references)
  if (references[0]?._property === 'XMPMetadataAsUTF8' && typeof to?.XMPMetadataAsUTF8 === 'string') {
    const xmp = to.XMPMetadataAsUTF8
    machine.change(document, 'File Info', (draft) => { draft.xmp = xmp })
    return {}
  }
  if (references[0]?._property === 'metadata' && typeof to?.layerXMP === 'string') {
    const xmp = to.layerXMP
    const [layer] = layersOf(document, references)
    machine.change(document, 'Layer Metadata', (draft) => { requireLayer(draft, layer?.id).xmp = xmp })
    return {}
  }
  if (references[0]?._property === 'center' && to !== undefined) {
    const value = (key: string): number => Number((to[key] as { _value?: number } | undefined)?._value) / document.view.zoom
    document.view.centre = { x: value('horizontal'), y: value('vertical') }
    return {}
  }
  if (references[0]?._ref !== 'layer' || to === undefined || ('userMaskFeather' in to)) return notMine
  const ids = layersOf(document, references).map((layer) => layer.id)
  machine.change(document, 'Layer Properties', (draft) => {
    for (const id of ids) {
      const layer = requireLayer(draft, id)
      if (typeof to.name === 'string') layer.name = to.name
      const opacity = (to.opacity as { _value?: number } | undefined)?._value
      if (opacity !== undefined) layer.opacity = opacity
    }
  })
  return {}
}

export const propertyCommands: Readonly<Record<string, Command>> = { get, multiGet, set }
