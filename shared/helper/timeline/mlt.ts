import {
  divideRatios, failure, formatTimecode, frameAt, type PictureSize, type Rate, rateRatio, reduceRate, secondsOf, type Timeline,
  type TimelineClip, type TimelineMarker, type TimelineMedia, type TimelineTrack,
} from '#protocol'
import { colourCode } from './marker-colour'
import { isBareName } from './media-url'
import { isRetimed, lengthOf, mediaOf, tracksOf, withGaps, type Written } from './places'
import { element, renderXml, type XmlElement } from './xml'

const property = (name: string, value: string | number): XmlElement => element('property', { name }, value)

/**
 * MLT XML, for melt, Shotcut and Kdenlive. Places are counted at the profile's rate; `out` is the last frame, not the one
 * after it. The tracks lie on black, each composited with its alpha on those below, all sounds mixed.
 * @throws TIMELINE_UNSUPPORTED without a picture size
 */
export function writeMlt(timeline: Timeline): Written {
  const picture = timeline.picture ?? timeline.media.find((media) => media.picture !== undefined)?.picture
  if (picture === undefined) throw failure('TIMELINE_UNSUPPORTED', { format: 'mlt', reason: 'nothing in it has a size' })
  const length = lengthOf(timeline)
  const producers = new Producers(timeline)
  const tracks = [...tracksOf(timeline, 'video'), ...tracksOf(timeline, 'audio')]
  const playlists = tracks.map((track, index) => writePlaylist(track, { id: `track${index + 1}`, timeline, producers }))
  const black = element('producer', { id: 'black', in: 0, out: length - 1 }, [
    property('length', length), property('resource', 'black'), property('mlt_service', 'color'),
    property('mlt_image_format', 'rgba'), property('set.test_audio', 0),
  ])
  const tractor = element('tractor', { id: 'timeline', title: timeline.name, in: 0, out: length - 1 }, [
    ...writeFacts(timeline),
    element('track', { producer: 'black' }),
    ...tracks.map(({ kind }, index) =>
      element('track', { producer: `track${index + 1}`, hide: kind === 'video' ? 'audio' : 'video' })),
    ...tracks.map(({ kind }, index) => writeTransition(kind, index + 1)),
  ])
  const root = element('mlt', { LC_NUMERIC: 'C', title: timeline.name, producer: 'timeline' }, [
    writeProfile(timeline, picture), black, ...producers.elements, ...playlists, tractor,
  ])
  return { text: renderXml(root), notes: producers.notes }
}

function writeProfile({ rate }: Timeline, { width, height, pixelAspect }: PictureSize): XmlElement {
  const display = reduceRate({ num: width * pixelAspect.num, den: height * pixelAspect.den })
  return element('profile', {
    description: 'Firstpass', width, height, progressive: 1,
    sample_aspect_num: pixelAspect.num, sample_aspect_den: pixelAspect.den,
    display_aspect_num: display.num, display_aspect_den: display.den,
    frame_rate_num: rate.num, frame_rate_den: rate.den, colorspace: height > 576 ? 709 : 601,
  })
}

