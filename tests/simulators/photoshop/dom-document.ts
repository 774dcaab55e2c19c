import { basename, dirname } from 'node:path'
import { canvasOf, blankLayer, findLayer, type Mode } from './state'
import { linearSuffix } from './colour'
import { changeMode, duplicateDocument } from './document-edits'
import type { Dom } from './dom'
import { type HostBounds, hostBounds, type SimLayer } from './dom-layer'
import { HostError } from './host-error'
import type { OpenDocument } from './machine'
import { setSelection } from './masks'
import { Plane } from './plane'
import { type FileEntry, savePicture } from './save-as'

const modeNames: Readonly<Record<Mode, string>> = {
  RGB: 'RGBColorMode', Grayscale: 'grayscaleMode', Lab: 'labColorMode', CMYK: 'CMYKColorMode',
  Indexed: 'indexedColorMode', Bitmap: 'bitmapMode',
}
export const modeByName = (name: string): Mode => {
  const found = (Object.keys(modeNames) as Mode[]).find((mode) => modeNames[mode] === name)
  if (found === undefined) throw new HostError(`Invalid mode: ${name}`)
  return found
}

type SavedFormat = Parameters<typeof savePicture>[2]

interface Sides { left: number; top: number; right: number; bottom: number }

/** P8: what is selected, as plugins see it. */
export class SimSelection {
  readonly typename = 'Selection'

  constructor(private readonly dom: Dom, readonly docId: number) {}

  get bounds(): HostBounds | null {
    const extent = this.dom.machine.open(this.docId).state.selection?.extent()
    return extent === undefined ? null : hostBounds(extent)
  }

  get solid(): boolean {
    const { selection } = this.dom.machine.open(this.docId).state
    const extent = selection?.extent()
    if (selection === undefined || extent === undefined) return false
    for (let y = extent.top; y < extent.bottom; y++) {
      for (let x = extent.left; x < extent.right; x++) if (selection.at(x, y) !== 255) return false
    }
    return true
  }

  private async edit(name: string, act: (old: Plane | undefined) => Plane | undefined): Promise<void> {
    await this.dom.machine.call(`selection.${name}`, () => {
      this.dom.machine.change(this.dom.machine.open(this.docId), name, (draft) => { setSelection(draft, act(draft.selection)) })
    })
  }

  async deselect(): Promise<void> { await this.edit('Deselect', () => undefined) }
  async selectAll(): Promise<void> {
    const { state } = this.dom.machine.open(this.docId)
    await this.edit('Select Canvas', () => Plane.painted(8, canvasOf(state), 255))
  }

  async inverse(): Promise<void> {
    const { state } = this.dom.machine.open(this.docId)
    await this.edit('Select Inverse', (old) => Plane.empty(8).written(canvasOf(state), (x, y) => 255 - (old?.at(x, y) ?? 0)))
  }

  async selectRectangle(bounds: Sides, mode = 'set'): Promise<void> {
    await this.edit('Rectangular Marquee', (old) =>
      combine(old ?? Plane.empty(8), Plane.painted(8, bounds, 255), { bounds, mode }))
  }
}

function combine(old: Plane, added: Plane, how: { bounds: Sides; mode: string }): Plane {
  if (how.mode === 'set') return added
  if (how.mode === 'addTo') return old.written(how.bounds, () => 255)
  if (how.mode === 'subtractFrom') return old.written(how.bounds, () => 0)
  if (how.mode !== 'intersectWith') throw new HostError(`Invalid selection type: ${how.mode}`)
  return Plane.empty(8).written(how.bounds, (x, y) => old.at(x, y))
}

/** A document as plugins see it. */
export class SimDocument {
  readonly typename = 'Document'
  readonly selection: SimSelection
  readonly saveAs: Record<SavedFormat, (entry: FileEntry, options?: object, asCopy?: boolean) => Promise<void>>

  constructor(private readonly dom: Dom, readonly id: number) {
    this.selection = new SimSelection(dom, id)
    const save = (format: SavedFormat) => async (entry: FileEntry, _options?: object, asCopy?: boolean): Promise<void> =>
      await dom.machine.call('document.saveAs', async () => {
        await savePicture(this.open.state, entry, format)
        if (asCopy === true || entry.nativePath === undefined) return
        this.open.title = basename(entry.nativePath)
        this.open.path = dirname(entry.nativePath)
      })
    this.saveAs = { psd: save('psd'), psb: save('psb'), png: save('png') }
  }

