import type { Landed } from '#host'
import type { Bounds, HeldInput, PictureHeader } from '#protocol'

/** Pixels that lie in the helper; `header.origin` says where they are in the document. Never changed once made. */
export interface Sheet {
  header: PictureHeader
  at: HeldInput
}

/** What made a layer, a mask or a list of places to check. */
export interface MadeBy {
  id: string
  recipe: string
}

/** Gray; nothing shows outside of the sheet. */
export interface Mask {
  id: string
  sheet: Sheet
  /** Off: the layer is shown as if it had none. */
  isOn: boolean
  job?: MadeBy
  /** The higher, the later it came. */
  order: number
  /** What it took the place of, for its removal. */
  before?: Mask
  /** The mask that this one repeats, on a result that was made of the masked layer. */
  repeats?: string
}

export interface Layer {
  id: string
  name: string
  sheet: Sheet
  isVisible: boolean
  /** Percent. */
  opacity: number
  mask?: Mask
  job?: MadeBy
  /** The layer that it was made of: it shows only where that does. */
  of?: string
  order: number
}

/** A rectangle, or a soft edge within it. */
export interface Selection {
  id: string
  bounds: Bounds
  /** Gray. */
  sheet?: Sheet
  before?: Selection
}

/** Places to check: drawn over the picture, written as one hidden layer. */
export interface CheckLayer {
  id: string
  boxes: readonly Bounds[]
  isVisible: boolean
  job: MadeBy
}

/** What undo brings back. */
export interface Content {
  /** Bottom to top; the first is the photograph. */
  layers: readonly Layer[]
  /** The layer that is worked on. */
  active: string
  selection?: Selection
  checks?: CheckLayer
}

/** An opened file, or one that was made of another. */
export interface OpenDocument {
  id: string
  /** The file's name. */
  name: string
  width: number
  height: number
  /** The job that opened the file: profile and metadata are its picture's. */
  opened: string
  /** The file's name for sizes, depth and profile: "6000 x 4000, 16 bit, Adobe RGB (1998)". */
  facts: string
  notes: readonly string[]
  content: Content
  /** Oldest first. */
  past: readonly { content: Content; step: string }[]
}

/** Steps that can be undone. */
const MOST_STEPS = 50

export const boundsOf = ({ header: { origin, width, height } }: Sheet): Bounds =>
  ({ left: origin.left, top: origin.top, right: origin.left + width, bottom: origin.top + height })

export const canvasOf = ({ width, height }: Pick<OpenDocument, 'width' | 'height'>): Bounds =>
  ({ left: 0, top: 0, right: width, bottom: height })

/** Undefined where they do not touch. */
export function intersect(a: Bounds, b: Bounds): Bounds | undefined {
  const cut = {
    left: Math.max(a.left, b.left), top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right), bottom: Math.min(a.bottom, b.bottom),
  }
  return cut.right > cut.left && cut.bottom > cut.top ? cut : undefined
}

export const unite = (a: Bounds, b: Bounds): Bounds => ({
  left: Math.min(a.left, b.left), top: Math.min(a.top, b.top),
  right: Math.max(a.right, b.right), bottom: Math.max(a.bottom, b.bottom),
})

/** The helper's jobs whose results a document shows, or would after an undo. */
export function jobsOf({ opened, content, past }: OpenDocument): string[] {
  const sheets = [content, ...past.map((step) => step.content)].flatMap(({ layers, selection }) => [
    ...layers.flatMap(({ sheet, mask }) => [sheet, ...sheetsOfMask(mask)]), ...(selection?.sheet ? [selection.sheet] : []),
  ])
  return [opened, ...sheets.flatMap(({ at }) => 'job' in at ? [at.job] : [])]
}

const sheetsOfMask = (mask: Mask | undefined): Sheet[] => mask ? [mask.sheet, ...sheetsOfMask(mask.before)] : []

/** A new state, the old one kept for undo. */
export function withStep(document: OpenDocument, content: Content, step: string): OpenDocument {
  return { ...document, content, past: [...document.past, { content: document.content, step }].slice(-MOST_STEPS) }
}

export function undone(document: OpenDocument): OpenDocument {
  const last = document.past.at(-1)
  return last ? { ...document, content: last.content, past: document.past.slice(0, -1) } : document
}

export function withLayer(content: Content, id: string, change: (layer: Layer) => Layer): Content {
  return { ...content, layers: content.layers.map((layer) => layer.id === id ? change(layer) : layer) }
}

/** Later than all that is there. */
export const nextOrder = ({ layers }: Content): number =>
  1 + Math.max(0, ...layers.flatMap(({ order, mask }) => [order, mask?.order ?? 0]))

/** Without a field that may be absent. */
export function without<T extends object, K extends keyof T>(value: T, key: K): Omit<T, K> {
  const copy = { ...value }
  delete copy[key]
  return copy
}

/** The content after a placed result was taken out again; the same object if it is gone already. */
export function withoutLanded(content: Content, { form, place }: Pick<Landed, 'form' | 'place'>): Content {
  const { selection, checks, layers } = content
  if (form === 'selection') return selection && selection.id === place.id ? putSelection(content, selection.before) : content
  if (form === 'check-layer') return checks?.id === place.id ? without(content, 'checks') : content
  if (form === 'layer-mask') {
    const target = layers.find(({ id }) => id === place.layer)
    if (target?.mask === undefined || target.mask.id !== place.id) return content
    return withMask(content, target.id, target.mask.before)
  }
  const index = layers.findIndex(({ id }) => id === place.id)
  if (index < 1) return content
  const left = layers.filter((_, at) => at !== index)
  return { ...content, layers: left, active: content.active === place.id ? left[index - 1]?.id ?? '' : content.active }
}

/** A layer with another mask, or none; its results, which would cover what the mask hides, repeat it. */
export function withMask(content: Content, id: string, mask: Mask | undefined): Content {
  const repeated = mask && repeatMask(mask)
  return { ...content, layers: content.layers.map((layer) => {
    if (layer.id === id) return putMask(layer, mask)
    return layer.of === id && (!layer.mask || layer.mask.repeats !== undefined) ? putMask(layer, repeated) : layer
  }) }
}

/** Clipped to the layer that it was made of, whose mask it only repeats: the edge of both is that of one. */
export function isClipped({ layers }: Content, { id, of }: Layer): boolean {
  const at = layers.findIndex((layer) => of !== undefined && layer.id === of)
  const base = layers[at]
  if (!base?.isVisible || !base.mask) return false
  const own = layers.findIndex((layer) => layer.id === id)
  // Files know only the next layer below.
  return layers.slice(at + 1, own).every((between) => between.of === of)
}

export const repeatMask = ({ id, sheet, isOn, order }: Mask): Mask => ({ id: `${id}-repeated`, sheet, isOn, order, repeats: id })

export const putMask = (layer: Layer, mask: Mask | undefined): Layer => mask ? { ...layer, mask } : without(layer, 'mask')

export const putSelection = (content: Content, selection: Selection | undefined): Content =>
  selection ? { ...content, selection } : without(content, 'selection')
