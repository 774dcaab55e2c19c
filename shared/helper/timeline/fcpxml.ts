import {
  addRatios, divideRatios, isSameRate, type PictureSize, type Rate, type Ratio, ratio, rateRatio, secondsOf,
  subtractRatios, type Timeline, type TimelineClip, type TimelineMarker, type TimelineMedia,
} from '#protocol'
import { fileUrl } from './media-url'
import { isRetimed, lengthOf, mediaOf, tracksOf, withGaps, type Written } from './places'
import { element, renderXml, type XmlElement } from './xml'

/** Seconds as a fraction, as Final Cut writes them: `1001/30000s`, `5s`. */
export const fcpTime = ({ num, den }: Ratio): string => (den === 1n ? `${num}s` : `${num}/${den}s`)

/** `com.firstpass.*`: what FCPXML has no attribute for. */
export const ownKeys = { streams: 'com.firstpass.streams', alpha: 'com.firstpass.alpha' } as const

/** Which channel of a media, all streams counted through from 1. */
export const firstChannelOf = ({ audio }: TimelineMedia, stream: number): number =>
  1 + audio.slice(0, stream).reduce((sum, { channels }) => sum + channels, 0)

/**
 * FCPXML 1.10: V1 is the spine, the other tracks hang on it in lanes. All times are exact seconds. A spine's offsets count the
 * sequence's start timecode in, a clip's `start` its media's; both once. Sound linked to a picture goes with it.
 */
export function writeFcpxml(timeline: Timeline): Written {
  const formats = new Formats()
  const sequenceFormat = formats.of(timeline.rate, timeline.picture)
  const assets = timeline.media.map((media) => writeAsset(media, formats))
  const writer = new SpineWriter(timeline)
  const start = secondsOf(timeline.start.frame, timeline.rate)
  const sequence = element('sequence', {
    format: sequenceFormat,
    duration: fcpTime(secondsOf(lengthOf(timeline), timeline.rate)),
    tcStart: fcpTime(start),
    tcFormat: timeline.start.isDropFrame ? 'DF' : 'NDF',
    audioLayout: 'stereo',
    audioRate: '48k',
  }, [element('spine', {}, writer.write())])
  const project = element('project', { name: timeline.name }, [sequence])
  const root = element('fcpxml', { version: '1.10' }, [
    element('resources', {}, [...formats.elements, ...assets]),
    element('library', {}, [element('event', { name: timeline.name }, [project])]),
  ])
  return { text: renderXml(root, 'fcpxml'), notes: notesOn(timeline) }
}

const usualRates = [23.976, 24, 25, 29.97, 30, 50, 59.94, 60].map((each) => Math.round(each * 100))

function notesOn({ rate, markers }: Timeline): string[] {
  const isUsual = usualRates.includes(Math.round((rate.num / rate.den) * 100))
  return [
    ...(isUsual ? [] : [`Final Cut Pro knows no projects of ${rate.num}/${rate.den} frames a second and may refuse the file.`]),
    ...(markers.some(({ colour }) => colour !== 'red') ? ['FCPXML has no colours of markers.'] : []),
  ]
}

/** Each format once. */
class Formats {
  readonly elements: XmlElement[] = []
  private readonly ids = new Map<string, string>()

  of(rate: Rate | undefined, picture: PictureSize | undefined): string {
    const key = JSON.stringify([rate, picture])
    const known = this.ids.get(key)
    if (known !== undefined) return known
    const id = `r${this.ids.size + 1}`
    this.ids.set(key, id)
    const isSquare = picture === undefined || picture.pixelAspect.num === picture.pixelAspect.den
    this.elements.push(element('format', {
      id,
      name: rate === undefined ? 'FFVideoFormatRateUndefined' : undefined,
      frameDuration: rate === undefined ? undefined : fcpTime(secondsOf(1, rate)),
      width: picture?.width,
      height: picture?.height,
      paspH: isSquare ? undefined : picture.pixelAspect.num,
      paspV: isSquare ? undefined : picture.pixelAspect.den,
    }))
    return id
  }
}

const assetId = (media: TimelineMedia): string => `a-${media.id}`

