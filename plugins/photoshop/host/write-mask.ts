import type { Bounds } from '#protocol'
import { play } from './batch-play'
import type { Place } from './document-tree'
import { bandsOf, heightOf, widthOf } from './geometry'
import { checkCancelled } from './modal'
import type { HostModules } from './modules'
import { rowBytesOf } from './pixel-format'
import { type HeldPixels, maskSampleOf, type Work } from './read-pixels'
import { readMaskBand, readSelection } from './read-masks'
import { convertSamples, type HostSamples, whiteOf } from './samples'
import { canvasOf, hasMask } from './targets'
import { withImage } from './write-pixels'

/** What a mask is to become; black outside of the region. */
export interface MaskPlan {
  region: Bounds
  /** The values of some whole rows of the region, at the document's mask depth. */
  band(band: Bounds): Promise<HostSamples>
}

export async function selectLayer(modules: HostModules, { layer }: Pick<Place, 'layer'>): Promise<void> {
  await play(modules, [{ _obj: 'select', _target: [{ _ref: 'layer', _id: layer.id }], makeVisible: false }])
}

export async function deleteMask(modules: HostModules, place: Place): Promise<void> {
  await selectLayer(modules, place)
  await play(modules, [{
    _obj: 'delete',
    _target: [{ _ref: 'channel', _enum: 'channel', _value: 'mask' }, { _ref: 'layer', _id: place.layer.id }],
  }])
}

async function makeMask(modules: HostModules, place: Place, using: 'hideAll' | 'revealSelection'): Promise<void> {
  await selectLayer(modules, place)
  await play(modules, [{
    _obj: 'make', new: { _class: 'channel' }, at: { _ref: 'channel', _enum: 'channel', _value: 'mask' },
    using: { _enum: 'userMaskEnabled', _value: using },
  }])
}

/** A new mask in place of the old one, if any. */
export async function freshMask(modules: HostModules, place: Place, using: Parameters<typeof makeMask>[2]): Promise<void> {
  if (await hasMask(modules, place)) await deleteMask(modules, place)
  await makeMask(modules, place, using)
}

/**
 * Makes the layer's mask what the plan says and reads it back. Some versions of Photoshop refuse some layers' masks or turn
 * black blocks white; then the mask is made from a selection.
 * @returns what is otherwise than planned
 */
export async function layMask(work: Work, place: Place, plan: MaskPlan): Promise<string[]> {
  const { modules, context } = work
  await freshMask(modules, place, 'hideAll')
  try {
    await putBands(work, place, plan)
    if (await isLaid(work, place, plan)) return []
  } catch {
    checkCancelled(context)
  }
  await laySelectionAsMask(work, place, plan)
  return await isLaid(work, place, plan) ? [] : ['Some values of the mask came out otherwise than they were made.']
}

async function putBands(work: Work, { document, layer }: Place, plan: MaskPlan): Promise<void> {
  for (const band of bandsOf(plan.region, rowBytesOf({ channels: 'gray', sample: 'u16' }, plan.region))) {
    checkCancelled(work.context)
    const samples = await plan.band(band)
    // Black is there already, and a black block is what some versions turn white.
    if (samples.every((value) => value === 0)) continue
    await withImage(work, { samples, bounds: band, components: 1, colorSpace: 'Grayscale' }, async (imageData) => {
      await work.modules.photoshop.imaging.putLayerMask({
        documentID: document.id, layerID: layer.id, kind: 'user', imageData, replace: false, targetBounds: band,
      })
    })
  }
}

/** Rows that are read back, and how far on 0..1 they may be off. */
const CHECKED_ROWS = 9
const TOLERANCE = 0.012

async function isLaid(work: Work, { document, layer }: Place, { region, band }: MaskPlan): Promise<boolean> {
  const sample = maskSampleOf(document)
  for (let index = 0; index < CHECKED_ROWS; index += 1) {
    const top = region.top + Math.floor((index + 0.5) * heightOf(region) / CHECKED_ROWS)
    const row = { ...region, top, bottom: top + 1 }
    const wanted = await band(row)
    const found = await readMaskBand(work, { document, layer }, { band: row, sample })
    if (found.some((value, at) => Math.abs(value - (wanted[at] as number)) > TOLERANCE * whiteOf(sample))) return false
  }
  return true
}

/** The user's own selection is there again afterwards. */
async function laySelectionAsMask(work: Work, place: Place, plan: MaskPlan): Promise<void> {
  const { document } = place
  const before = document.selection.bounds ? await readSelection(work, document, canvasOf(document)) : undefined
  try {
    const white = whiteOf(maskSampleOf(document))
    await laySelection(work, place, {
      region: plan.region,
      band: async (band) => convertSamples(await plan.band(band), white, { sample: 'u8', max: 255 }),
    })
    await freshMask(work.modules, place, document.selection.bounds ? 'revealSelection' : 'hideAll')
    await restoreSelection(work, place, before)
  } finally {
    await before?.close()
  }
}

/** Selects by soft values, u8, within the region; nothing elsewhere. */
export async function laySelection(
  work: Work, { document }: Pick<Place, 'document'>, { region, band }: Pick<MaskPlan, 'region' | 'band'>,
): Promise<void> {
  await document.selection.deselect()
  for (const rows of bandsOf(region, widthOf(region))) {
    checkCancelled(work.context)
    const samples = await band(rows)
    if (samples.every((value) => value === 0)) continue
    await withImage(work, { samples, bounds: rows, components: 1, colorSpace: 'Grayscale' }, async (imageData) => {
      await work.modules.photoshop.imaging.putSelection({
        documentID: document.id, imageData, replace: document.selection.bounds === null, targetBounds: rows,
      })
    })
  }
}

/** @param before of the whole canvas, u8; none deselects */
export async function restoreSelection(
  work: Work, { document }: Pick<Place, 'document'>, before: HeldPixels | undefined,
): Promise<void> {
  if (!before) return document.selection.deselect()
  const canvas = canvasOf(document)
  await laySelection(work, { document }, {
    region: canvas, band: async ({ top, bottom }) => before.read(top * widthOf(canvas), (bottom - top) * widthOf(canvas)),
  })
}