/** What MLT has no word for, and the markers as Shotcut has them. */
function writeFacts({ start, rate, markers }: Timeline): XmlElement[] {
  const clock = (frame: number): string => {
    const ms = Math.round((frame * rate.den * 1000) / rate.num)
    const two = (value: number): string => String(value).padStart(2, '0')
    const [seconds, minutes] = [Math.floor(ms / 1000), Math.floor(ms / 60_000)]
    return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:${two(seconds % 60)}.${String(ms % 1000).padStart(3, '0')}`
  }
  const write = ({ frame, frames, name, note, colour }: TimelineMarker, index: number): XmlElement =>
    element('properties', { name: index }, [
      property('text', name), property('start', clock(frame)), property('end', clock(frame + frames - 1)),
      property('color', colourCode(colour)), property('firstpass.note', note),
      property('firstpass.frame', frame), property('firstpass.frames', frames),
    ])
  return [
    property('firstpass.start', formatTimecode(start, rate)),
    ...(markers.length > 0 ? [element('properties', { name: 'shotcut:markers' }, markers.map(write))] : []),
  ]
}

function writeTransition(kind: TimelineTrack['kind'], index: number): XmlElement {
  const tracks = [property('a_track', 0), property('b_track', index)]
  if (kind === 'audio') {
    const mix = [property('mlt_service', 'mix'), property('always_active', 1), property('sum', 1)]
    return element('transition', {}, [...tracks, ...mix])
  }
  // Not composite, which drops the alpha of 10-bit clips, nor qtblend, which needs a display.
  return element('transition', {}, [...tracks, property('mlt_service', 'affine'), property('always_active', 1)])
}

/** A file as it is played: as picture or sound, at a speed. Each such way once. */
class Producers {
  readonly elements: XmlElement[] = []
  readonly notes: string[] = []
  private readonly ids = new Map<string, string>()

  constructor(private readonly timeline: Timeline) {}

  of(clip: TimelineClip, kind: TimelineTrack['kind']): string {
    const media = mediaOf(this.timeline, clip)
    const key = JSON.stringify([media.id, kind, clip.speed, clip.sound])
    const known = this.ids.get(key)
    if (known !== undefined) return known
    const id = `${media.id}-${kind}-${this.ids.size + 1}`
    this.ids.set(key, id)
    this.elements.push(this.write(media, clip, { id, kind }))
    return id
  }

  private write(media: TimelineMedia, clip: TimelineClip, { id, kind }: { id: string; kind: TimelineTrack['kind'] }): XmlElement {
    const { timeline } = this
    const length = media.isStill ? lengthOf(timeline) : shownFrame(media.frames, clip.speed, { media, timeline })
    const isSlow = isRetimed(clip) && !media.isStill
    const speed = (clip.speed.num / clip.speed.den).toFixed(6)
    const stream = clip.sound?.stream ?? 0
    // MLT takes what stands before a colon in a bare name for one of its own services.
    const file = isBareName(media.path) ? `./${media.path}` : media.path
    if (kind === 'audio' && clip.sound !== undefined && clip.sound.channels.length < (media.audio[stream]?.channels ?? 0)) {
      this.notes.push(`MLT plays all channels of a stream: those of "${media.name}" are not taken apart.`)
    }
    // Whatever reads pictures there: which of MLT's readers is installed differs.
    const service = media.isStill ? [] : [property('mlt_service', isSlow ? 'timewarp' : 'avformat')]
    return element('producer', { id, in: 0, out: length - 1 }, [
      property('length', length),
      property('resource', isSlow ? `${speed}:${file}` : file),
      ...service,
      ...(isSlow ? [property('warp_speed', speed), property('warp_resource', file)] : []),
      ...(kind === 'video' ? [property('audio_index', -1)] : [property('video_index', -1)]),
      ...(kind === 'audio' && stream > 0 ? [property('audio_index', stream + (media.picture === undefined ? 0 : 1))] : []),
      property('firstpass.media', JSON.stringify(media)),
      property('firstpass.speed', `${clip.speed.num}/${clip.speed.den}`),
      ...(clip.sound === undefined ? [] : [property('firstpass.sound', JSON.stringify(clip.sound))]),
    ])
  }
}

interface Playlist {
  id: string
  timeline: Timeline
  producers: Producers
}

function writePlaylist(track: TimelineTrack, { id, timeline, producers }: Playlist): XmlElement {
  const entries = withGaps(track.clips).flatMap(({ gap, clip }) => {
    const first = shownFrame(clip.source.in, clip.speed, { media: mediaOf(timeline, clip), timeline })
    const entry = element('entry', {
      producer: producers.of(clip, track.kind), in: first, out: first + clip.record.out - clip.record.in - 1,
    }, [
      property('firstpass.name', clip.name),
      property('firstpass.in', clip.source.in),
      ...(clip.link === undefined ? [] : [property('firstpass.link', clip.link)]),
    ])
    return [...(gap > 0 ? [element('blank', { length: gap })] : []), entry]
  })
  return element('playlist', { id }, [property('shotcut:name', track.name), ...entries])
}

/** Which of its producer's frames, which count as the timeline does, shows a frame of a media. */
function shownFrame(frame: number, speed: Rate, { media, timeline }: { media: TimelineMedia; timeline: Timeline }): number {
  if (media.isStill) return 0
  return frameAt(divideRatios(secondsOf(frame, media.rate), rateRatio(speed)), timeline.rate, 'nearest')
}
