import { play } from './batch-play'
import type { Place } from './document-tree'
import { copyAsRgb } from './open-source'
import type { Made, Order } from './place-result'
import { placeMask, placeSelection } from './place-mask'
import type { HeldPixels, Work } from './read-pixels'
import { hasMask } from './targets'
import { freshMask, layMask, type MaskPlan } from './write-mask'

/**
 * Masks of CMYK documents: imaging has no part in those, so a mask is made in an RGB copy, and comes over as a selection
 * loaded from the other document.
 */
async function bringSelection(work: Work, { from, to }: { from: Place; to: Place }): Promise<void> {
  work.modules.photoshop.app.activeDocument = to.document
  await play(work.modules, [{
    _obj: 'set', _target: [{ _ref: 'channel', _property: 'selection' }, { _ref: 'document', _id: to.document.id }],
    to: [
      { _ref: 'channel', _enum: 'channel', _value: 'mask' },
      { _ref: 'layer', _id: from.layer.id }, { _ref: 'document', _id: from.document.id },
    ],
  }])
}

async function bringMask(work: Work, { from, to }: { from: Place; to: Place }): Promise<string[]> {
  const wasSelected = to.document.selection.bounds !== null
  await bringSelection(work, { from, to })
  await freshMask(work.modules, to, to.document.selection.bounds ? 'revealSelection' : 'hideAll')
  const differs = wasSelected ? ['The selection was needed to bring the mask over; it is gone, and undo brings it back.'] : []
  return await hasMask(work.modules, to) ? differs : [...differs, 'The mask did not arrive.']
}

/** A mask or selection in a CMYK document. */
export async function placeInCmyk(work: Work, place: Place, order: Order & { matte: HeldPixels }): Promise<Made> {
  const copy = await copyAsRgb(work, place)
  const ends = { from: copy, to: place }
  if (order.how.form === 'selection') {
    const made = await placeSelection(work, copy, order)
    await freshMask(work.modules, copy, copy.document.selection.bounds ? 'revealSelection' : 'hideAll')
    await bringSelection(work, ends)
    return { ...made, layer: place.layer, where: `Selection in “${place.document.title}”` }
  }
  const made = await placeMask(work, copy, order)
  const differs = [...made.differs, ...await bringMask(work, ends)]
  const { featherPx } = order.how
  if (featherPx !== undefined) place.layer.layerMaskFeather = featherPx
  return { ...made, layer: place.layer, differs }
}

/** The same for a mask that is put back. */
export async function layMaskInCmyk(work: Work, place: Place, plan: MaskPlan): Promise<void> {
  const copy = await copyAsRgb(work, place)
  await layMask(work, copy, plan)
  await bringMask(work, { from: copy, to: place })
}
