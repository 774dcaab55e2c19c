import type {
  Form, HostCapabilities, HostChange, Landed, Needs, PictureHost, Pixels, PlaceHow, Placement, Reading, Result, Scope,
  Stamp, StampState,
  Target,
} from '#host'
import { type Bounds, failure, type FailureJson, pixelBytes, plainHeader } from '#protocol'

type Bytes = Uint8Array<ArrayBuffer>

/** A layer of gray or RGB bytes, as large as its document. */
export interface MemoryLayer {
  id: string
  name: string
  channels: 'gray' | 'rgb'
  bytes: Bytes
  mask?: Bytes
  isVisible: boolean
  opacity?: number
  job?: { id: string; recipe: string }
  form?: Form
  obstacle?: FailureJson
}

export interface MemoryDocument {
  name: string
  width: number
  height: number
  layers: MemoryLayer[]
  selection?: Bytes
  /** Names of the steps, oldest first. */
  history: string[]
}

/** Pixels that lie in memory. */
export function memoryPixels(bytes: Bytes, header: Pixels['header']): Pixels {
  return { header, read: (offset, length) => bytes.slice(offset, offset + length) }
}

/** Small windows, so that placing has steps to be cancelled between. */
const WINDOW = 64

/** A host that is nothing but memory, behaves like one, and can be told what goes wrong. */
export class MemoryHost implements PictureHost {
  readonly id = 'files'
  readonly kind = 'picture'
  readonly documents: MemoryDocument[] = []
  active = 0
  /** Layers of the active document that are chosen, by place; the last one otherwise. */
  chosen: number[] | undefined
  can: HostCapabilities = {
    name: 'Memory 1.0', forms: ['layer-mask', 'selection', 'masked-layer', 'layer', 'document', 'smart-object', 'check-layer'],
    canCombine: true, hasLiveFeather: false, hasSelection: true, findsSubject: false, undoesInOneStep: true, limits: [],
    scopes: ['active', 'all-documents'],
  }
  open = 0
  revealed: Bounds[] = []
  placings: { placement: Placement; how: PlaceHow }[] = []
  /** Called at these moments; may throw, or change the documents. */
  onRead: () => void | Promise<void> = () => undefined
  onPlace: (window: number) => void | Promise<void> = () => undefined
  private listeners = new Set<(change: HostChange) => void>()
  private count = 0

  /** @param valueAt of the first channel; the others are 10 and 20 more */
  addDocument(name: string, size: { width: number; height: number }, valueAt: (x: number, y: number) => number): MemoryDocument {
    const bytes = Uint8Array.from({ length: size.width * size.height * 3 }, (_, at) => {
      const pixel = Math.floor(at / 3)
      return valueAt(pixel % size.width, Math.floor(pixel / size.width)) + at % 3 * 10
    })
    const document = { name, ...size, layers: [this.layer(`${name} layer`, 'rgb', bytes)], history: [] }
    this.documents.push(document)
    this.active = this.documents.length - 1
    this.tell('targets')
    return document
  }

  tell(change: HostChange): void {
    for (const listener of [...this.listeners]) listener(change)
  }

  capabilities(): HostCapabilities {
    return this.can
  }

  watch(act: (change: HostChange) => void): () => void {
    this.listeners.add(act)
    return () => {
      this.listeners.delete(act)
    }
  }

  async targets(scope: Scope): Promise<Target[]> {
    const documents = scope === 'active' ? this.documents.slice(this.active, this.active + 1) : this.documents
    return documents.flatMap((document) => {
      const chosen = scope === 'active' ? this.chosen ?? [0] : [0]
      return chosen.flatMap((at) => document.layers[at] ? [this.target(document, document.layers[at])] : [])
    })
  }

  async read(target: Target, needs: Needs): Promise<Reading> {
    await this.onRead()
    const { document, layer } = this.find(target.id)
    if (needs.region === 'selection' && !document.selection) throw failure('SELECTION_EMPTY', { document: document.name })
    const bounds = typeof needs.region === 'object' ? needs.region : wholeOf(document)
    const size = { width: bounds.right - bounds.left, height: bounds.bottom - bounds.top }
    const header = { ...plainHeader(size, layer.channels, 'u8'), origin: { left: bounds.left, top: bounds.top } }
    const gray = { ...plainHeader(size, 'gray', 'u8'), origin: header.origin }
    const mask = needs.mask === 'layer-mask' ? layer.mask : needs.mask === 'selection' ? document.selection : undefined
    const { selection } = document
    const cut = (from: Uint8Array, channels: number): Bytes => crop(from, document.width, { bounds, channels })
    this.open += 1
    let isOpen = true
    return {
      target,
      stamp: this.stamp(target.id),
      placement: { host: this.id, target: target.id, bounds, place: {} },
      picture: memoryPixels(cut(layer.bytes, layer.channels === 'rgb' ? 3 : 1), header),
      ...(mask ? { mask: memoryPixels(mask.slice(), gray) } : {}),
      ...(selection ? { selection: memoryPixels(cut(selection, 1), gray) } : {}),
      notes: ['Read from memory.'],
      close: async () => {
        if (isOpen) this.open -= 1
        isOpen = false
      },
    }
  }

  async check(stamp: Stamp): Promise<StampState> {
    if (!this.documents.some(({ layers }) => layers.some(({ id }) => id === stamp.target))) return 'gone'
    return this.stamp(stamp.target).state.hash === stamp.state.hash ? 'same' : 'changed'
  }

