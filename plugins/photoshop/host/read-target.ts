import type { Needs, Reading, Target } from '#host'
import { type Bounds, failure, failureFromJson } from '#protocol'
import { needPlace, parseTargetId, type Place } from './document-tree'
import { boundsFrom, intersect, isEmpty } from './geometry'
import { HostCancelled, inModal } from './modal'
import type { HostModules } from './modules'
import { copyAsRgb, openSource, selectHostSubject } from './open-source'
import { modeOf } from './pixel-format'
import { type HeldPixels, readPixels, readSmall, type Work } from './read-pixels'
import { readMask, readSelection } from './read-masks'
import { formOf, stampOf } from './stamp'
import { boundsOf, describeTarget, hasMask, sourceOf } from './targets'

/** Reads all that is needed in one modal scope; what is large goes to temporary files. */
export async function readTarget(modules: HostModules, target: Target, needs: Needs): Promise<Reading> {
  const place = needPlace(modules.photoshop.app, parseTargetId(target.id), target.name)
  const described = await describeTarget(modules, place)
  if (described.obstacle) throw failureFromJson(described.obstacle)
  // What only looks says so, or comes with a proxy; all else needs the colours themselves, and imaging has none of CMYK.
  if (modeOf(place.document) === 'cmyk' && needs.proxyPx === undefined && needs.mayBeConverted !== true) {
    throw failure('COLOUR_UNSUPPORTED', { path: place.document.title, colour: 'CMYK' })
  }
  const region = regionOf(place, needs.region)
  const held: HeldPixels[] = []
  const close = async (): Promise<void> => {
    for (const pixels of held.splice(0)) await pixels.close()
  }
  try {
    const read = await inModal(modules, { name: 'Read layer', action: 'read the layer' }, async (context) => {
      const { app } = modules.photoshop
      const active = app.activeDocument
      const made = await readAll({ modules, context }, { place, region, needs, held })
      // A copy that was made is the active one until it is closed.
      if (active && app.activeDocument?.id !== active.id) app.activeDocument = active
      return made
    })
    return { ...read, target: described, notes: described.notes, close }
  } catch (thrown) {
    await close()
    if (thrown instanceof HostCancelled) {
      throw failure('HOST_REFUSED', { host: 'Photoshop', action: 'read the layer', reason: 'it was cancelled there' })
    }
    throw thrown
  }
}

/** @throws SELECTION_EMPTY where the selection, or the part asked for, has none of the target's pixels */
function regionOf(place: Place, wanted: Needs['region']): Bounds {
  const whole = boundsOf(place)
  if (wanted === 'all') return whole
  const { bounds } = place.document.selection
  const part = wanted === 'selection' ? bounds && boundsFrom(bounds) : wanted
  if (!part) return whole
  const region = intersect(whole, part)
  if (isEmpty(region)) throw failure('SELECTION_EMPTY', { document: place.document.title })
  return region
}

interface Order {
  place: Place
  region: Bounds
  needs: Needs
  /** Takes up what is to be let go of. */
  held: HeldPixels[]
}

async function readAll(
  work: Work, { place, region, needs, held }: Order,
): Promise<Omit<Reading, 'target' | 'notes' | 'close'>> {
  const { document, layer } = place
  const hold = (pixels: HeldPixels): HeldPixels => {
    held.push(pixels)
    return pixels
  }
  const source = await openSource(work, place)
  const { hasAlpha, format } = formOf(work, place, source)
  const { sum, ...picture } = await readPixels(work, source, { region, format })
  hold(picture)
  const stamp = stampOf(place, { region, sum })
  const proxy = needs.proxyPx === undefined ? undefined
    : await readSmall(work, source, { region, longestPx: needs.proxyPx, hasAlpha })
  const masks = modeOf(document) === 'cmyk' ? await copyAsRgb(work, place) : place
  const mask = needs.mask && hold(await readBegin(work, { place: masks, region, kind: needs.mask }))
  const selection = masks.document.selection.bounds ? hold(await readSelection(work, masks.document, region)) : undefined
  return {
    stamp, picture, ...(proxy ? { proxy } : {}), ...(mask ? { mask } : {}), ...(selection ? { selection } : {}),
    placement: {
      host: 'photoshop', target: stamp.target, bounds: region,
      place: { document: document.id, layer: layer.id, source: sourceOf(place) },
    },
  }
}

/** The matte to start from. @throws SELECTION_EMPTY, TARGET_UNREADABLE */
async function readBegin(
  work: Work, { place, region, kind }: { place: Place; region: Bounds; kind: NonNullable<Needs['mask']> },
): Promise<HeldPixels> {
  const { document, layer } = place
  if (kind === 'layer-mask') {
    if (!await hasMask(work.modules, place)) {
      throw failure('TARGET_UNREADABLE', { name: layer.name, reason: 'it has no layer mask to start from' })
    }
    return readMask(work, place, region)
  }
  const selected = kind === 'selection' ? document : await selectHostSubject(work, place)
  if (!selected.selection.bounds) throw failure('SELECTION_EMPTY', { document: document.title })
  return readSelection(work, selected, region)
}
