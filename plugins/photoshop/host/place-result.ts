import type { Form, Landed, PlaceHow, Placement, Result } from '#host'
import { asFailure, type Bounds, failure } from '#protocol'
import type { Backup, Backups } from './backups'
import { placeInCmyk } from './bridge-cmyk'
import { findDocument, findLayer, layerBelow, needPlace, parseTargetId, type Place } from './document-tree'
import { type JobNote, readNotes, writeNotes } from './job-notes'
import { asOneStep, checkCancelled, HostCancelled, inModal } from './modal'
import type { Document, HostModules, Layer } from './modules'
import { modeOf } from './pixel-format'
import { checkSize, placeChecks, placeDocument, placeLayer, placeMaskedLayer, placeSmartObject } from './place-layer'
import { placeMask, placeSelection } from './place-mask'
import { closeAll, pullAll } from './pull-result'
import type { HeldPixels, Work } from './read-pixels'
import { removeLanded } from './remove-result'
import { needSame } from './stamp'
import { selectLayer } from './write-mask'

export interface Order {
  /** Where the pixels lie that were read. */
  bounds: Bounds
  how: PlaceHow
  /** What lay under the earlier result whose place is taken; the target itself otherwise. */
  under?: { layer: Layer; isClipped: boolean }
}

/** What came of it. */
export interface Made {
  /** That carries the result. */
  layer: Layer
  /** Where it is not the target's own. */
  document?: Document
  form: Form
  where: string
  differs: string[]
  /** What `remove` and `show` need to know. */
  place: Record<string, string | number>
  /** What was there before. */
  backup?: Backup
}

export interface Hosting {
  modules: HostModules
  backups: Backups
}

/** Pulls the pixels, then places them in one modal scope and one step of the history. @returns undefined if cancelled */
export async function placeResult(
  hosting: Hosting, { placement, result }: { placement: Placement; result: Result }, how: PlaceHow,
): Promise<Landed | undefined> {
  const { modules } = hosting
  const target = parseTargetId(placement.target)
  const name = how.name
  checkForm(needPlace(modules.photoshop.app, target, name), how.form)
  try {
    const pulled = await pull(modules, { placement, result }, how)
    try {
      return await inModal(modules, { name: how.step, action: 'place the result' }, async (context) => {
        const place = needPlace(modules.photoshop.app, target, name)
        return placePulled(hosting, { modules, context }, { place, pulled, bounds: placement.bounds, result, how })
      })
    } finally {
      await closeAll(Object.values(pulled))
    }
  } catch (thrown) {
    if (thrown instanceof HostCancelled) return undefined
    throw thrown
  }
}

/** @throws COLOUR_UNSUPPORTED: Photoshop gives and takes no pixels of CMYK */
function checkForm({ document, layer }: Place, form: Form): void {
  const isMaskable = !layer.isBackgroundLayer || form === 'selection'
  if (modeOf(document) === 'cmyk' && !isMaskable) throw failure('TARGET_LOCKED', { name: layer.name })
  if (modeOf(document) === 'cmyk' && form !== 'layer-mask' && form !== 'selection') {
    throw failure('COLOUR_UNSUPPORTED', { path: document.title, colour: 'CMYK' })
  }
}

interface Pulled {
  matte?: HeldPixels
  foreground?: HeldPixels
  picture?: HeldPixels
  limit?: HeldPixels
}

async function pull(
  modules: HostModules, { placement: { bounds }, result }: { placement: Placement; result: Result }, how: PlaceHow,
): Promise<Pulled> {
  const wanted = {
    ...(result.kind === 'matte' ? { matte: result.matte } : {}),
    ...(result.kind === 'matte' && result.foreground ? { foreground: result.foreground } : {}),
    ...(result.kind === 'picture' ? { picture: result.picture } : {}),
    ...(how.limit ? { limit: how.limit } : {}),
  }
  const scale = result.kind === 'picture' ? result.scale : 1
  for (const [kind, pixels] of Object.entries(wanted)) checkSize(pixels.header, bounds, kind === 'picture' ? scale : 1)
  const held = await pullAll(modules, Object.values(wanted), how)
  const origin = { left: bounds.left, top: bounds.top }
  return Object.fromEntries(Object.keys(wanted).map((kind, index) => {
    const pixels = held[index] as HeldPixels
    return [kind, { ...pixels, header: { ...pixels.header, origin } }]
  }))
}

interface Placing extends Order {
  place: Place
  pulled: Pulled
  result: Result
}

async function placePulled(hosting: Hosting, work: Work, placing: Placing): Promise<Landed> {
  const { place, how } = placing
  const { app } = work.modules.photoshop
  await needSame(work, place, how.stamp)
  const before = app.activeDocument?.id
  app.activeDocument = place.document
  const act = async (): Promise<Landed> => {
    const active = Array.from(place.document.activeLayers, ({ id }) => id)
    const under = how.instead && underResult(place, how.instead)
    if (how.instead && how.form !== 'document') await removeLanded(hosting, work, how.instead)
    const made = await make(work, { ...placing, ...(under ? { under } : {}) })
    // The target stays the active one, so that another run is of it and takes the place of this one.
    if (!made.document) await reselect(work, active.filter((id) => findLayer(place.document, id)))
    return settle(hosting, work, { placing, made })
  }
  if (how.form === 'document') {
    const landed = await act()
    await work.context.hostControl.unregisterAutoCloseDocument(Number(landed.place.document))
    return how.instead ? removeEarlier(hosting, work, { earlier: how.instead, landed }) : landed
  }
  return asOneStep(work.context, { document: place.document.id, name: how.step }, async () => {
    const landed = await act()
    // Nothing of the host's is called once the step is made: a cancel that came then would find a document that has changed.
    const other = before === undefined ? undefined : findDocument(app, before)
    if (other) app.activeDocument = other
    return landed
  })
}

