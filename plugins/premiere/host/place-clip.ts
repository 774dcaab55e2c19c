import type { Landed, MadeClip, Placement, PlaceClipHow } from '#host'
import { failure } from '#protocol'
import { importFile, itemsInBin } from './bin'
import { findPlacement, type FoundClip } from './clip-place'
import { readFraming } from './framing'
import { type ClipPlan, planClip } from './plan-clip'
import { prepareItem } from './prepare-item'
import { type Lane, putDown } from './put-down'
import { HOST } from './refuse'
import { settleClip } from './settle-clip'
import { needSame } from './stamp'
import { keyOf, takeOut } from './take-out'
import { type Clip, clipsOn, findUses, type Hosting, itemIdOf } from './timeline'
import { ticksOf } from './ticks'
import { Edits } from './transact'

const STEPS = 4

interface Placing {
  placement: Placement
  clip: MadeClip
  how: PlaceClipHow
}

/**
 * On a track above the target, exactly where the target plays the same; what is read back afterwards must be just that, or it
 * is taken out again.
 * @returns undefined if it was cancelled @throws TARGET_GONE, TARGET_CHANGED, HOST_REFUSED
 */
export async function placeClip(hosting: Hosting, asked: Placing): Promise<Landed | undefined> {
  const { clip, how } = asked
  const { modules } = hosting
  await needSame(hosting, how.stamp)
  const { found, placement } = await findPlacement(hosting, asked.placement)
  const placing = { ...asked, placement }
  const edits = new Edits(found.project)
  const { sequence } = found
  const plan = planClip(placement, clip, ticksOf({ ticks: await sequence.getTimebase() }))
  const framing = await readFraming(found.clip.handle, { scale: clip.scale, toNew: plan.toNew })
  const isEnded = (done: number): boolean => {
    how.progress(done, STEPS)
    return how.isCancelled()
  }
  if (isEnded(0)) return undefined
  const { item, isNew } = await importFile(hosting, edits, clip.path)
  if (isEnded(1)) return undefined
  await prepareItem(modules, edits, { item, sequence, placement, clip, plan, how })
  if (isEnded(2)) return undefined
  const itemId = item.getId()
  const known = new Set(isNew ? [] : (await findUses(modules, sequence, itemId)).pictures.map(keyOf))
  const old = await replacedBy(hosting, found, how)
  const lane = await chooseLane(hosting, { found, plan, old })
  // What an earlier result was replaced by can't be called off: the earlier one would not come back.
  const mayEnd = old.length === 0
  try {
    const placed = await putDown(hosting, edits, { sequence, item, plan, lane, old, known })
    if (!isEnded(3) || !mayEnd) {
      const landed = await settleClip(hosting, edits, { sequence, itemId, placed, plan, framing })
      if (!isEnded(STEPS) || !mayEnd) return await report(hosting, { found, landed, edits, placing, itemId })
    }
  } catch (thrown) {
    await takeOut(modules, edits, { sequence, item: itemId, label: 'Firstpass: Take Back', known })
    throw thrown
  }
  await takeOut(modules, edits, { sequence, item: itemId, label: 'Firstpass: Take Back', known })
  return undefined
}

/** The clips of an earlier result on a track, which go in the same step as the new one comes. */
async function replacedBy({ modules }: Hosting, { sequence }: FoundClip, { instead }: PlaceClipHow): Promise<Clip[]> {
  if (!instead || instead.form !== 'clip' || instead.place.sequence !== sequence.guid.toString()) return []
  return (await findUses(modules, sequence, String(instead.place.item))).pictures
}

/**
 * The highest track where only results of ours are and none is in the way, else a new one: Premiere can make tracks above all
 * others only, and can't delete them.
 */
async function chooseLane(
  { modules }: Hosting, { found, plan, old }: { found: FoundClip; plan: ClipPlan; old: readonly Clip[] },
): Promise<Lane> {
  const { project, sequence, clip } = found
  const count = await sequence.getVideoTrackCount()
  const above = count - 1
  if (above <= clip.track) return { track: count, isNew: true }
  const gone = new Set(old.map(keyOf))
  const ours = new Set((await itemsInBin(modules, project)).map((item) => item.getId()))
  for (const other of await clipsOn(modules, sequence, { track: above })) {
    if (gone.has(keyOf(other))) continue
    const isInTheWay = other.start < plan.start + plan.length && other.end > plan.start
    if (isInTheWay || !ours.has(await itemIdOf(other.handle) ?? '')) return { track: count, isNew: true }
  }
  return { track: above, isNew: false }
}

interface Reported {
  found: FoundClip
  landed: Clip
  edits: Edits
  placing: Placing
  itemId: string
}

async function report(hosting: Hosting, { found, landed, edits, placing, itemId }: Reported): Promise<Landed> {
  const { clip, placement } = placing
  const guid = found.sequence.guid.toString()
  const covered: string[] = []
  for (let track = found.clip.track + 1; track < landed.track; track += 1) {
    const isCovered = (await clipsOn(hosting.modules, found.sequence, { track }))
      .some(({ start, end }) => start < landed.end && end > landed.start)
    if (isCovered) covered.push(`V${track + 1}`)
  }
  if (covered.length > 0) edits.differs.push(`It lies above what is on ${covered.join(' and ')} there, too.`)
  return {
    host: 'premiere', form: 'clip', where: `V${landed.track + 1}, above “${String(placement.place.name)}”`,
    place: { sequence: guid, item: itemId, path: clip.path, source: String(placement.place.path ?? '') },
    differs: edits.differs, undoSteps: edits.undoSteps,
  }
}

/** @throws HOST_REFUSED */
export function refuseForm(form: string): never {
  throw failure('HOST_REFUSED', { host: HOST, action: 'place the result', reason: `it knows no “${form}”` })
}
