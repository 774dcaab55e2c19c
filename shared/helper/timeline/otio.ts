import {
  multiplyRatios, type Rate, rateRatio, type Ratio, secondsOf, type Timeline, type TimelineClip, type TimelineMarker,
  type TimelineMedia, type TimelineTrack,
} from '#protocol'
import { fileUrl } from './media-url'
import { isRetimed, mediaOf, withGaps, type Written } from './places'

type Json = Record<string, unknown>

const schema = (name: string, fields: Json): Json => ({ OTIO_SCHEMA: name, ...fields })
const numberOf = ({ num, den }: Ratio): number => Number(num) / Number(den)
const rateNumber = ({ num, den }: Rate): number => num / den

const time = (value: number, rate: Rate): Json => schema('RationalTime.1', { rate: rateNumber(rate), value })
const range = (start: number, duration: number, rate: Rate): Json =>
  schema('TimeRange.1', { duration: time(duration, rate), start_time: time(start, rate) })

/** Fields that every item has. */
const item = (name: string, fields: Json): Json => ({
  metadata: {}, name, source_range: null, effects: [], markers: [], enabled: true, ...fields,
})

/**
 * OpenTimelineIO's JSON, with the schema versions its 0.15 and later write. Source ranges count the media's own timecode in, as
 * DaVinci Resolve demands; Resolve's own words for links and channels stand in its metadata. What OTIO has no field for
 * (exact rates, drop-frame, size) is in the metadata `firstpass`.
 */
export function writeOtio(timeline: Timeline): Written {
  const links = [...new Set(timeline.tracks.flatMap(({ clips }) => clips.flatMap(({ link }) => link ?? [])))]
  const writer = { timeline, links }
  const stack = schema('Stack.1', item('tracks', {
    markers: timeline.markers.map((marker) => writeMarker(marker, timeline.rate)),
    children: timeline.tracks.map((track) => writeTrack(track, writer)),
  }))
  const document = schema('Timeline.1', {
    metadata: { firstpass: { rate: timeline.rate, isDropFrame: timeline.start.isDropFrame, picture: timeline.picture } },
    name: timeline.name,
    global_start_time: time(timeline.start.frame, timeline.rate),
    tracks: stack,
  })
  return { text: `${JSON.stringify(document, null, 4)}\n`, notes: [] }
}

interface Writer {
  timeline: Timeline
  /** A link's number, as Resolve counts them, is its place here. */
  links: readonly string[]
}

function writeTrack(track: TimelineTrack, writer: Writer): Json {
  const { rate } = writer.timeline
  const children = withGaps(track.clips).flatMap(({ gap, clip }) => [
    ...(gap > 0 ? [schema('Gap.1', item('', { source_range: range(0, gap, rate) }))] : []),
    writeClip(clip, writer),
  ])
  const isStereo = track.clips.every(({ sound }) => (sound?.channels.length ?? 2) === 2)
  const resolve = track.kind === 'audio' ? { Resolve_OTIO: { 'Audio Type': isStereo ? 'Stereo' : 'Mono' } } : {}
  return schema('Track.1', item(track.name, { metadata: resolve, children, kind: track.kind === 'video' ? 'Video' : 'Audio' }))
}

function writeClip(clip: TimelineClip, { timeline, links }: Writer): Json {
  const media = mediaOf(timeline, clip)
  const link = clip.link === undefined ? {} : { 'Link Group ID': links.indexOf(clip.link) + 1 }
  const channels = clip.sound?.channels.map((channel) =>
    ({ 'Source Channel ID': channel, 'Source Track ID': clip.sound?.stream ?? 0 }))
  const start = (media.start?.frame ?? 0) + clip.source.in
  // In the media's rate, which may hold a part of a frame.
  const shown = multiplyRatios(secondsOf(clip.record.out - clip.record.in, timeline.rate), rateRatio(media.rate))
  return schema('Clip.2', item(clip.name, {
    metadata: { Resolve_OTIO: { ...link, ...(channels === undefined ? {} : { Channels: channels }) } },
    source_range: range(start, numberOf(shown), media.rate),
    effects: isRetimed(clip) ? [writeWarp(clip.speed)] : [],
    media_references: { DEFAULT_MEDIA: writeMedia(media) },
    active_media_reference_key: 'DEFAULT_MEDIA',
  }))
}

const writeWarp = (speed: Rate): Json => schema('LinearTimeWarp.1', {
  metadata: { firstpass: { speed } }, name: 'Speed', effect_name: 'LinearTimeWarp', time_scalar: rateNumber(speed),
})

function writeMedia({ id: _id, path, name, frames, start, ...facts }: TimelineMedia): Json {
  return schema('ExternalReference.1', {
    metadata: { firstpass: { ...facts, isDropFrame: start?.isDropFrame === true } },
    name,
    available_range: range(start?.frame ?? 0, frames, facts.rate),
    available_image_bounds: null,
    target_url: fileUrl(path),
  })
}

const writeMarker = ({ frame, frames, name, note, colour }: TimelineMarker, rate: Rate): Json => schema('Marker.2', {
  metadata: { Resolve_OTIO: { Note: note } },
  name,
  color: colour.toUpperCase(),
  marked_range: range(frame, frames, rate),
  comment: note,
})