  async place(placement: Placement, result: Result, how: PlaceHow): Promise<Landed | undefined> {
    this.placings.push({ placement, how })
    const pulled = await this.pull(result, how)
    if (how.isCancelled()) return undefined
    const { document, layer } = this.find(placement.target)
    const differs: string[] = []
    if (how.instead) this.take(how.instead)
    document.history.push(how.step)
    const landed = (id: string): Landed =>
      ({ host: this.id, place: { layer: id }, form: how.form, where: `${how.form} of “${layer.name}”`, differs, undoSteps: 1 })
    if (how.form === 'layer-mask') {
      layer.mask = combine(layer.mask, pulled.bytes, how)
      return landed(layer.id)
    }
    if (how.form === 'selection') {
      document.selection = combine(document.selection, pulled.bytes, how)
      return landed('selection')
    }
    if (how.form === 'document') {
      const { header } = (result as { picture: Pixels }).picture
      const made = { ...this.layer(how.name, 'rgb', pulled.bytes), job: how.job, form: how.form }
      this.documents.push({ name: how.name, width: header.width, height: header.height, layers: [made], history: [how.step] })
      return landed(made.id)
    }
    const isMatte = result.kind === 'matte'
    const made: MemoryLayer = {
      ...this.layer(how.name, layer.channels, isMatte ? pulled.foreground ?? layer.bytes.slice() : pulled.bytes),
      job: how.job, form: how.form, isVisible: how.form !== 'check-layer',
      ...(isMatte ? { mask: pulled.bytes } : {}), ...(how.opacity === undefined ? {} : { opacity: how.opacity }),
    }
    document.layers.splice(document.layers.indexOf(layer) + 1, 0, made)
    return landed(made.id)
  }

  async remove(landed: Landed): Promise<void> {
    this.take(landed)
  }

  async show(landed: Landed, isVisible: boolean): Promise<void> {
    this.find(String(landed.place.layer)).layer.isVisible = isVisible
  }

  async reveal(_: Placement, bounds: Bounds): Promise<void> {
    this.revealed.push(bounds)
  }

  async earlier(target: Pick<Target, 'id' | 'name'>): Promise<{ landed: Landed; job: { id: string; recipe: string } }[]> {
    const { document } = this.find(target.id)
    return document.layers.flatMap(({ id, job, form }) => job && form
      ? [{ landed: { host: this.id, place: { layer: id }, form, where: '', differs: [], undoSteps: 1 }, job }] : [])
  }

  private layer(name: string, channels: 'gray' | 'rgb', bytes: Bytes): MemoryLayer {
    return { id: `layer-${++this.count}`, name, channels, bytes, isVisible: true }
  }

  private target(document: MemoryDocument, { id, name, mask, obstacle }: MemoryLayer): Target {
    return {
      id, kind: 'picture', name, document: document.name, bounds: wholeOf(document),
      hasMask: mask !== undefined, hasSelection: document.selection !== undefined, notes: [], ...(obstacle ? { obstacle } : {}),
    }
  }

  find(id: string): { document: MemoryDocument; layer: MemoryLayer } {
    for (const document of this.documents) {
      const layer = document.layers.find((each) => each.id === id)
      if (layer) return { document, layer }
    }
    throw failure('TARGET_GONE', { name: id })
  }

  private stamp(id: string): Stamp {
    const { layer } = this.find(id)
    return { target: id, state: { hash: layer.bytes.reduce((sum, value) => (sum * 31 + value) % 1_000_003, 7) } }
  }

  private async pull(result: Result, how: PlaceHow): Promise<{ bytes: Bytes; foreground?: Bytes }> {
    if (result.kind === 'checks') return { bytes: new Uint8Array() }
    const pixels = result.kind === 'matte' ? result.matte : result.picture
    const total = pixelBytes(pixels.header)
    const bytes = new Uint8Array(total)
    for (let at = 0; at < total && !how.isCancelled(); at += WINDOW) {
      await this.onPlace(at / WINDOW)
      bytes.set(await pixels.read(at, Math.min(WINDOW, total - at)), at)
      how.progress(at, total)
    }
    if (result.kind !== 'matte' || !result.foreground) return { bytes }
    return { bytes, foreground: await result.foreground.read(0, pixelBytes(result.foreground.header)) }
  }

  private take({ form, place }: Landed): void {
    for (const document of this.documents) {
      if (form === 'layer-mask') for (const layer of document.layers) if (layer.id === place.layer) delete layer.mask
      if (form !== 'layer-mask') document.layers = document.layers.filter(({ id }) => id !== place.layer)
    }
  }
}

const wholeOf = ({ width, height }: MemoryDocument): Bounds => ({ left: 0, top: 0, right: width, bottom: height })

function crop(bytes: Uint8Array, width: number, { bounds, channels }: { bounds: Bounds; channels: number }): Bytes {
  const length = (bounds.right - bounds.left) * channels
  const cut = new Uint8Array((bounds.bottom - bounds.top) * length)
  for (let row = bounds.top; row < bounds.bottom; row++) {
    const from = (row * width + bounds.left) * channels
    cut.set(bytes.subarray(from, from + length), (row - bounds.top) * length)
  }
  return cut
}

function combine(old: Uint8Array | undefined, made: Bytes, { combine: how }: PlaceHow): Bytes {
  if (!old || how === 'replace') return made
  return made.map((value, at) => {
    const before = old[at]!
    if (how === 'add') return Math.max(before, value)
    return how === 'subtract' ? Math.min(before, 255 - value) : Math.min(before, value)
  })
}
