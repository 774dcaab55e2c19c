import type { Stamp, StampState } from '#host'
import { type Bounds, failure } from '#protocol'
import { findDocument, findPlace, parseTargetId, type Place, targetId } from './document-tree'
import { inModal } from './modal'
import type { HostModules } from './modules'
import { openSource } from './open-source'
import { formatOf, type PixelFormat } from './pixel-format'
import { type PixelPlace, sumPixels, type Work } from './read-pixels'
import { boundsOf } from './targets'

/** How a target is now: what of it was read, and a sum of those pixels. */
export function stampOf(place: Place, { region, sum }: { region: Bounds; sum: number }): Stamp {
  const { document, layer } = place
  return {
    target: targetId({ document: document.id, layer: layer.id }),
    state: {
      ...stateOf(place), history: document.activeHistoryState.id, sum,
      regionLeft: region.left, regionTop: region.top, regionRight: region.right, regionBottom: region.bottom,
    },
  }
}

function stateOf(place: Place): Record<string, string | number> {
  const { document, layer } = place
  const { left, top, right, bottom } = boundsOf(place)
  return {
    left, top, right, bottom, width: document.width, height: document.height, mode: document.mode, depth: document.bitsPerChannel,
    kind: layer.kind,
  }
}

/** How a target's pixels are read, wherever they can be read. */
export function formOf(
  { modules }: Work, { document, layer }: Place, source: PixelPlace,
): { hasAlpha: boolean; format: PixelFormat } {
  const hasAlpha = !(source.layer ? layer.isBackgroundLayer : document.backgroundLayer !== null)
  return { hasAlpha, format: formatOf(source.document, hasAlpha, modules.photoshop.app.getColorProfiles('RGB')) }
}

/** Opens a scope and reads again only if something happened in the document since. @throws HOST_BUSY */
export async function checkStamp(modules: HostModules, stamp: Stamp): Promise<StampState> {
  const place = findPlace(modules.photoshop.app, parseTargetId(stamp.target))
  if (!place) return 'gone'
  return isUntouched(place, stamp) ?? inModal(modules, { name: 'Look at the layer', action: 'look at the layer' },
    async (context) => compareStamp({ modules, context }, place, stamp))
}

/** Undefined where only the pixels can tell. */
function isUntouched(place: Place, { state }: Stamp): StampState | undefined {
  if (Object.entries(stateOf(place)).some(([name, value]) => state[name] !== value)) return 'changed'
  return place.document.activeHistoryState.id === state.history ? 'same' : undefined
}

/** The same inside a scope. What was done elsewhere in the document does not count, a single pixel of the target does. */
async function compareStamp(work: Work, place: Place, stamp: Stamp): Promise<StampState> {
  const known = isUntouched(place, stamp)
  if (known) return known
  return await sumAgain(work, place, stamp) === stamp.state.sum ? 'same' : 'changed'
}

async function sumAgain(work: Work, place: Place, { state }: Stamp): Promise<number> {
  const { app } = work.modules.photoshop
  const active = app.activeDocument?.id
  const side = (name: string): number => Number(state[`region${name}`])
  const region = { left: side('Left'), top: side('Top'), right: side('Right'), bottom: side('Bottom') }
  const source = await openSource(work, place)
  const sum = await sumPixels(work, source, { region, format: formOf(work, place, source).format })
  // A copy that was made is the active one until it is closed.
  const before = active === undefined || app.activeDocument?.id === active ? undefined : findDocument(app, active)
  if (before) app.activeDocument = before
  return sum
}

/** @throws TARGET_CHANGED */
export async function needSame(work: Work, place: Place, stamp: Stamp | undefined): Promise<void> {
  if (stamp && await compareStamp(work, place, stamp) !== 'same') throw failure('TARGET_CHANGED', { name: place.layer.name })
}