/**
 * A new document stands before the earlier result goes: there is no step of the history that would bring that back.
 * Whatever stops its removal, a cancel too, comes too late to take the new one back.
 */
async function removeEarlier(
  hosting: Hosting, work: Work, { earlier, landed }: { earlier: Landed; landed: Landed },
): Promise<Landed> {
  try {
    await removeLanded(hosting, work, earlier)
    return landed
  } catch (thrown) {
    const reason = thrown instanceof HostCancelled ? 'it was cancelled' : asFailure(thrown).message
    return { ...landed, differs: [...landed.differs, `The earlier result is still there: ${reason}`] }
  }
}

/** Other layers may lie between a result and its target by now: a cut-out that was made after it. */
function underResult({ document, layer }: Place, { form, place }: Landed): Order['under'] {
  const earlier = form === 'layer' || form === 'smart-object' ? findLayer(document, Number(place.layer)) : undefined
  const below = earlier && layerBelow(document, earlier)
  return below && below.id !== layer.id ? { layer: below, isClipped: earlier.isClippingMask } : undefined
}

/** Does what the form asks, or the nearest that the target allows. */
async function make(work: Work, { place, pulled, result, bounds, how, under }: Placing): Promise<Made> {
  const { matte, picture, foreground, limit } = pulled
  const order = { bounds, how, ...(under ? { under } : {}) }
  if (result.kind === 'checks') return placeChecks(work, place, { ...order, checks: result.checks })
  if (matte) {
    if (modeOf(place.document) === 'cmyk') return placeInCmyk(work, place, { ...order, matte })
    if (how.form === 'selection') return placeSelection(work, place, { ...order, matte })
    if (how.form === 'layer-mask' && !place.layer.isBackgroundLayer) return placeMask(work, place, { ...order, matte })
    const made = await placeMaskedLayer(work, place, { ...order, matte, ...(foreground ? { foreground } : {}) })
    if (how.form !== 'layer-mask') return made
    return { ...made, differs: ['The Background can\'t have a mask: a masked copy is above it.', ...made.differs] }
  }
  if (!picture) throw failure('RESULT_MISSING', { id: how.job.id, name: 'picture' })
  if (how.form === 'document') return placeDocument(work, place, { ...order, picture })
  if (how.form === 'smart-object') return placeSmartObject(work, place, { ...order, picture })
  return placeLayer(work, place, { ...order, picture, ...(limit ? { limit } : {}) })
}

/** The layers that were active are so again. */
async function reselect(work: Work, ids: readonly number[]): Promise<void> {
  for (const [index, id] of ids.entries()) {
    if (index === 0) await selectLayer(work.modules, { layer: { id } as Layer })
    else await addToSelection(work, id)
  }
}

async function addToSelection({ modules }: Work, id: number): Promise<void> {
  await modules.photoshop.action.batchPlay([{
    _obj: 'select', _target: [{ _ref: 'layer', _id: id }], makeVisible: false,
    selectionModifier: { _enum: 'selectionModifierType', _value: 'addToSelection' },
  }], {})
}

/** A result is worth more than the note of how it was made. */
async function keepNote({ modules, context }: Work, carrier: Place, note: JobNote): Promise<boolean> {
  try {
    // A copy of the target carries the target's notes; only a mask is on the target itself.
    const known = note.form === 'layer-mask' ? await readNotes(modules, carrier) : []
    await writeNotes(modules, carrier, [...known.filter(({ form }) => form !== 'layer-mask'), note])
    return true
  } catch {
    checkCancelled(context)
    return false
  }
}

/** Writes down how it was made, and says what is in the document now. */
async function settle(
  { backups }: Hosting, work: Work, { placing: { place, how }, made }: { placing: Placing; made: Made },
): Promise<Landed> {
  const document = made.document ?? place.document
  const carrier = { document, layer: made.layer }
  const note: JobNote = {
    job: how.job.id, recipe: how.job.recipe, form: made.form, at: Date.now(),
    place: { ...made.place, target: place.layer.id, targetName: place.layer.name },
  }
  const isNoted = made.form !== 'selection' && await keepNote(work, carrier, note)
  if (!isNoted && made.form !== 'selection') made.differs.push('How it was made could not be kept with the layer.')
  if (made.backup) await backups.put(how.job.id, made.backup)
  return {
    host: 'photoshop', form: made.form, where: made.where, differs: made.differs,
    undoSteps: made.form === 'document' ? 0 : 1,
    place: {
      ...made.place, isNoted: isNoted ? 1 : 0, job: how.job.id,
      document: document.id, layer: made.layer.id, target: place.layer.id,
      ...(made.form === 'document' ? { history: document.activeHistoryState.id } : {}),
    },
  }
}
