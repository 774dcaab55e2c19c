import type { Landed } from '#host'
import type { ResolveApi } from './batch'
import { importFile } from './bin'
import { type FoundClip, needTarget } from './clip-place'
import { coveredBy } from './lane'
import { changeNotes, type Placing } from './notes-of'
import { type ClipPlan, planClip } from './plan-clip'
import { prepareItem } from './prepare-item'
import { putDown } from './put-down'
import { refused } from './refuse'
import { lateBy, markClip, settleClip } from './settle-clip'
import { needSame } from './stamp'
import { takeOut } from './take-out'
import { type Item, readTimeline } from './timeline'

export const STEPS = 4

/** The target as it is now, if it is still what the result was made of. @throws TARGET_GONE, TARGET_CHANGED */
export async function needPlace(api: ResolveApi, { placement, how }: Placing): Promise<FoundClip> {
  const found = await needTarget(api, placement)
  await needSame(api, how.stamp, found)
  return found
}

/** Tells how far it is; true where that is the end. */
export const watchSteps = ({ how }: Placing) => (done: number): boolean => {
  how.progress(done, STEPS)
  return how.isCancelled()
}

/**
 * On a track above all others, with the target's grade and framing; what is read back must be where it should, or it is taken
 * out again.
 * @returns undefined if it was cancelled @throws TARGET_GONE, TARGET_CHANGED, HOST_REFUSED
 */
export async function placeClip(api: ResolveApi, found: FoundClip, placing: Placing): Promise<Landed | undefined> {
  const { placement, clip } = placing
  const { timeline } = found
  const isEnded = watchSteps(placing)
  if (isEnded(0)) return undefined
  const plan = planClip(placement, clip, timeline.rate)
  if (plan.reached < 1) throw refused('place the result', 'it is shorter than a frame of the timeline')
  const media = await importFile(api, timeline.project, clip.path)
  if (isEnded(1)) return undefined
  const prepared = await prepareItem(api, media.thing, placing)
  const before: Before = { found, placing, media }
  try {
    const landed = isEnded(2) ? undefined : await layClip(api, before, { plan, isEnded })
    if (landed) return { ...landed, differs: [...prepared, ...landed.differs] }
  } catch (thrown) {
    await takeBack(api, before)
    throw thrown
  }
  await takeBack(api, before)
  return undefined
}

interface Before {
  found: FoundClip
  placing: Placing
  media: Awaited<ReturnType<typeof importFile>>
}

async function layClip(
  api: ResolveApi, { found, placing, media }: Before, { plan, isEnded }: { plan: ClipPlan; isEnded(done: number): boolean },
): Promise<Landed | undefined> {
  const { item, timeline, differs: told } = await putDown(api, { found, media, plan })
  if (isEnded(3)) return undefined
  const { clip, placement: { place }, how: { instead } } = placing
  const leaving = instead === undefined ? undefined : String(instead.place.item)
  const differs = [
    ...told, ...lateBy(plan),
    // What was rendered has its grade and lies in the frame as it should.
    ...(place.graded === 1 ? [] : await settleClip(api, { target: found.item, placed: item, scale: clip.scale })),
    ...await markClip(api, item, { placing, timeline }),
    ...coveredBy(found, { track: item.track, start: item.start, end: item.start + item.duration, leaving }),
  ]
  if (isEnded(STEPS)) return undefined
  return {
    host: 'resolve', form: 'clip', where: `V${item.track}, above “${String(place.name)}”`,
    place: {
      project: timeline.project.id, timeline: timeline.id, item: item.id, media: media.id, path: clip.path, start: item.start,
    },
    differs, undoSteps: 0,
  }
}

/** The file stays in the bin. */
async function takeBack(api: ResolveApi, { found, placing, media }: Before): Promise<void> {
  const known = new Set(found.timeline.tracks.flatMap(({ items }) => items.map(({ id }) => id)))
  const now = await readTimeline(api, found.timeline.id)
  const isNew = ({ id, mediaId }: Item): boolean => !known.has(id) && mediaId === media.id
  if (now) await takeOut(api, now, now.tracks.flatMap(({ items }) => items.filter(isNew)))
  await changeNotes(api, media.thing, (notes) => notes.filter(({ job }) => job !== placing.how.job.id))
}
