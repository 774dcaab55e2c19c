import type { Client } from '#client'
import type { Form, Landed, Pixels, PlaceHow, Placement, Result } from '#host'
import { type Bounds, failure } from '#protocol'
import {
  boundsOf, type Content, type Layer, type Mask, nextOrder, type OpenDocument, putSelection, type Selection, type Sheet,
  repeatMask, withMask, withoutLanded,
} from './document'
import type { DocumentStore } from './document-store'
import { combineGray, type Holding, holdPixels, plainGray } from './hold-pixels'

export interface PlaceSettings {
  client: Client
  store: DocumentStore
  newId(): string
}

export interface Placing {
  placement: Placement
  result: Result
  how: PlaceHow
}

class Cancelled extends Error {}

/** A change that is ready to be made: all pixels are in the helper. */
interface Change {
  content: Content
  id: string
  where: string
}

/** All pixels first, then one change of the document; a document that changed meanwhile gets the result as it is now. */
export async function placeInto(settings: PlaceSettings, placing: Placing): Promise<Landed | undefined> {
  const { placement, how } = placing
  const { store } = settings
  try {
    if (how.form === 'document') return await placeDocument(settings, placing)
    const make = await prepare(settings, placing)
    throwIfCancelled(how)
    const document = store.find(placement.place.document, how.name)
    const layer = store.findLayer(document, placement.place.layer, how.name)
    const { instead } = how
    const cleared = instead?.place.document === document.id ? withoutLanded(document.content, instead) : document.content
    const { content, id, where } = make(cleared, cleared.layers.find((each) => each.id === layer.id) ?? layer)
    store.step(document.id, content, how.step)
    return landed(how.form, { document: document.id, layer: layer.id, id }, where)
  } catch (thrown) {
    if (thrown instanceof Cancelled) return undefined
    throw thrown
  }
}

const landed = (form: Form, place: Landed['place'], where: string): Landed =>
  ({ host: 'files', place, form, where, differs: [], undoSteps: form === 'document' ? 0 : 1 })

function throwIfCancelled({ isCancelled }: PlaceHow): void {
  if (isCancelled()) throw new Cancelled()
}

/** Sends what the helper does not hold. @returns the change, to be made at once */
async function prepare(settings: PlaceSettings, placing: Placing): Promise<(content: Content, layer: Layer) => Change> {
  const { result, how } = placing
  const { form } = how
  const id = settings.newId()
  if (result.kind === 'checks' && form === 'check-layer') {
    const checks = { id, boxes: result.checks, isVisible: true, job: how.job }
    return (content) => ({ content: { ...content, checks }, id, where: `${result.checks.length} places to check` })
  }
  if (result.kind === 'matte' && form === 'layer-mask') return prepareMask(settings, placing, id)
  if (result.kind === 'matte' && form === 'selection') return prepareSelection(settings, placing, id)
  if (result.kind === 'matte' && form === 'masked-layer') return prepareMaskedLayer(settings, { ...placing, result }, id)
  if (result.kind === 'picture' && form === 'layer') return prepareLayer(settings, { ...placing, result }, id)
  throw failure('HOST_REFUSED', { host: 'The browser', action: `place a ${result.kind}`, reason: `it can't be a ${form}` })
}

/** The `index`-th of `count` things to send: progress goes through all of them once. */
function holding(how: PlaceHow, index = 0, count = 1): Holding {
  return {
    progress: (done, total) => how.progress(index * total + done, count * total),
    check: () => throwIfCancelled(how),
  }
}

/** What comes, joined with what there is; `there` undefined where there is nothing. */
async function joined(
  { client }: PlaceSettings, { placement, result, how }: Placing, { there, whole }: { there: Sheet | undefined; whole: Bounds },
): Promise<Sheet> {
  if (result.kind !== 'matte') throw failure('INTERNAL_ERROR', { reason: 'only a matte can be joined' })
  const origin = { left: placement.bounds.left, top: placement.bounds.top }
  const isAlone = how.combine === 'replace' || (!there && how.combine !== 'subtract')
  const hold = (pixels: Pixels, at: { left: number; top: number }, index: number): Promise<Sheet> =>
    holdPixels(client, pixels, { ...holding(how, index, isAlone ? 1 : 3), origin: at })
  const coming = await hold(result.matte, origin, 0)
  if (isAlone) return coming
  // Where there is no mask, everything shows.
  const under = there ?? await hold(plainGray(whole, 255), whole, 1)
  const both = combineGray(client, under, { coming, how: how.combine })
  return hold(both, both.header.origin, 2)
}

async function prepareMask(settings: PlaceSettings, placing: Placing, id: string): Promise<(c: Content, l: Layer) => Change> {
  const { how, placement } = placing
  const { store } = settings
  const layer = store.findLayer(store.find(placement.place.document), placement.place.layer, how.name)
  // The mask that goes with this step is not what the new one is joined with.
  const there = how.instead?.place.id === layer.mask?.id ? layer.mask?.before : layer.mask
  const sheet = await joined(settings, placing, { there: there?.sheet, whole: boundsOf(layer.sheet) })
  return (content, now) => {
    const before = now.mask ? { before: now.mask } : {}
    const mask: Mask = { id, sheet, isOn: true, job: how.job, order: nextOrder(content), ...before }
    return { content: withMask(content, now.id, mask), id, where: `Layer mask on “${now.name}”` }
  }
}

