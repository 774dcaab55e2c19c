import type { TrackType } from '../../../../plugins/resolve/api'
import { copyGrade } from './graph'
import type { TimelineObject } from './timeline'
import { TimelineItemObject } from './timeline-item'

export interface Track {
  name: string
  subType: string
  isEnabled: boolean
  isLocked: boolean
  /** In the order of their starts. */
  items: TimelineItemObject[]
}

const words: Record<TrackType, string> = { video: 'Video', audio: 'Audio', subtitle: 'Subtitle' }

export const makeTrack = (type: TrackType, number: number, subType: string): Track =>
  ({ name: `${words[type]} ${number}`, subType, isEnabled: true, isLocked: false, items: [] })

export const freshTracks = (): Record<TrackType, Track[]> =>
  ({ video: [makeTrack('video', 1, '')], audio: [makeTrack('audio', 1, 'stereo')], subtitle: [] })

function copyItem(item: TimelineItemObject, timeline: TimelineObject): TimelineItemObject {
  const { track, start, duration, media, from, to, name } = item
  const made = new TimelineItemObject(timeline, { track, start, duration, media, from, to, name })
  made.grade = copyGrade(item.grade)
  made.color = item.color
  made.speed = item.speed
  made.isEnabled = item.isEnabled
  made.transitions = { ...item.transitions }
  item.properties.copyTo(made.properties)
  item.comps.copyTo(made.comps)
  item.takes.copyTo(made.takes)
  item.markers.copyTo(made.markers)
  return made
}

export function copyTracks(from: Record<TrackType, Track[]>, to: TimelineObject): void {
  const types: TrackType[] = ['video', 'audio', 'subtitle']
  for (const type of types) {
    to.tracks[type].splice(0, to.tracks[type].length)
    for (const track of from[type]) to.tracks[type].push({ ...track, items: track.items.map((item) => copyItem(item, to)) })
  }
}

export function addSorted(track: Track, item: TimelineItemObject): void {
  const at = track.items.findIndex(({ start }) => start > item.start)
  track.items.splice(at < 0 ? track.items.length : at, 0, item)
}
