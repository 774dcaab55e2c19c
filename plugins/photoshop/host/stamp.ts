import type { Stamp, StampState } from '#host'
import { failure } from '#protocol'
import { findPlace, parseTargetId, type Place, targetId } from './document-tree'
import { inModal } from './modal'
import type { HostModules } from './modules'
import { modeOf } from './pixel-format'
import { readSmall, type Work } from './read-pixels'
import { boundsOf, sourceOf } from './targets'

/** Longest side of the tiny picture by which a change of the pixels is noticed, and how far a gray of it may stray. */
const LOOK_PX = 32
const LOOK_TOLERANCE = 4

/** How a target is now, inside a modal scope. */
export async function takeStamp(work: Work, place: Place): Promise<Stamp> {
  const { document, layer } = place
  return {
    target: targetId({ document: document.id, layer: layer.id }),
    state: { ...stateOf(place), history: document.activeHistoryState.id, look: await takeLook(work, place) },
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

/** A tiny gray picture in hex, where it can be had without a copy; else empty, and only what `stateOf` says counts. */
async function takeLook(work: Work, place: Place): Promise<string> {
  const source = sourceOf(place)
  if (source === 'copy' || modeOf(place.document) === 'cmyk') return ''
  const { document, layer } = place
  const small = await readSmall(work, { document, layer: source === 'layer' ? layer : undefined },
    { region: boundsOf(place), longestPx: LOOK_PX, hasAlpha: true })
  const rgba = await small.read(0, small.header.width * small.header.height * 4)
  const grays = Array.from({ length: rgba.length / 4 }, (_, at) => grayAt(rgba, at * 4))
  return grays.map((gray) => gray.toString(16).padStart(2, '0')).join('')
}

function grayAt(rgba: Uint8Array, at: number): number {
  const [red = 0, green = 0, blue = 0, alpha = 0] = rgba.subarray(at, at + 4)
  return Math.round((red + green + blue) / 3 * alpha / 255)
}

/** Opens a short scope only if something happened in the document since. @throws HOST_BUSY */
export async function checkStamp(modules: HostModules, stamp: Stamp): Promise<StampState> {
  const place = findPlace(modules.photoshop.app, parseTargetId(stamp.target))
  if (!place) return 'gone'
  if (hasOtherState(place, stamp)) return 'changed'
  if (place.document.activeHistoryState.id === stamp.state.history) return 'same'
  return inModal(modules, { name: 'Look at the layer', action: 'look at the layer' },
    async (context) => compareStamp({ modules, context }, place, stamp))
}

/** The same inside a scope. */
export async function compareStamp(work: Work, place: Place, stamp: Stamp): Promise<StampState> {
  if (hasOtherState(place, stamp)) return 'changed'
  return isAlike(await takeLook(work, place), String(stamp.state.look)) ? 'same' : 'changed'
}

/** @throws TARGET_CHANGED */
export async function needSame(work: Work, place: Place, stamp: Stamp | undefined): Promise<void> {
  if (stamp && await compareStamp(work, place, stamp) !== 'same') throw failure('TARGET_CHANGED', { name: place.layer.name })
}

const hasOtherState = (place: Place, { state }: Stamp): boolean =>
  Object.entries(stateOf(place)).some(([name, value]) => state[name] !== value)

function isAlike(a: string, b: string): boolean {
  if (a.length !== b.length) return false
  for (let at = 0; at < a.length; at += 2) {
    const difference = parseInt(a.slice(at, at + 2), 16) - parseInt(b.slice(at, at + 2), 16)
    if (Math.abs(difference) > LOOK_TOLERANCE) return false
  }
  return true
}
