import type { ProjectObject } from './project'
import type { TimelineObject } from './timeline'
import type { TimelineItemObject } from './timeline-item'
import type { Track } from './tracks'
import type { Value } from './values'

export type Described = { [name: string]: Value }

export function describeItem(item: TimelineItemObject): Described {
  const { name, start, duration, from, to, color, speed, isEnabled } = item
  return {
    name, start, duration, from, to, color, speed, isEnabled, path: item.media?.path ?? '', look: item.grade.look,
    luts: item.grade.nodes.map(({ lut }) => lut), takes: item.takes.takes.map((take) => take.media.path),
    comps: item.comps.describe(), transitions: { ...item.transitions }, properties: item.properties.all(),
    markers: item.markers.marks.map(({ frame, marker }) => ({ frame, ...marker })),
  }
}

const describeTrack = ({ name, subType, isEnabled, isLocked, items }: Track): Described =>
  ({ name, subType, isEnabled, isLocked, items: items.map(describeItem) })

/** All that a user sees of a timeline: what is as it was describes itself as it did. */
export function describeTimeline(timeline: TimelineObject): Described {
  const { name, startFrame, playhead, tracks, markers } = timeline
  return {
    name, startFrame, playhead, video: tracks.video.map(describeTrack), audio: tracks.audio.map(describeTrack),
    subtitle: tracks.subtitle.map(describeTrack), markers: markers.marks.map(({ frame, marker }) => ({ frame, ...marker })),
  }
}

export function describeProject(project: ProjectObject): Described {
  return {
    name: project.name, current: project.currentTimeline?.name ?? '', timelines: project.timelines.map(describeTimeline),
    pool: project.pool.root.every().map((folder) => ({
      folder: folder.name,
      clips: folder.clips.map(({ name, path, mattes, markers }) => ({
        name, path, mattes: [...mattes], markers: markers.marks.map(({ frame, marker }) => ({ frame, ...marker })),
      })),
    })),
  }
}
