import { nominalOf } from './rates'
import type { TimelineObject } from './timeline'
import { TimelineItemObject } from './timeline-item'
import { addSorted, makeTrack } from './tracks'
import { isAtLeast } from './version'

/** Always on the first track, at the playhead, five seconds long. */
export function insertComposition(timeline: TimelineObject): TimelineItemObject | undefined {
  const track = timeline.tracks.video[0]
  const { playhead } = timeline
  const duration = nominalOf(timeline.rate()) * 5
  const isFree = track?.items.every((item) => item.start + item.duration <= playhead || playhead + duration <= item.start)
  if (track === undefined || isFree !== true || track.isLocked) return undefined
  timeline.machine.step('InsertFusionCompositionIntoTimeline')
  const name = 'Fusion Composition'
  const made = new TimelineItemObject(timeline, { track: 'video', start: playhead, duration, from: 0, to: duration, name })
  made.comps.add()
  addSorted(track, made)
  return made
}

/** V8: before 21.1 settings are named by the numbers of constants; by text they are refused without a word. */
export function makeCaptions(timeline: TimelineObject, settings: unknown): boolean {
  const names = Object.keys(typeof settings === 'object' && settings !== null ? settings : {})
  const isNumbered = names.every((name) => Number(name) === Number(name))
  if (!isNumbered && !isAtLeast(timeline.machine.knobs.version, '21.1')) return false
  timeline.machine.step('CreateSubtitlesFromAudio')
  timeline.tracks.subtitle.push(makeTrack('subtitle', timeline.tracks.subtitle.length + 1, ''))
  return true
}