function writeAsset(media: TimelineMedia, formats: Formats): XmlElement {
  const { audio, isStill, rate } = media
  const hasPicture = media.picture !== undefined || isStill || audio.length === 0
  const channels = audio.map((stream) => stream.channels)
  const isUniform = channels.every((count) => count === channels[0])
  const own = [
    ...(isUniform ? [] : [element('md', { key: ownKeys.streams, value: channels.join(',') })]),
    ...(media.hasAlpha ? [element('md', { key: ownKeys.alpha, value: 'straight' })] : []),
  ]
  return element('asset', {
    id: assetId(media),
    name: media.name,
    start: fcpTime(secondsOf(media.start?.frame ?? 0, rate)),
    duration: isStill ? '0s' : fcpTime(secondsOf(media.frames, rate)),
    hasVideo: hasPicture ? 1 : undefined,
    format: formats.of(isStill ? undefined : rate, media.picture),
    hasAudio: audio.length > 0 ? 1 : undefined,
    videoSources: hasPicture ? 1 : undefined,
    audioSources: audio.length > 0 ? audio.length : undefined,
    audioChannels: audio.length > 0 ? channels.reduce((sum, count) => sum + count, 0) : undefined,
    audioRate: audio[0]?.sampleRate,
  }, [
    element('media-rep', { kind: 'original-media', src: fileUrl(media.path) }),
    own.length > 0 ? element('metadata', {}, own) : undefined,
  ])
}

/** A piece of the spine; `base` is where its own time stands at its beginning. */
interface Place {
  record: TimelineClip['record']
  base: Ratio
  clip?: TimelineClip
}

/** The sound that goes with a picture: linked to it, of the same media, place and speed; each with one picture alone. */
function carrySounds(timeline: Timeline): Map<TimelineClip, TimelineClip[]> {
  const key = ({ link, media, source, record, speed }: TimelineClip): string =>
    JSON.stringify([link, media, source, record, speed])
  const carriers = new Map<string, TimelineClip[]>()
  const carried = new Map<TimelineClip, TimelineClip[]>()
  for (const clip of tracksOf(timeline, 'video').flatMap(({ clips }) => clips)) {
    if (clip.link === undefined || carriers.has(key(clip))) continue
    const sounds: TimelineClip[] = []
    carriers.set(key(clip), sounds)
    carried.set(clip, sounds)
  }
  for (const clip of tracksOf(timeline, 'audio').flatMap(({ clips }) => clips)) carriers.get(key(clip))?.push(clip)
  return carried
}

interface Inside {
  anchored: XmlElement[]
  markers: XmlElement[]
}

class SpineWriter {
  private readonly sounds: ReadonlyMap<TimelineClip, TimelineClip[]>

  constructor(private readonly timeline: Timeline) {
    this.sounds = carrySounds(timeline)
  }

  write(): XmlElement[] {
    const places = this.places()
    const inside = places.map((): Inside => ({ anchored: [], markers: [] }))
    const placeAt = (frame: number): number => {
      const found = places.findIndex(({ record }) => frame < record.out)
      return found === -1 ? places.length - 1 : found
    }
    for (const { clip, lane } of this.anchored()) {
      const at = placeAt(clip.record.in)
      const offset = this.localTime(places[at], clip.record.in)
      const srcEnable = lane < 0 ? 'audio' : undefined
      inside[at]?.anchored.push(this.writeClip(clip, { lane, offset: fcpTime(offset), srcEnable }))
    }
    for (const marker of this.timeline.markers) {
      const at = placeAt(marker.frame)
      inside[at]?.markers.push(this.writeMarker(marker, this.localTime(places[at], marker.frame)))
    }
    const start = secondsOf(this.timeline.start.frame, this.timeline.rate)
    return places.map((place, index) => {
      const { anchored = [], markers = [] } = inside[index] ?? {}
      const offset = fcpTime(addRatios(start, secondsOf(place.record.in, this.timeline.rate)))
      if (place.clip !== undefined) return this.writeClip(place.clip, { offset }, { anchored, markers })
      const attributes = { name: 'Gap', offset, start: '0s', duration: this.durationOf(place.record) }
      return element('gap', attributes, [...anchored, ...markers])
    })
  }

  /** V1 with its gaps, and one behind it where other tracks or markers go on. */
  private places(): Place[] {
    const { timeline } = this
    const [base] = tracksOf(timeline, 'video')
    const places = withGaps(base?.clips ?? []).flatMap(({ gap, clip }): Place[] => [
      ...(gap > 0 ? [{ record: { in: clip.record.in - gap, out: clip.record.in }, base: ratio(0n) }] : []),
      { record: clip.record, base: this.startOf(clip), clip },
    ])
    const end = places.at(-1)?.record.out ?? 0
    const length = lengthOf(timeline)
    return length > end ? [...places, { record: { in: end, out: length }, base: ratio(0n) }] : places
  }