async function prepareSelection(settings: PlaceSettings, placing: Placing, id: string): Promise<(c: Content) => Change> {
  const { store, client } = settings
  const document = store.find(placing.placement.place.document)
  const { selection } = document.content
  const whole = { left: 0, top: 0, right: document.width, bottom: document.height }
  const quietly = { progress: () => undefined, check: () => throwIfCancelled(placing.how) }
  const there = selection && (selection.sheet ?? await holdPixels(client, plainGray(selection.bounds, 255), {
    ...quietly, origin: selection.bounds,
  }))
  const sheet = await joined(settings, placing, { there, whole })
  return (content) => {
    const made: Selection = { id, bounds: boundsOf(sheet), sheet, ...(content.selection ? { before: content.selection } : {}) }
    return { content: putSelection(content, made), id, where: `Selection in “${document.name}”` }
  }
}

async function prepareMaskedLayer(
  { client }: PlaceSettings, { placement, result, how }: Placing & { result: Extract<Result, { kind: 'matte' }> }, id: string,
): Promise<(content: Content, layer: Layer) => Change> {
  const origin = { left: placement.bounds.left, top: placement.bounds.top }
  const count = result.foreground ? 2 : 1
  const matte = await holdPixels(client, result.matte, { ...holding(how, 0, count), origin })
  const own = result.foreground && await holdPixels(client, result.foreground, { ...holding(how, 1, count), origin })
  return (content, layer) => {
    const order = nextOrder(content)
    const mask: Mask = { id: `${id}-mask`, sheet: matte, isOn: true, order }
    return above(content, layer, newLayer(how, { id, sheet: own ?? layer.sheet, mask, order }))
  }
}

async function prepareLayer(
  settings: PlaceSettings, { placement, result, how }: Placing & { result: Extract<Result, { kind: 'picture' }> }, id: string,
): Promise<(content: Content, layer: Layer) => Change> {
  const { client, store } = settings
  const origin = { left: placement.bounds.left, top: placement.bounds.top }
  const count = how.limit ? 2 : 1
  const sheet = await holdPixels(client, result.picture, { ...holding(how, 0, count), origin })
  const { mask: there } = store.findLayer(store.find(placement.place.document), placement.place.layer, how.name)
  const limit = how.limit && await holdLimit(client, { limit: how.limit, there }, holding(how, 1, count))
  return (content, layer) => {
    const order = nextOrder(content)
    const mask = limit ? { id: `${id}-mask`, sheet: limit, isOn: true, order } : layer.mask && repeatMask(layer.mask)
    return above(content, layer, newLayer(how, { id, sheet, order, of: layer.id, ...(mask ? { mask } : {}) }))
  }
}

/** What a layer is limited to, within the mask of the one that it was made of: it must not cover what that hides. */
async function holdLimit(
  client: Client, { limit, there }: { limit: Pixels; there: Mask | undefined }, hold: Holding,
): Promise<Sheet> {
  const coming = await holdPixels(client, limit, { ...hold, origin: limit.header.origin })
  if (!there?.isOn) return coming
  const both = combineGray(client, there.sheet, { coming, how: 'intersect' })
  return holdPixels(client, both, { ...hold, progress: () => undefined, origin: both.header.origin })
}

const newLayer = (how: PlaceHow, made: Pick<Layer, 'id' | 'sheet' | 'mask' | 'order' | 'of'>): Layer =>
  ({ name: how.name, isVisible: true, opacity: how.opacity ?? 100, job: how.job, ...made })

function above(content: Content, layer: Layer, made: Layer): Change {
  const at = content.layers.findIndex(({ id }) => id === layer.id) + 1
  const layers = [...content.layers.slice(0, at), made, ...content.layers.slice(at)]
  return { content: { ...content, layers }, id: made.id, where: `Layer “${made.name}” above “${layer.name}”` }
}

/** A larger picture has a document of its own; the one it was made of stays as it is. */
async function placeDocument({ client, store, newId }: PlaceSettings, { placement, result, how }: Placing): Promise<Landed> {
  if (result.kind !== 'picture') {
    throw failure('HOST_REFUSED', { host: 'The browser', action: 'open a document', reason: 'the result is no picture' })
  }
  const source = store.find(placement.place.document, how.name)
  const sheet = await holdPixels(client, result.picture, { ...holding(how), origin: { left: 0, top: 0 } })
  throwIfCancelled(how)
  const { width, height } = sheet.header
  const [, ...facts] = source.facts.split(', ')
  const id = newId()
  const layer: Layer = { id: `${id}-base`, name: how.name, sheet, isVisible: true, opacity: 100, job: how.job, order: 0 }
  const document: OpenDocument = {
    id, name: `${source.name.replace(/\.[a-z]{3,4}$/i, '')} – ${how.name}`, width, height, opened: source.opened,
    facts: [`${width} × ${height}`, ...facts].join(', '), notes: [], content: { layers: [layer], active: layer.id }, past: [],
  }
  if (how.instead?.form === 'document') store.close(String(how.instead.place.document))
  store.add(document)
  return landed('document', { document: id, id }, `Document “${document.name}”`)
}
