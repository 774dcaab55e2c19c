import { combineMattes } from '#host'
import { type Bounds, failure } from '#protocol'
import type { Backup } from './backups'
import { isVisible, type Place } from './document-tree'
import { heightOf, intersect, isEmpty, widthOf } from './geometry'
import type { Layer } from './modules'
import type { Made, Order } from './place-result'
import { type HeldPixels, maskSampleOf, type Work } from './read-pixels'
import { readMask, readMaskBand, readSelection } from './read-masks'
import { convertSamples, type HostSamples, makeSamples, paste, whiteOf } from './samples'
import { canvasOf, hasMask } from './targets'
import { layMask, laySelection, type MaskPlan } from './write-mask'
import { boundsOfHeader, readBlock, readRows } from './write-pixels'

/** Photoshop's own limit of a mask's feather. */
const FEATHER_LIMIT_PX = 1000

const around = (a: Bounds, b: Bounds): Bounds => ({
  left: Math.min(a.left, b.left), top: Math.min(a.top, b.top),
  right: Math.max(a.right, b.right), bottom: Math.max(a.bottom, b.bottom),
})

/** Whole rows of a matte in a mask's depth. */
async function matteRows(matte: HeldPixels, band: Bounds, sample: 'u8' | 'u16'): Promise<HostSamples> {
  return convertSamples(await readRows(matte, band), whiteOf(matte.header.sample), { sample, max: whiteOf(sample) })
}

/** The matte as the layer's mask, together with the one that is there. @throws TARGET_LOCKED */
export async function placeMask(work: Work, place: Place, { matte, how }: Order & { matte: HeldPixels }): Promise<Made> {
  const { document, layer } = place
  if (layer.allLocked) throw failure('TARGET_LOCKED', { name: layer.name })
  const backup: Backup = { featherPx: layer.layerMaskFeather, density: layer.layerMaskDensity }
  if (await hasMask(work.modules, place)) {
    backup.pixels = await readMask(work, place, around(canvasOf(document), boundsOfHeader(matte.header)))
  }
  const differs = await layMask(work, place, planMask(place, { matte, before: backup.pixels, combine: how.combine }))
  if (backup.pixels && how.combine !== 'replace') restoreLive(layer, backup)
  if (how.featherPx !== undefined) {
    const featherPx = Math.min(FEATHER_LIMIT_PX, how.featherPx)
    layer.layerMaskFeather = featherPx
    if (Math.abs(layer.layerMaskFeather - featherPx) > 0.5) differs.push(`The mask's feather is ${layer.layerMaskFeather} px.`)
  }
  if (!isVisible(layer)) differs.push(`“${layer.name}” is hidden, so the mask does not show yet.`)
  return {
    layer, form: 'layer-mask', where: `Layer mask on “${layer.name}”`, differs, backup,
    place: { hadMask: backup.pixels ? 1 : 0 },
  }
}

/** What of the old mask stayed adjustable. */
export function restoreLive(layer: Layer, { featherPx, density }: Backup): void {
  layer.layerMaskFeather = featherPx
  layer.layerMaskDensity = density
}

interface Mixing {
  matte: HeldPixels
  /** The mask that is there, over the canvas and the matte. */
  before: HeldPixels | undefined
  combine: Order['how']['combine']
}

/** A layer without a mask shows all of itself; adding to that is taken as "only this". */
function planMask({ document }: Place, { matte, before, combine }: Mixing): MaskPlan {
  const sample = maskSampleOf(document)
  const white = whiteOf(sample)
  const region = boundsOfHeader(matte.header)
  const isAlone = combine === 'replace' || (!before && combine !== 'subtract')
  if (isAlone) return { region, band: (band) => matteRows(matte, band, sample) }
  const old = async (band: Bounds): Promise<HostSamples> =>
    before ? readBlock(before, band) : makeSamples(sample, widthOf(band) * heightOf(band)).fill(white)
  return {
    region: around(canvasOf(document), region),
    band: async (band) =>
      combineMattes(combine, { before: await old(band), matte: await matteOver(matte, band, sample), white }),
  }
}

/** The matte as mask of a new layer, within what the target's own mask shows. */
export async function planOwnMask(
  work: Work, { target, matte }: { target: Place; matte: HeldPixels },
): Promise<MaskPlan> {
  const sample = maskSampleOf(target.document)
  const isMasked = await hasMask(work.modules, target)
  return {
    region: boundsOfHeader(matte.header),
    band: async (band) => {
      const rows = await matteRows(matte, band, sample)
      if (!isMasked) return rows
      const before = await readMaskBand(work, target, { band, sample })
      return combineMattes('intersect', { before, matte: rows, white: whiteOf(sample) })
    },
  }
}

/** The matte as the document's selection, together with what is selected. @throws SELECTION_EMPTY */
export async function placeSelection(work: Work, place: Place, { matte, how }: Order & { matte: HeldPixels }): Promise<Made> {
  const { document, layer } = place
  const canvas = canvasOf(document)
  const isSelected = document.selection.bounds !== null
  if (!isSelected && (how.combine === 'subtract' || how.combine === 'intersect')) {
    throw failure('SELECTION_EMPTY', { document: document.title })
  }
  const backup: Backup = { featherPx: 0, density: 100 }
  if (isSelected) backup.pixels = await readSelection(work, document, canvas)
  const before = how.combine === 'replace' ? undefined : backup.pixels
  await laySelection(work, place, {
    region: canvas,
    band: async (band) => {
      const own = await matteOver(matte, band, 'u8')
      if (!before) return own
      return combineMattes(how.combine, { before: await readBlock(before, band), matte: own, white: 255 })
    },
  })
  const differs = document.selection.bounds ? [] : ['Nothing is left to be selected.']
  return { layer, form: 'selection', where: `Selection in “${document.title}”`, differs, backup, place: {} }
}

/** The matte where it reaches into a band; black elsewhere. */
async function matteOver(matte: HeldPixels, band: Bounds, sample: 'u8' | 'u16'): Promise<HostSamples> {
  const samples = makeSamples(sample, widthOf(band) * heightOf(band))
  const whole = boundsOfHeader(matte.header)
  const { top, bottom } = intersect(whole, band)
  const bounds = { ...whole, top, bottom }
  if (isEmpty(bounds)) return samples
  paste({ samples: await matteRows(matte, bounds, sample), bounds }, { samples, bounds: band }, 1)
  return samples
}
