import type { TrackType } from '../../../../plugins/resolve/api'
import type { MediaPoolObject } from './media-pool'
import { PoolItemObject } from './pool-item'
import { convertFrames, nominalOf } from './rates'
import type { TimelineObject } from './timeline'
import { TimelineItemObject } from './timeline-item'
import { addSorted, type Track } from './tracks'
import { isWhole, type Value } from './values'
import { isAtLeast } from './version'

type ClipGiven = { [name: string]: Value }

/** Media frames, half-open, and how long they are on the timeline (V5: floored). */
function rangeOf(
  timeline: TimelineObject, media: PoolItemObject, given: ClipGiven,
): { from: number; to: number; duration: number } {
  const { facts, marked } = media
  if (facts.kind === 'still' || facts.kind === 'subtitle') {
    const duration = marked === undefined ? nominalOf(timeline.rate()) * 5 : marked.out - marked.in + 1
    return { from: 0, to: duration, duration }
  }
  const more = timeline.machine.knobs.endFrame === 'inclusive' ? 1 : 0
  const from = Math.max(0, isWhole(given.startFrame) ? given.startFrame : marked?.in ?? 0)
  const end = isWhole(given.endFrame) ? given.endFrame + more : marked === undefined ? facts.frames : marked.out + 1
  const to = Math.min(facts.frames, end)
  return { from, to, duration: convertFrames(to - from, facts.rate, timeline.rate()) }
}

const laterThan = (track: Track, start: number, duration: number): TimelineItemObject[] =>
  track.items.filter((item) => item.start < start + duration && start < item.start + item.duration)

/** V5: where nothing can lie: locked, missing, taken. `undefined`: dropped without an answer. */
function landOn(timeline: TimelineObject, track: Track | undefined, item: TimelineItemObject): TimelineItemObject | undefined {
  if (track === undefined || track.isLocked || item.start < timeline.startFrame || item.duration < 1) return undefined
  if (laterThan(track, item.start, item.duration).length === 0) {
    addSorted(track, item)
    return item
  }
  const { overlap } = timeline.machine.knobs
  if (overlap === 'dropped') return undefined
  if (overlap === 'answered') {
    item.isGone = true
    return item
  }
  const end = track.items.reduce((latest, each) => Math.max(latest, each.start + each.duration), timeline.startFrame)
  const { track: type, duration, media, from, to } = item
  const pushed = new TimelineItemObject(timeline, { track: type, start: end, duration, media, from, to })
  addSorted(track, pushed)
  return pushed
}

/** D8: a subtitle's file lands behind what is on the first track of subtitles, and only where no place is asked for. */
function placeSubtitle(timeline: TimelineObject, media: PoolItemObject, given: ClipGiven): TimelineItemObject | undefined {
  const track = timeline.tracks.subtitle[0]
  if (track === undefined || given.trackIndex !== undefined || given.recordFrame !== undefined) return undefined
  const last = track.items[track.items.length - 1]
  const { from, to, duration } = rangeOf(timeline, media, given)
  const start = last === undefined ? timeline.startFrame : last.start + last.duration
  return landOn(timeline, track, new TimelineItemObject(timeline, { track: 'subtitle', start, duration, media, from, to }))
}

function typesOf(media: PoolItemObject, mediaType: Value): TrackType[] {
  const hasSound = media.facts.audioChannels > 0
  const types: TrackType[] = []
  if (mediaType !== 2 && media.facts.kind !== 'audio') types.push('video')
  if (mediaType !== 1 && hasSound) types.push('audio')
  return types
}

function placeOne(timeline: TimelineObject, given: ClipGiven, end: number): TimelineItemObject | undefined {
  const media = given.mediaPoolItem
  if (!(media instanceof PoolItemObject) || media.isGone) return undefined
  if (media.facts.kind === 'subtitle') return placeSubtitle(timeline, media, given)
  const index = isWhole(given.trackIndex) ? given.trackIndex : 1
  // Before 20.2.2 a track of sound had to be there as a track of pictures too.
  const isMisjudged = given.mediaType === 2 && !isAtLeast(timeline.machine.knobs.version, '20.2.2')
  if (isMisjudged && index > timeline.tracks.video.length) return undefined
  const start = isWhole(given.recordFrame) ? given.recordFrame : end
  const { from, to, duration } = rangeOf(timeline, media, given)
  const landed: TimelineItemObject[] = []
  for (const track of typesOf(media, given.mediaType)) {
    const item = new TimelineItemObject(timeline, { track, start, duration, media, from, to })
    const made = landOn(timeline, timeline.tracks[track][index - 1], item)
    if (made !== undefined) landed.push(made)
  }
  for (const item of landed) item.linked = landed.filter((other) => other !== item)
  return landed[0]
}

/** V5: on the current timeline only. */
export function append(pool: MediaPoolObject, clips: Value[]): (TimelineItemObject | undefined)[] | undefined {
  const { machine, project } = pool
  const { knobs } = machine
  const timeline = project.currentTimeline
  if (timeline === undefined) return undefined
  if (knobs.appendNeedsSelectedClip && pool.selected.every((item) => item.isGone)) return []
  machine.step('AppendToTimeline')
  const made: TimelineItemObject[] = []
  for (const clip of clips) {
    const given = clip instanceof PoolItemObject ? { mediaPoolItem: clip } : (clip ?? {}) as ClipGiven
    const item = placeOne(timeline, given, timeline.GetEndFrame())
    if (item !== undefined) made.push(item)
  }
  if (knobs.appendErrors > 0) {
    knobs.appendErrors -= 1
    for (const item of made) item.isDurable = false
    return undefined
  }
  // V5: what is handed out may be nothing, or items that know no place; the track has them.
  if (knobs.placed === 'nothing') return made.map(() => undefined)
  return knobs.placed === 'without-ids' ? made.map(withoutId) : made
}

function withoutId(item: TimelineItemObject): TimelineItemObject {
  const { track, start, duration, media, from, to } = item
  const ghost = new TimelineItemObject(item.timeline, { track, start, duration, media, from, to })
  ghost.hasId = false
  return ghost
}
