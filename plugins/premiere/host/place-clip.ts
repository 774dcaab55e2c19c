import type { Landed, MadeClip, Placement, PlaceClipHow } from '#host'
import { failure } from '#protocol'
import { importFile, itemsInBin } from './bin'
import { findPlacement, type FoundClip } from './clip-place'
import { readFraming } from './framing'
import type { Sequence } from './modules'
import { type ClipPlan, planClip } from './plan-clip'
import { prepareItem } from './prepare-item'
import { type Lane, putDown } from './put-down'
import { HOST, refusal } from './refuse'
import { settleClip } from './settle-clip'
import { needSame, stampOf } from './stamp'
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
  const stamp = await stampOf(hosting, placement.target, found)
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
  // Importing takes its time, and the user goes on working.
  await needSame(hosting, stamp)
  const lane = await chooseLane(hosting, { found, plan })
  try {
    const placed = await putDown(hosting, edits, { sequence, item, plan, lane, known })
    if (!isEnded(3)) {
      const landed = await settleClip(hosting, edits, { sequence, itemId, placed, plan, framing })
      if (!isEnded(STEPS)) {
        await takeEarlier(hosting, edits, { sequence, how, landed, itemId })
        return await report(hosting, { found, landed, edits, placing, plan, itemId })
      }
    }
  } catch (thrown) {
    await takeOut(modules, edits, { sequence, item: itemId, label: 'Firstpass: Take Back', known })
    throw thrown
  }
  await takeOut(modules, edits, { sequence, item: itemId, label: 'Firstpass: Take Back', known })
  return undefined
}

interface Replacing {
  sequence: Sequence
  how: PlaceClipHow
  landed: Clip
  itemId: string
}

/** Takes the earlier result out, now that the new one is where it must be: nothing can bring it back after. */
async function takeEarlier(
  { modules }: Hosting, edits: Edits, { sequence, how: { instead }, landed, itemId }: Replacing,
): Promise<void> {
  if (!instead || instead.form !== 'clip' || instead.place.sequence !== sequence.guid.toString()) return
  const item = String(instead.place.item)
  const known = new Set(item === itemId ? [keyOf(landed)] : [])
  let reason = 'Its track may be locked.'
  try {
    if ((await takeOut(modules, edits, { sequence, item, label: 'Firstpass: Remove', known })).pictures.length === 0) return
  } catch (thrown) {
    reason = refusal('take it out', thrown).message
  }
  edits.differs.push(`The earlier result stays. ${reason}`)
}

/**
 * The highest track where only results of ours are and none is in the way, unless others' clips are above. Else a new one: those
 * Premiere makes above all others only, and it can't delete them.
 */
async function chooseLane({ modules }: Hosting, { found, plan }: { found: FoundClip; plan: ClipPlan }): Promise<Lane> {
  const { project, sequence, clip } = found
  const count = await sequence.getVideoTrackCount()
  const ours = new Set((await itemsInBin(modules, project)).map((item) => item.getId()))
  for (let track = count - 1; track > clip.track; track -= 1) {
    const others = await clipsOn(modules, sequence, { track })
    for (const other of others) {
      if (!ours.has(await itemIdOf(other.handle) ?? '')) return { track: count, isNew: true }
    }
    const [from, to] = [plan.start - plan.slack, plan.start + plan.length + plan.slack]
    if (others.every(({ start, end }) => start >= to || end <= from)) return { track, isNew: false }
  }
  return { track: count, isNew: true }
}

interface Reported {
  found: FoundClip
  landed: Clip
  edits: Edits
  placing: Placing
  plan: ClipPlan
  itemId: string
}

async function report(hosting: Hosting, { found, landed, edits, placing, plan, itemId }: Reported): Promise<Landed> {
  const { clip, placement } = placing
  const guid = found.sequence.guid.toString()
  edits.differs.push(...await coverOf(hosting, found, landed))
  const short = (plan.wanted - plan.length) / ticksOf({ ticks: await found.sequence.getTimebase() })
  if (short > 0n) edits.differs.push(`The file is shorter by ${short} ${short === 1n ? 'frame' : 'frames'}.`)
  return {
    host: 'premiere', form: 'clip', where: `V${landed.track + 1}, above “${String(placement.place.name)}”`,
    place: { sequence: guid, item: itemId, path: clip.path, source: String(placement.place.path ?? '') },
    differs: edits.differs, undoSteps: edits.undoSteps,
  }
}

/** What a result hides besides its original: on tracks between them, and on all below where it is longer. */
async function coverOf({ modules }: Hosting, { sequence, clip }: FoundClip, landed: Clip): Promise<string[]> {
  const [above, behind]: [string[], string[]] = [[], []]
  for (let track = 0; track < landed.track; track += 1) {
    if (track <= clip.track && landed.end <= clip.end) continue
    const clips = (await clipsOn(modules, sequence, { track }))
      .filter(({ start, end }) => start < landed.end && end > landed.start)
    if (track > clip.track && clips.length > 0) above.push(`V${track + 1}`)
    if (track <= clip.track && clips.some(({ end }) => end > clip.end)) behind.push(`V${track + 1}`)
  }
  return [
    ...(above.length > 0 ? [`It lies above what is on ${above.join(' and ')} there, too.`] : []),
    ...(behind.length > 0 ? [`It is longer than the original, and hides what follows on ${behind.join(' and ')}.`] : []),
  ]
}

/** @throws HOST_REFUSED */
export function refuseForm(form: string): never {
  throw failure('HOST_REFUSED', { host: HOST, action: 'place the result', reason: `it knows no “${form}”` })
}
