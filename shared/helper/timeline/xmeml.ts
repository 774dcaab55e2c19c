import {
  addRatios, convertFrame, divideRatios, frameAt, isSameRate, type PictureSize, rateRatio, secondsOf, type Timeline,
  type TimelineClip, type TimelineMarker, type TimelineMedia, type TimelineTrack,
} from '#protocol'
import { firstChannelOf } from './fcpxml'
import { premiereUrl } from './media-url'
import { isRetimed, lengthOf, mediaOf, retimeMedia, retimeTimeline, tracksOf, type Written } from './places'
import { colourElement } from './marker-colour'
import { aspectName, aspectOf, nearRate, ticksOf, writeRate, writeTimecode } from './xmeml-time'
import { element, leaf, renderXml, type XmlElement } from './xml'

/**
 * Premiere's xmeml 4 (FCP 7 XML). `in` and `out` count from a media's first frame, `start` and `end` from the sequence's, so
 * neither timecode is counted in; Premiere's ticks beside them are exact at every rate. A clip of two channels lies on two
 * exploded tracks, linked, as Premiere writes it.
 */
export function writeXmeml(asked: Timeline): Written {
  const { rate, isExact } = nearRate(asked.rate)
  const timeline = retimeMedia(retimeTimeline(asked, rate), (own) => nearRate(own).rate)
  const writer = new SequenceWriter(timeline)
  const root = element('xmeml', { version: '4' }, [writer.write()])
  return {
    text: renderXml(root, 'xmeml'),
    notes: [
      ...(isExact ? [] : [`xmeml has no rate of ${asked.rate.num}/${asked.rate.den}; the sequence is ${rate.num}/${rate.den}.`]),
      ...asked.media.flatMap(({ name, rate: own }) => {
        const near = nearRate(own)
        if (near.isExact) return []
        return [`xmeml has no rate of ${own.num}/${own.den}: "${name}" is counted at ${near.rate.num}/${near.rate.den}.`]
      }),
      ...unknownAspects(timeline),
    ],
  }
}

const unknownAspects = ({ picture }: Timeline): string[] =>
  (picture === undefined || isSameRate(aspectOf(aspectName(picture)), picture.pixelAspect) ? []
    : [`xmeml has no name for pixels of ${picture.pixelAspect.num}:${picture.pixelAspect.den}; the nearest stands there.`])

/** One clip item to be: a picture, or one channel of a sound. */
interface Item {
  id: string
  clip: TimelineClip
  kind: 'video' | 'audio'
  /** Both from 1, as links count. */
  trackIndex: number
  clipIndex: number
  /** Place of the channel in the clip's own list. */
  channel: number
}

/** A track of xmeml: of a stereo track there are two. */
interface Lane {
  track: TimelineTrack
  channel: number
  channels: number
  items: Item[]
}

class SequenceWriter {
  private readonly lanes: Lane[] = []
  private readonly written = new Set<string>()
  private readonly partners = new Map<Item, Item[]>()

  constructor(private readonly timeline: Timeline) {
    for (const kind of ['video', 'audio'] as const) this.layOut(kind)
    this.link()
  }

  write(): XmlElement {
    const { name, rate, start, picture, markers } = this.timeline
    const of = (kind: TimelineTrack['kind']): XmlElement[] =>
      this.lanes.filter(({ track }) => track.kind === kind).map((lane) => this.writeLane(lane))
    const outputs = [1, 2].map((index) => element('group', {}, [
      leaf('index', index), leaf('numchannels', 1), leaf('downmix', 0), element('channel', {}, [leaf('index', index)]),
    ]))
    const sampleRate = this.timeline.media.flatMap(({ audio }) => audio)[0]?.sampleRate ?? 48_000
    return element('sequence', { id: 'sequence-1', explodedTracks: 'true' }, [
      leaf('duration', lengthOf(this.timeline)),
      writeRate(rate),
      leaf('name', name),
      element('media', {}, [
        element('video', {}, [element('format', {}, [writePicture(picture, rate)]), ...of('video')]),
        element('audio', {}, [
          leaf('numOutputChannels', 2),
          element('format', {}, [writeSound(sampleRate)]),
          element('outputs', {}, outputs),
          ...of('audio'),
        ]),
      ]),
      writeTimecode(start, rate),
      ...markers.map(writeMarker),
    ])
  }

