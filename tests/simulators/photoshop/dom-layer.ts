import type { Bounds } from '#protocol'
import { boundsOf, heightOf, widthOf } from './bounds'
import type { Dom } from './dom'
import type { SimDocument } from './dom-document'
import { HostError } from './host-error'
import { arrange, copyLayer, deleteLayer, mergeGroup, moveLayer, rasterizeLayer, scaleLayer } from './layer-edits'
import type { OpenDocument } from './machine'
import { requireLayer } from './read-pixels'
import { canvasOf, type DocumentState, extentOf, findLayer, type LayerState } from './state'

export interface HostBounds extends Bounds { width: number; height: number }
export const hostBounds = (bounds: Bounds): HostBounds => ({ ...bounds, width: widthOf(bounds), height: heightOf(bounds) })

/** A layer as plugins see it: a handle that looks its values up, and fails once the layer is gone. */
export class SimLayer {
  readonly typename = 'Layer'

  constructor(private readonly dom: Dom, readonly _docId: number, readonly id: number) {}

  private get open(): OpenDocument {
    return this.dom.machine.open(this._docId)
  }

  private get state(): LayerState {
    return requireLayer(this.open.state, this.id)
  }

  /** P1: even a property can only be set in a modal scope. */
  private edit(name: string, act: (layer: LayerState) => void, isSilent = false): void {
    this.dom.machine.enter(`layer.${name}`, true)
    const change = (draft: DocumentState): void => { act(requireLayer(draft, this.id)) }
    if (isSilent) this.dom.machine.changeSilently(this.open, change)
    else this.dom.machine.change(this.open, name, change)
  }

  get document(): SimDocument { return this.dom.document(this._docId) }
  get name(): string { return this.state.name }
  set name(name: string) { this.edit('Name Change', (layer) => { layer.name = name }) }
  get kind(): string { return this.state.kind }
  get visible(): boolean { return this.state.isVisible }
  set visible(isVisible: boolean) { this.edit('Layer Visibility', (layer) => { layer.isVisible = isVisible }, true) }
  get opacity(): number { return this.state.opacity }
  set opacity(opacity: number) { this.edit('Master Opacity Change', (layer) => { layer.opacity = opacity }) }
  get fillOpacity(): number { return this.state.fillOpacity }
  set fillOpacity(opacity: number) { this.edit('Fill Opacity Change', (layer) => { layer.fillOpacity = opacity }) }
  get blendMode(): string { return this.state.blendMode }
  set blendMode(mode: string) { this.edit('Blending Change', (layer) => { layer.blendMode = mode }) }
  get isBackgroundLayer(): boolean { return this.state.isBackground }
  get locked(): boolean { return this.state.isBackground || Object.values(this.state.locks).some(Boolean) }
  get allLocked(): boolean { return this.state.locks.all }
  set allLocked(isLocked: boolean) { this.edit('Lock Layer', (layer) => { layer.locks.all = isLocked }) }
  get pixelsLocked(): boolean { return this.state.locks.pixels }
  set pixelsLocked(isLocked: boolean) { this.edit('Lock Layer', (layer) => { layer.locks.pixels = isLocked }) }
  get positionLocked(): boolean { return this.state.locks.position || this.state.isBackground }
  set positionLocked(isLocked: boolean) { this.edit('Lock Layer', (layer) => { layer.locks.position = isLocked }) }
  get transparentPixelsLocked(): boolean { return this.state.locks.transparency || this.state.isBackground }
  set transparentPixelsLocked(isLocked: boolean) { this.edit('Lock Layer', (layer) => { layer.locks.transparency = isLocked }) }
  get isClippingMask(): boolean { return this.state.isClipped }
  set isClippingMask(isClipped: boolean) { this.edit('Clipping Mask', (layer) => { layer.isClipped = isClipped }) }
  get layerMaskFeather(): number { return this.state.mask?.feather ?? 0 }
  set layerMaskFeather(px: number) { this.editMask('Mask Feather', (mask) => { mask.feather = px }) }
  get layerMaskDensity(): number { return this.state.mask?.density ?? 100 }
  set layerMaskDensity(percent: number) { this.editMask('Mask Density', (mask) => { mask.density = percent }) }

