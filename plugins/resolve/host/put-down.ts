import { Batch, type ResolveApi, type Thing } from './batch'
import type { FoundClip } from './clip-place'
import { chooseLane } from './lane'
import type { ClipPlan } from './plan-clip'
import { refused } from './refuse'
import { deleteItems } from './take-out'
import { allItems, type Item, readTimeline, type Timeline } from './timeline'

interface PutDown {
  item: Item
  timeline: Timeline
  differs: readonly string[]
}

const UNSURE = 'Resolve answered with an error although it is there: save the project, or it may be gone when you open it again.'

interface PuttingDown {
  found: FoundClip
  media: { thing: Thing; id: string }
  plan: ClipPlan
}

/** What no other clip may lose by it. */
const outlineOf = (items: readonly Item[]): string =>
  items.map(({ id, track, start, duration }) => `${id} ${track} ${start} ${duration}`).join('\n')

/**
 * Above everything, exactly where it belongs. What Resolve answers is not believed: the item is found on its track, and whatever
 * came anywhere else is taken out again.
 * @throws HOST_REFUSED; nothing of it is left then
 */
export async function putDown(api: ResolveApi, { found, media, plan }: PuttingDown): Promise<PutDown> {
  const lane = await chooseLane(api, found, plan)
  const known = new Set(allItems(found.timeline).map(({ id }) => id))
  // Whether the last frame is in or out no document says: where it is in, the second try is a frame shorter.
  for (const shorter of [0, 1]) {
    const to = plan.to - shorter
    const where = { track: lane.track, start: plan.start }
    const isAnswered = await append(api, found.timeline, { media: media.thing, from: plan.from, to, ...where })
    const now = await readTimeline(api, found.timeline.id)
    if (!now) throw refused('place the result', 'the timeline is gone')
    const made = allItems(now).filter(({ id, mediaId }) => !known.has(id) && mediaId === media.id)
    const rest = (timeline: Timeline): string => outlineOf(allItems(timeline).filter(({ id }) => known.has(id)))
    const [item] = made
    const isAlone = rest(now) === rest(found.timeline)
    const isThere = made.length === 1 && item?.track === lane.track && item.start === plan.start && isAlone
    if (item && isThere && item.duration === plan.reached) return { item, timeline: now, differs: isAnswered ? [] : [UNSURE] }
    await deleteItems(api, now, made)
    const isTooLong = isThere && item !== undefined && item.duration > plan.reached
    if (!isTooLong || shorter > 0) throw refused('place the result', whyNot(made, { plan, track: lane.track, isAlone }))
  }
  throw refused('place the result', 'it came out in another length each time')
}

interface Appending {
  media: Thing
  from: number
  to: number
  track: number
  start: number
}

/** @returns whether it said that something came onto the timeline */
async function append(
  api: ResolveApi, { project: { pool, thing: project }, thing: timeline }: Timeline, { media, from, to, track, start }: Appending,
): Promise<boolean> {
  const before = new Batch()
  const selected = before.make(pool, 'GetSelectedClips')
  const [first] = (await before.run(api)).list(selected)
  const batch = new Batch()
  // It goes onto the one that is open, and the user may have opened another one by now.
  const open = batch.make(project, 'GetCurrentTimeline')
  batch.make(project, 'SetCurrentTimeline', timeline)
  // Before 20.3.2 nothing is appended while nothing is selected in the pool.
  batch.make(pool, 'SetSelectedClip', media)
  const appended = batch.make(pool, 'AppendToTimeline', [{
    mediaPoolItem: media, startFrame: from, endFrame: to, mediaType: 1, trackIndex: track, recordFrame: start,
  } as never])
  if (typeof first === 'object' && first !== null && '$handle' in first) batch.make(pool, 'SetSelectedClip', first as Thing)
  batch.make(project, 'SetCurrentTimeline', open)
  return (await batch.run(api)).list(appended).some((item) => item !== null)
}

function whyNot(made: readonly Item[], { plan, track, isAlone }: { plan: ClipPlan; track: number; isAlone: boolean }): string {
  const [item] = made
  if (!isAlone) return 'other clips moved by it: undo in Resolve'
  if (!item) return `nothing came onto V${track}; the file is in the bin “Firstpass”`
  if (item.track !== track) return `it came onto V${item.track} instead of V${track}`
  if (item.start !== plan.start) return `it came to frame ${item.start} instead of ${plan.start}`
  return `it came out ${item.duration} frames long instead of ${plan.reached}`
}