  private layOut(kind: TimelineTrack['kind']): void {
    const ofKind = (): Lane[] => this.lanes.filter(({ track }) => track.kind === kind)
    for (const track of tracksOf(this.timeline, kind)) {
      const channels = kind === 'video' ? 1 : Math.max(1, ...track.clips.map((clip) => this.channelsOf(clip).length))
      for (let channel = 0; channel < channels; channel += 1) {
        const trackIndex = ofKind().length + 1
        const clips = track.clips.filter((clip) => kind === 'video' || this.channelsOf(clip).length > channel)
        const items = clips.map((clip, index): Item => (
          { id: `clipitem-${kind[0]}${trackIndex}-${index + 1}`, clip, kind, trackIndex, clipIndex: index + 1, channel }))
        this.lanes.push({ track, channel, channels, items })
      }
    }
  }

  private channelsOf(clip: TimelineClip): number[] {
    const { sound } = clip
    const stream = mediaOf(this.timeline, clip).audio[sound?.stream ?? 0]
    return sound?.channels ?? Array.from({ length: stream?.channels ?? 1 }, (_, channel) => channel)
  }

  /** Items of one link, and the channels of one clip, name each other. */
  private link(): void {
    const groups = new Map<string | TimelineClip, Item[]>()
    for (const item of this.lanes.flatMap(({ items }) => items)) {
      const key = item.clip.link ?? item.clip
      groups.set(key, [...groups.get(key) ?? [], item])
    }
    for (const group of groups.values()) for (const item of group) this.partners.set(item, group.length > 1 ? group : [])
  }

  private writeLane({ track, channel, channels, items }: Lane): XmlElement {
    const type = ['Mono', 'Stereo'][channels - 1] ?? (channels === 6 ? '5.1' : 'Multichannel')
    const attributes = track.kind === 'video' ? {}
      : { currentExplodedTrackIndex: channel, totalExplodedTrackCount: channels, premiereTrackType: type }
    return element('track', { ...attributes, 'MZ.TrackName': track.name === '' ? undefined : track.name }, [
      ...items.map((item) => this.writeItem(item)),
      leaf('enabled', 'TRUE'),
      leaf('locked', 'FALSE'),
      track.kind === 'video' ? undefined : leaf('outputchannelindex', (channel % 2) + 1),
    ])
  }

  private writeItem(item: Item): XmlElement {
    const { clip, id, kind } = item
    const media = mediaOf(this.timeline, clip)
    const { rate } = this.timeline
    const shown = clip.record.out - clip.record.in
    // A retimed clip counts in frames as they are shown.
    const begins = media.isStill ? secondsOf(0, rate) : divideRatios(secondsOf(clip.source.in, media.rate), rateRatio(clip.speed))
    const ends = addRatios(begins, secondsOf(shown, rate))
    const own = media.isStill || isRetimed(clip) ? rate : media.rate
    const first = frameAt(begins, own, 'nearest')
    const type = kind === 'audio' ? { premiereChannelType: this.channelsOf(clip).length === 2 ? 'stereo' : 'mono' } : {}
    return element('clipitem', { id, ...type }, [
      leaf('masterclipid', `masterclip-${media.id}`),
      leaf('name', clip.name),
      leaf('enabled', 'TRUE'),
      leaf('duration', media.isStill ? shown : convertFrame(media.frames, { from: media.rate, to: own })),
      writeRate(own),
      leaf('start', clip.record.in),
      leaf('end', clip.record.out),
      leaf('in', first),
      leaf('out', first + convertFrame(shown, { from: rate, to: own })),
      leaf('pproTicksIn', ticksOf(begins)),
      leaf('pproTicksOut', ticksOf(ends)),
      ...(kind === 'video' ? this.writeLook(media) : []),
      this.writeFile(media),
      ...(kind === 'audio' ? [this.writeSourceTrack(item, media)] : []),
      ...(isRetimed(clip) ? [writeSpeed(clip)] : []),
      ...(this.partners.get(item) ?? []).map(writeLink),
    ])
  }