  private get open(): OpenDocument { return this.dom.machine.open(this.id) }

  get title(): string { return this.open.title }
  get name(): string { return this.open.title }
  get path(): string { return this.open.path }
  get width(): number { return this.open.state.width }
  get height(): number { return this.open.state.height }
  get resolution(): number { return this.open.state.resolution }
  get mode(): string { return modeNames[this.open.state.mode] }
  get bitsPerChannel(): string { return `bitDepth${this.open.state.depth}` }
  /** P5: with the suffix that the host does not take back. */
  get colorProfileName(): string {
    const { profile, depth, mode } = this.open.state
    return depth === 32 && mode === 'RGB' ? profile + linearSuffix : profile
  }

  get layers(): SimLayer[] { return this.open.state.layers.map((layer) => this.dom.layer(this.id, layer.id)) }
  get artboards(): SimLayer[] {
    return this.open.state.layers.filter((layer) => layer.isArtboard).map((layer) => this.dom.layer(this.id, layer.id))
  }

  get activeLayers(): SimLayer[] { return this.open.active.map((id) => this.dom.layer(this.id, id)) }
  get backgroundLayer(): SimLayer | null {
    const found = this.open.state.layers.find((layer) => layer.isBackground)
    return found === undefined ? null : this.dom.layer(this.id, found.id)
  }

  get activeHistoryState(): { id: number; name: string } {
    const { history, at } = this.open
    return { id: history[at]?.id ?? 0, name: history[at]?.name ?? '' }
  }

  get historyStates(): { id: number; name: string }[] { return this.open.history.map(({ id, name }) => ({ id, name })) }

  async createPixelLayer(options: { name?: string; opacity?: number; blendMode?: string } = {}): Promise<SimLayer> {
    return await this.createLayer(options, 'pixel')
  }

  async createLayerGroup(options: { name?: string; opacity?: number } = {}): Promise<SimLayer> {
    return await this.createLayer(options, 'group')
  }

  /** Above the active layer, which it takes the place of as the active one. */
  private async createLayer(
    options: { name?: string; opacity?: number; blendMode?: string }, kind: 'pixel' | 'group',
  ): Promise<SimLayer> {
    return await this.dom.machine.call('createLayer', () => {
      const { open } = this
      const id = this.dom.machine.nextId()
      this.dom.machine.change(open, kind === 'group' ? 'New Group' : 'New Layer', (draft) => {
        const { name = `Layer ${id}`, opacity = 100, blendMode = 'normal' } = options
        const layer = blankLayer(draft, id, {
          kind, name, opacity, blendMode, ...(kind === 'group' ? { children: [], colours: [], blendMode: 'passThrough' } : {}) })
        const place = findLayer(draft.layers, (each) => each.id === open.active.at(-1))
        if (place === undefined) draft.layers.unshift(layer)
        else place.siblings.splice(place.index, 0, layer)
        open.active = [id]
      })
      return this.dom.layer(this.id, id)
    })
  }

  async duplicate(name?: string): Promise<SimDocument> {
    return await this.dom.machine.call('document.duplicate', () =>
      this.dom.document(duplicateDocument(this.dom.machine, this.open, name).id))
  }

  async changeMode(mode: string): Promise<void> {
    await this.dom.machine.call('document.changeMode', () => { changeMode(this.dom.machine, this.open, modeByName(mode)) })
  }

  async close(_how?: unknown): Promise<void> {
    await this.dom.machine.call('document.close', () => { this.dom.close(this.id) })
  }

  closeWithoutSaving(): void {
    this.dom.machine.enter('document.closeWithoutSaving', true)
    this.dom.close(this.id)
  }

  async suspendHistory(act: (context: object) => void | Promise<void>, name: string): Promise<void> {
    const { scope } = this.dom.machine
    if (scope === undefined) throw new HostError('suspendHistory needs a modal scope.')
    const handle = await scope.context.hostControl.suspendHistory({ documentID: this.id, name })
    await act({ ...scope.context, document: this })
    await scope.context.hostControl.resumeHistory(handle)
  }
}