  /** Every clip of another track than V1, but sound that goes with its picture. */
  private anchored(): { clip: TimelineClip; lane: number }[] {
    const pictures = tracksOf(this.timeline, 'video')
    const carried = new Set([...this.sounds.values()].flat())
    return [
      ...pictures.slice(1).flatMap(({ clips }, index) => clips.map((clip) => ({ clip, lane: index + 1 }))),
      ...tracksOf(this.timeline, 'audio').flatMap(({ clips }, index) =>
        clips.filter((clip) => !carried.has(clip)).map((clip) => ({ clip, lane: -1 - index }))),
    ]
  }

  private localTime(place: Place | undefined, frame: number): Ratio {
    const { rate } = this.timeline
    if (place === undefined) return secondsOf(frame, rate)
    return addRatios(place.base, subtractRatios(secondsOf(frame, rate), secondsOf(place.record.in, rate)))
  }

  private durationOf = (record: TimelineClip['record']): string => fcpTime(secondsOf(record.out - record.in, this.timeline.rate))

  /** In the media's time with its timecode; of a retimed clip, as its time map counts. */
  private startOf(clip: TimelineClip): Ratio {
    const media = mediaOf(this.timeline, clip)
    if (media.isStill) return ratio(0n)
    const start = secondsOf(media.start?.frame ?? 0, media.rate)
    return addRatios(start, divideRatios(secondsOf(clip.source.in, media.rate), rateRatio(clip.speed)))
  }

  private writeClip(clip: TimelineClip, place: Record<string, string | number | undefined>, inside?: Inside): XmlElement {
    const media = mediaOf(this.timeline, clip)
    const times = { start: fcpTime(this.startOf(clip)), duration: this.durationOf(clip.record) }
    const shared = { ref: assetId(media), ...place, name: clip.name, ...times }
    const { anchored = [], markers = [] } = inside ?? {}
    if (media.isStill) return element('video', { ...shared, srcEnable: undefined }, [...anchored, ...markers])
    const sounds = place.srcEnable === 'audio' ? [clip] : this.sounds.get(clip) ?? []
    const isPictureAlone = sounds.length === 0 && media.audio.length > 0
    return element('asset-clip', {
      ...shared,
      srcEnable: place.srcEnable ?? (isPictureAlone ? 'video' : undefined),
      tcFormat: media.start?.isDropFrame === true ? 'DF' : 'NDF',
    }, [
      isSameRate(media.rate, this.timeline.rate) ? undefined : element('conform-rate', { scaleEnabled: 0 }),
      isRetimed(clip) ? writeTimeMap(media, clip.speed) : undefined,
      ...anchored,
      ...markers,
      ...writeChannels(media, sounds),
    ])
  }

  private writeMarker({ frames, name, note }: TimelineMarker, start: Ratio): XmlElement {
    const { rate } = this.timeline
    return element('marker', {
      start: fcpTime(start), duration: fcpTime(secondsOf(frames, rate)), value: name, note: note === '' ? undefined : note,
    })
  }
}

/** From the time of the clip to that of its media, both counted from the media's first timecode. */
function writeTimeMap(media: TimelineMedia, speed: Rate): XmlElement {
  const start = secondsOf(media.start?.frame ?? 0, media.rate)
  const length = secondsOf(media.frames, media.rate)
  const point = (time: Ratio, value: Ratio): XmlElement =>
    element('timept', { time: fcpTime(time), value: fcpTime(value), interp: 'linear' })
  return element('timeMap', {}, [
    point(start, start), point(addRatios(start, divideRatios(length, rateRatio(speed))), addRatios(start, length)),
  ])
}

/** Which channels are heard, one source for each clip of sound; those that are not heard are named too. */
function writeChannels(media: TimelineMedia, sounds: readonly TimelineClip[]): XmlElement[] {
  if (sounds.length === 0) return []
  const heard = sounds.map(({ sound }) => {
    const stream = sound?.stream ?? 0
    const first = firstChannelOf(media, stream)
    const channels = sound?.channels ?? Array.from({ length: media.audio[stream]?.channels ?? 0 }, (_, channel) => channel)
    return channels.map((channel) => first + channel)
  })
  const total = firstChannelOf(media, media.audio.length) - 1
  const silent = Array.from({ length: total }, (_, channel) => channel + 1).filter((channel) => !heard.flat().includes(channel))
  const source = (channels: readonly number[], isActive: boolean): XmlElement => element('audio-channel-source', {
    srcCh: channels.join(', '), role: 'dialogue', enabled: isActive ? undefined : 0, active: isActive ? undefined : 0,
  })
  return [...heard.map((channels) => source(channels, true)), ...(silent.length > 0 ? [source(silent, false)] : [])]
}