  private writeLook({ hasAlpha, isStill, picture }: TimelineMedia): XmlElement[] {
    return [
      leaf('alphatype', hasAlpha ? 'straight' : 'none'),
      leaf('pixelaspectratio', picture === undefined ? 'square' : aspectName(picture)),
      leaf('anamorphic', 'FALSE'),
      ...(isStill ? [leaf('stillframe', 'TRUE')] : []),
    ]
  }

  private writeSourceTrack({ clip, channel }: Item, media: TimelineMedia): XmlElement {
    const inStream = this.channelsOf(clip)[channel] ?? 0
    const index = firstChannelOf(media, clip.sound?.stream ?? 0) + inStream
    return element('sourcetrack', {}, [leaf('mediatype', 'audio'), leaf('trackindex', index)])
  }

  /** Whole the first time, by its id then. */
  private writeFile(media: TimelineMedia): XmlElement {
    const id = `file-${media.id}`
    if (this.written.has(id)) return element('file', { id })
    this.written.add(id)
    const rate = media.isStill ? this.timeline.rate : media.rate
    return element('file', { id }, [
      leaf('name', media.name),
      leaf('pathurl', premiereUrl(media.path)),
      writeRate(rate),
      leaf('duration', media.frames),
      writeTimecode(media.start ?? { frame: 0, isDropFrame: false }, rate),
      element('media', {}, [
        media.picture === undefined && media.audio.length > 0 ? undefined
          : element('video', {}, [writePicture(media.picture, rate)]),
        ...media.audio.map(({ channels, sampleRate }) =>
          element('audio', {}, [writeSound(sampleRate), leaf('channelcount', channels)])),
      ]),
    ])
  }
}

function writePicture(picture: PictureSize | undefined, rate: Timeline['rate']): XmlElement {
  return element('samplecharacteristics', {}, [
    writeRate(rate),
    ...(picture === undefined ? [] : [leaf('width', picture.width), leaf('height', picture.height)]),
    leaf('anamorphic', 'FALSE'),
    leaf('pixelaspectratio', picture === undefined ? 'square' : aspectName(picture)),
    leaf('fielddominance', 'none'),
  ])
}

const writeSound = (sampleRate: number): XmlElement =>
  element('samplecharacteristics', {}, [leaf('depth', 16), leaf('samplerate', sampleRate)])

const writeLink = ({ id, kind, trackIndex, clipIndex }: Item): XmlElement => element('link', {}, [
  leaf('linkclipref', id), leaf('mediatype', kind), leaf('trackindex', trackIndex), leaf('clipindex', clipIndex),
])

function writeSpeed({ speed }: TimelineClip): XmlElement {
  const parameter = (name: string, value: string | number): XmlElement =>
    element('parameter', { authoringApp: 'PremierePro' }, [leaf('parameterid', name), leaf('name', name), leaf('value', value)])
  return element('filter', {}, [element('effect', {}, [
    leaf('name', 'Time Remap'), leaf('effectid', 'timeremap'), leaf('effectcategory', 'motion'), leaf('effecttype', 'motion'),
    leaf('mediatype', 'video'), parameter('variablespeed', 0), parameter('speed', (speed.num * 100) / speed.den),
    parameter('reverse', 'FALSE'), parameter('frameblending', 'FALSE'),
  ])])
}

const writeMarker = ({ frame, frames, name, note, colour }: TimelineMarker): XmlElement => element('marker', {}, [
  leaf('comment', note), colourElement(colour), leaf('name', name), leaf('in', frame),
  leaf('out', frames === 1 ? -1 : frame + frames),
])