  private editMask(name: string, act: (mask: NonNullable<LayerState['mask']>) => void): void {
    this.edit(name, (layer) => {
      if (layer.mask === undefined) throw new HostError(`The layer "${layer.name}" has no user mask.`)
      act(layer.mask)
    })
  }

  get bounds(): HostBounds { return this.boundsNoEffects }
  get boundsNoEffects(): HostBounds {
    const { state } = this.open
    return hostBounds(extentOf(requireLayer(state, this.id), canvasOf(state)) ?? boundsOf(0, 0, { width: 0, height: 0 }))
  }

  get parent(): SimLayer | null {
    const parent = findLayer(this.open.state.layers, (layer) => layer.id === this.id)?.parent
    return parent === undefined ? null : this.dom.layer(this._docId, parent.id)
  }

  get layers(): SimLayer[] | null {
    const { children } = this.state
    return children === undefined ? null : children.map((child) => this.dom.layer(this._docId, child.id))
  }

  get selected(): boolean { return this.open.active.includes(this.id) }
  set selected(isSelected: boolean) {
    this.dom.machine.enter('layer.selected', true)
    this.open.active = [...this.open.active.filter((id) => id !== this.id), ...(isSelected ? [this.id] : [])]
  }

  delete(): void {
    this.dom.machine.enter('layer.delete', true)
    deleteLayer(this.dom.machine, this.open, this.id)
  }

  move(relative: { readonly id: number }, where: string): void {
    this.dom.machine.enter('layer.move', true)
    moveLayer(this.dom.machine, this.open, { id: this.id, relative: relative.id, where })
  }

  async duplicate(relative?: { readonly id: number }, where?: string, name?: string): Promise<SimLayer | null> {
    return await this.dom.machine.call('layer.duplicate', () => {
      // Documents and layers never share an id in here.
      const other = this.dom.machine.find(relative?.id)
      const into = other ?? this.open
      const id = copyLayer(this.dom.machine, { from: this.open, id: this.id, into, name })
      if (relative !== undefined && other === undefined && where !== undefined) {
        this.dom.machine.change(into, 'Move Layer', (draft) => { arrange(draft, { id, relative: relative.id, where }) })
      }
      return this.dom.layer(into.id, id)
    })
  }

  async translate(x: number | { _value: number }, y: number | { _value: number }): Promise<void> {
    const by = { x: typeof x === 'number' ? x : x._value, y: typeof y === 'number' ? y : y._value }
    await this.dom.machine.call('layer.translate', () => {
      this.edit('Move', (layer) => {
        if (layer.isBackground || layer.locks.position || layer.locks.all) throw new HostError('The layer is locked.')
        layer.colours = layer.colours.map((plane) => moveLike(layer, plane, by))
        layer.alpha = layer.alpha.moved(by)
        if (layer.mask !== undefined) layer.mask.plane = layer.mask.plane.moved(by)
      })
    })
  }

  async scale(width: number, height: number, anchor?: string): Promise<void> {
    await this.dom.machine.call('layer.scale', () => {
      scaleLayer(this.dom.machine, this.open, { id: this.id, width, height, anchor: anchor ?? 'middlecenter' })
    })
  }

  async rasterize(_what: string): Promise<void> {
    await this.dom.machine.call('layer.rasterize', () => { rasterizeLayer(this.dom.machine, this.open, this.id) })
  }

  async merge(): Promise<SimLayer> {
    return await this.dom.machine.call('layer.merge', () => {
      mergeGroup(this.dom.machine, this.open, this.id)
      return this.dom.layer(this._docId, this.id)
    })
  }
}

/** Colours lie where alpha is, so that black among them moves too. */
function moveLike(layer: LayerState, plane: LayerState['alpha'], by: { x: number; y: number }): LayerState['alpha'] {
  const from = layer.alpha.extent()
  if (from === undefined) return plane
  const to = { left: from.left + by.x, top: from.top + by.y, right: from.right + by.x, bottom: from.bottom + by.y }
  return plane.blank().written(to, (x, y) => plane.at(x - by.x, y - by.y))
}
