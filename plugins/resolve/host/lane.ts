import type { Landed } from '#host'
import { Batch, type ResolveApi } from './batch'
import type { FoundClip } from './clip-place'
import type { ClipPlan } from './plan-clip'
import { refused } from './refuse'
import { isOurs, readTimeline, type Timeline } from './timeline'

/** Of tracks that we made; those are taken away again once they are empty. */
export const TRACK_NAME = 'Firstpass'

/** The highest track where only results of ours are and none is in the way, else a new one on top. @returns from 1 */
export async function chooseLane(
  api: ResolveApi, { timeline, item }: FoundClip, { start, reached }: ClipPlan,
): Promise<{ track: number; isNew: boolean }> {
  const top = timeline.tracks.at(-1)
  if (top && top.index > item.track && top.name === TRACK_NAME && !top.isLocked) {
    const isFree = top.items.every((other) =>
      isOurs(other) && (other.start >= start + reached || other.start + other.duration <= start))
    if (isFree) return { track: top.index, isNew: false }
  }
  const track = timeline.tracks.length + 1
  const batch = new Batch()
  batch.make(timeline.thing, 'AddTrack', 'video')
  // Together: it is known by its name only.
  batch.make(timeline.thing, 'SetTrackName', 'video', track, TRACK_NAME)
  const count = batch.make(timeline.thing, 'GetTrackCount', 'video')
  const there = (await batch.run(api)).number(count)
  if (there !== track) throw refused('place the result', 'it did not add a track')
  return { track, isNew: true }
}

/** Those of ours on which nothing is left. */
export async function dropEmptyLanes(api: ResolveApi, { id }: Timeline): Promise<void> {
  const now = await readTimeline(api, id)
  const empty = now?.tracks.filter(({ name, isEmpty, isLocked }) => name === TRACK_NAME && isEmpty && !isLocked) ?? []
  if (!now || empty.length === 0) return
  const batch = new Batch()
  for (const { index } of [...empty].reverse()) batch.make(now.thing, 'DeleteTrack', 'video', index)
  await batch.run(api)
}

/** Of tracks between the target and a result: what else it covers. @param leaving a clip that goes presently */
export function coveredBy(
  { timeline, item }: FoundClip,
  { track, start, end, leaving }: { track: number; start: number; end: number; leaving: string | undefined },
): Landed['differs'] {
  const names = timeline.tracks
    .filter(({ index }) => index > item.track && index < track)
    .filter(({ items }) => items.some((other) =>
      other.id !== leaving && other.start < end && other.start + other.duration > start))
    .map(({ index }) => `V${index}`)
  return names.length === 0 ? [] : [`It lies above what is on ${names.join(' and ')} there, too.`]
}
