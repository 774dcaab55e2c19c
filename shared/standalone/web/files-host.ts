import type { Client } from '#client'
import type {
  Form, HostCapabilities, HostChange, Landed, Needs, PictureHost, PlaceHow, Placement, Reading, Result, Scope, Stamp,
  StampState, Target,
} from '#host'
import { type Bounds, failure } from '#protocol'
import { boundsOf, type Content, type Layer, type OpenDocument, withLayer, withMask, withoutLanded } from './document'
import type { DocumentStore } from './document-store'
import { placeInto } from './place-result'
import { readLayer } from './read-layer'

export interface FilesHostSettings {
  client: Client
  store: DocumentStore
  /** A new id, unlike any before. */
  newId(): string
}

const CAPABILITIES: HostCapabilities = {
  name: 'a browser',
  forms: ['layer-mask', 'selection', 'masked-layer', 'layer', 'document', 'check-layer'],
  canCombine: true,
  hasLiveFeather: false,
  hasSelection: true,
  findsSubject: false,
  undoesInOneStep: true,
  scopes: ['active', 'all-documents'],
  limits: ['Documents are lost when the tab is closed: download what you want to keep.'],
}

/** Opened picture files as documents of layers. All pixels lie in the helper; the page holds what it shows. */
export class FilesHost implements PictureHost {
  readonly id = 'files'
  readonly kind = 'picture'

  constructor(private readonly settings: FilesHostSettings) {}

  capabilities(): HostCapabilities {
    return CAPABILITIES
  }

  watch(act: (change: HostChange) => void): () => void {
    return this.settings.store.watch(act)
  }

  async targets(scope: Scope): Promise<readonly Target[]> {
    const { active, state } = this.settings.store
    const documents = scope === 'all-documents' ? state.documents : active ? [active] : []
    return documents.flatMap((document) => {
      const layer = document.content.layers.find(({ id }) => id === document.content.active)
      return layer ? [describeTarget(document, layer)] : []
    })
  }

  async read(target: Target, needs: Needs): Promise<Reading> {
    const { client } = this.settings
    const { document, layer } = this.find(target.id, target.name)
    return readLayer(client, { document, layer, target: describeTarget(document, layer), stamp: stampOf(document, layer) }, needs)
  }

  async check(stamp: Stamp): Promise<StampState> {
    try {
      const { document, layer } = this.find(stamp.target, '')
      const now = stampOf(document, layer)
      const isSame = Object.entries(now.state).every(([key, value]) => stamp.state[key] === value)
      return isSame ? 'same' : 'changed'
    } catch {
      return 'gone'
    }
  }

  async place(placement: Placement, result: Result, how: PlaceHow): Promise<Landed | undefined> {
    if (how.stamp) await this.refuseChanged(how.stamp)
    this.find(placement.target, how.name)
    return placeInto(this.settings, { placement, result, how })
  }

  async remove({ place, form }: Landed): Promise<void> {
    const { store } = this.settings
    const document = store.state.documents.find(({ id }) => id === place.document)
    if (!document) return
    if (form === 'document') return store.close(document.id)
    const content = withoutLanded(document.content, { form, place })
    if (content !== document.content) store.step(document.id, content, 'Remove result')
  }

  async show({ place, form }: Landed, isVisible: boolean): Promise<void> {
    const { store } = this.settings
    const document = store.find(place.document)
    const content = shown(document.content, { place, form }, isVisible)
    if (!content) throw failure('TARGET_GONE', { name: 'The result' })
    store.change(document.id, () => content)
  }

  async reveal({ place }: Placement, bounds: Bounds): Promise<void> {
    const { store, newId } = this.settings
    const document = store.find(place.document)
    store.activate(document.id)
    store.step(document.id, { ...document.content, selection: { id: newId(), bounds } }, 'Select place to check')
    store.focus({ document: document.id, bounds })
  }

  async earlier(
    target: Pick<Target, 'id' | 'name'>,
  ): Promise<readonly { landed: Landed; job: { id: string; recipe: string } }[]> {
    const { document } = this.find(target.id, target.name)
    const found = document.content.layers.flatMap((layer) => {
      const landed = (form: Form, id: string, where: string): Landed =>
        ({ host: this.id, place: { document: document.id, layer: layer.id, id }, form, where, differs: [], undoSteps: 1 })
      const { mask, job, name, order } = layer
      return [
        ...(job ? [{ landed: landed('layer', layer.id, `Layer “${name}”`), job, order }] : []),
        ...(mask?.job ? [{
          landed: landed('layer-mask', mask.id, `Layer mask on “${name}”`), job: mask.job, order: mask.order,
        }] : []),
      ]
    })
    return found.sort((a, b) => a.order - b.order).map((each) => ({ landed: each.landed, job: each.job }))
  }

  /** @throws TARGET_GONE */
  private find(target: string, name: string): { document: OpenDocument; layer: Layer } {
    const { store } = this.settings
    const [documentId, layerId] = target.split('/')
    const document = store.find(documentId, name)
    return { document, layer: store.findLayer(document, layerId, name) }
  }

  private async refuseChanged(stamp: Stamp): Promise<void> {
    const state = await this.check(stamp)
    if (state === 'changed') throw failure('TARGET_CHANGED', { name: 'The layer' })
    if (state === 'gone') throw failure('TARGET_GONE', { name: 'The layer' })
  }
}

function describeTarget(document: OpenDocument, layer: Layer): Target {
  return {
    id: `${document.id}/${layer.id}`,
    kind: 'picture',
    name: layer.name,
    document: document.name,
    bounds: boundsOf(layer.sheet),
    hasMask: layer.mask !== undefined,
    hasSelection: document.content.selection !== undefined,
    notes: [],
  }
}

/** A sheet never changes, so what it is called is what it is. */
function stampOf(document: OpenDocument, layer: Layer): Stamp {
  const { at, header } = layer.sheet
  const { left, top } = header.origin
  const pixels = 'job' in at ? `${at.job}/${at.result}` : at.blob
  return { target: `${document.id}/${layer.id}`, state: { pixels, left, top, width: document.width, height: document.height } }
}

/** Undefined where what was placed is not there any more. */
function shown(content: Content, { place, form }: Pick<Landed, 'place' | 'form'>, isVisible: boolean): Content | undefined {
  if (form === 'check-layer') {
    const { checks } = content
    return checks && checks.id === place.id ? { ...content, checks: { ...checks, isVisible } } : undefined
  }
  if (form === 'document' || form === 'selection') return content
  if (form === 'layer-mask') {
    const mask = content.layers.find(({ id }) => id === place.layer)?.mask
    if (!mask || mask.id !== place.id) return undefined
    return withMask(content, String(place.layer), { ...mask, isOn: isVisible })
  }
  if (!content.layers.some(({ id }) => id === place.id)) return undefined
  return withLayer(content, String(place.id), (layer) => ({ ...layer, isVisible }))
}
