import type { TrackType } from '../../../../plugins/resolve/api'
import { PoolItemObject } from './pool-item'
import { convertFrames } from './rates'
import type { ResolveObject } from './resolve'
import type { MediaFacts } from './surroundings'
import type { TimelineObject } from './timeline'
import { readTimecode } from './timecode'
import { TimelineItemObject } from './timeline-item'
import { addSorted, makeTrack } from './tracks'

/** A clip on a track: media by name of its file, `at` in frames from the timeline's start, a half-open range of media frames. */
export interface PlacedMaking {
  media: string
  at: number
  from: number
  to: number
  /** What the user made of its colours. */
  look?: string
  /** Frames of transitions at its ends. */
  fadeIn?: number
  fadeOut?: number
  speed?: number
}

export interface TrackMaking {
  type: TrackType
  name?: string
  isLocked?: boolean
  clips: PlacedMaking[]
}

export interface TimelineMaking {
  name: string
  /** "29.97 DF"; absent: the project's. */
  rate?: string
  /** Absent: an hour. */
  startTimecode?: string
  tracks: TrackMaking[]
  /** Where the playhead is, in frames from the start. */
  playhead?: number
}

/** What the user has open: plain data, so that it also goes into Lua. */
export interface SceneMaking {
  project: string
  rate: string
  lutFolder?: string
  volumes?: string[]
  /** Files in the media pool; whatever else there is the surroundings know. */
  media: { path: string; facts: MediaFacts }[]
  timelines: TimelineMaking[]
}

function placeClip(timeline: TimelineObject, type: TrackType, making: PlacedMaking & { of: PoolItemObject }): TimelineItemObject {
  const { at, from, to, look = '', fadeIn = 0, fadeOut = 0, speed = 100, of: media } = making
  const item = new TimelineItemObject(timeline, {
    track: type, start: timeline.startFrame + at, duration: convertFrames(to - from, media.facts.rate, timeline.rate()),
    media, from, to,
  })
  item.grade.look = look
  item.speed = speed
  item.transitions = { start: fadeIn, end: fadeOut }
  return item
}

function layTimeline(resolve: ResolveObject, making: TimelineMaking, media: PoolItemObject[]): void {
  const timeline = resolve.manager.current.addTimeline(making.name)
  if (making.rate !== undefined) timeline.settings.timelineFrameRate = making.rate
  const startTimecode = making.startTimecode ?? '01:00:00:00'
  timeline.startFrame = readTimecode(startTimecode, timeline.rate(), timeline.isDrop()) ?? 0
  timeline.playhead = timeline.startFrame + (making.playhead ?? 0)
  timeline.tracks.video.pop()
  timeline.tracks.audio.pop()
  for (const { type, name, isLocked = false, clips } of making.tracks) {
    const tracks = timeline.tracks[type]
    const track = { ...makeTrack(type, tracks.length + 1, type === 'audio' ? 'stereo' : ''), isLocked }
    if (name !== undefined) track.name = name
    tracks.push(track)
    for (const clip of clips) {
      const found = media.find((item) => item.path === clip.media)
      if (found !== undefined) addSorted(track, placeClip(timeline, type, { ...clip, of: found }))
    }
  }
  linkTogether(timeline)
}

/** Sound that was shot with a picture. */
function linkTogether(timeline: TimelineObject): void {
  const all = timeline.every()
  for (const item of all) {
    item.linked = all.filter((other) => other !== item && other.media === item.media && other.start === item.start)
  }
}

export function layScene(resolve: ResolveObject, scene: SceneMaking): void {
  const project = resolve.manager.current
  project.name = scene.project
  project.settings.timelineFrameRate = scene.rate
  project.luts.folder = scene.lutFolder ?? '/luts'
  resolve.storage.volumes.push(...(scene.volumes ?? []))
  const media = scene.media.map(({ path, facts }) => new PoolItemObject(resolve.machine, path, facts))
  project.pool.root.clips.push(...media)
  project.isRateFrozen = media.length > 0
  for (const timeline of scene.timelines) layTimeline(resolve, timeline, media)
  project.currentTimeline = project.timelines[0]
}
