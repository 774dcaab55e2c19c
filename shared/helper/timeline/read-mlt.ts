import {
  frameAt, parseTimecode, type Rate, rateSchema, secondsOf, type TimelineInput, timelineClipSchema, timelineMediaSchema,
} from '#protocol'
import { colourOfCode } from './marker-colour'
import { baseName, isStillPath } from './media-url'
import {
  decimalRatio, type Found, type FoundMedia, LinkNames, MediaShelf, sourceOf, speedOf, startOf, takenSeconds,
} from './places'
import { readXml } from './read-xml'
import { childOf, childrenOf, type XmlElement } from './xml'

type Clip = TimelineInput['tracks'][number]['clips'][number]

const propertyOf = (parent: XmlElement | undefined, name: string): string | undefined =>
  childrenOf(parent, 'property').find(({ attributes }) => attributes.name === name)?.text

/** Frames, or `HH:MM:SS.mmm` as Shotcut writes places. */
function readPlace(text: string | undefined, rate: Rate): number {
  const [, hours, minutes, seconds] = /^(\d+):(\d{2}):(\d{2}(?:[.,]\d+)?)$/.exec(text ?? '') ?? []
  if (seconds === undefined) return Math.max(0, Math.trunc(Number(text ?? 0)) || 0)
  const all = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds.replace(',', '.'))
  return Math.round((all * rate.num) / rate.den)
}

/** Files of ours, and those of others as far as they are one tractor of playlists. @throws XmlError, Error */
export function readMlt(text: string): Found {
  const root = readXml(text)
  const tractor = childrenOf(root, 'tractor').at(-1)
  const profile = childOf(root, 'profile')?.attributes
  if (root.name !== 'mlt' || tractor === undefined || profile === undefined) throw new Error('it holds no tractor with a profile')
  const rate = rateSchema.parse({ num: Number(profile.frame_rate_num), den: Number(profile.frame_rate_den) })
  const reader = new TractorReader(root, rate)
  const start = propertyOf(tractor, 'firstpass.start')
  const { frame, isDropFrame } = start === undefined ? { frame: 0, isDropFrame: false } : parseTimecode(start, rate)
  const markers = childrenOf(tractor, 'properties').find(({ attributes }) => attributes.name === 'shotcut:markers')
  return {
    timeline: {
      name: tractor.attributes.title ?? root.attributes.title ?? '',
      rate,
      ...startOf(frame, isDropFrame),
      picture: {
        width: Number(profile.width),
        height: Number(profile.height),
        pixelAspect: { num: Number(profile.sample_aspect_num ?? 1), den: Number(profile.sample_aspect_den ?? 1) },
      },
      tracks: childrenOf(tractor, 'track').flatMap((track) => reader.readTrack(track)),
      media: reader.shelf.media,
      markers: childrenOf(markers, 'properties').map((marker) => readMarker(marker, rate)),
    },
    notes: reader.notes,
  }
}

function readMarker(marker: XmlElement, rate: Rate): NonNullable<TimelineInput['markers']>[number] {
  const begins = readPlace(propertyOf(marker, 'firstpass.frame') ?? propertyOf(marker, 'start'), rate)
  const ends = readPlace(propertyOf(marker, 'end'), rate)
  return {
    frame: begins,
    frames: Number(propertyOf(marker, 'firstpass.frames') ?? Math.max(1, ends - begins + 1)),
    name: propertyOf(marker, 'text') ?? '',
    note: propertyOf(marker, 'firstpass.note') ?? '',
    colour: colourOfCode(propertyOf(marker, 'color') ?? ''),
  }
}

interface Place {
  record: Clip['record']
  /** In the producer, at the profile's rate. */
  first: number
  kind: 'video' | 'audio'
}

class TractorReader {
  readonly shelf = new MediaShelf()
  readonly notes: string[] = []
  private readonly links = new LinkNames()
  private readonly byId: ReadonlyMap<string, XmlElement>
  private readonly counts = { video: 0, audio: 0 }

  constructor(root: XmlElement, private readonly rate: Rate) {
    this.byId = new Map(root.children.map((child) => [child.attributes.id ?? '', child]))
  }

  /** Nothing for what is no playlist: the black behind everything. */
  readTrack(track: XmlElement): TimelineInput['tracks'] {
    const playlist = this.byId.get(track.attributes.producer ?? '')
    if (playlist?.name !== 'playlist' || playlist.attributes.id === 'background') return []
    const kind = track.attributes.hide === 'video' ? 'audio' : 'video'
    this.counts[kind] += 1
    const clips: Clip[] = []
    let at = 0
    for (const item of playlist.children) {
      if (item.name === 'blank') at += readPlace(item.attributes.length, this.rate)
      if (item.name !== 'entry') continue
      const first = readPlace(item.attributes.in, this.rate)
      const record = { in: at, out: at + readPlace(item.attributes.out, this.rate) - first + 1 }
      at = record.out
      const clip = this.readEntry(item, { record, first, kind })
      if (clip !== undefined) clips.push(clip)
    }
    const name = propertyOf(playlist, 'shotcut:name') ?? `${kind === 'video' ? 'V' : 'A'}${this.counts[kind]}`
    return [{ kind, name, clips }]
  }

  private readEntry(entry: XmlElement, { record, first, kind }: Place): Clip | undefined {
    const producer = this.byId.get(entry.attributes.producer ?? '')
    const resource = (propertyOf(producer, 'warp_resource') ?? propertyOf(producer, 'resource'))?.replace(/^\.\/(?=[^/]+$)/, '')
    if (producer === undefined || resource === undefined || propertyOf(producer, 'mlt_service') === 'color') {
      this.notes.push('A piece that is no file was left out.')
      return undefined
    }
    const media = this.shelf.put(resource, () => this.readMedia(producer, resource))
    const speed = readSpeed(producer)
    const taken = frameAt(takenSeconds(first, this.rate, speed), media.rate, 'nearest')
    const own = propertyOf(entry, 'firstpass.in')
    const from = own === undefined ? taken : readPlace(own, this.rate)
    const source = sourceOf({ media, first: from, record, rate: this.rate, speed })
    const link = propertyOf(entry, 'firstpass.link')
    return {
      name: propertyOf(entry, 'firstpass.name') ?? media.name,
      media: media.id,
      source,
      record,
      speed,
      ...(link === undefined ? {} : { link: this.links.of(link) }),
      ...(kind === 'audio' ? readSound(producer) : {}),
    }
  }

  private readMedia(producer: XmlElement, path: string): FoundMedia {
    const own = parseOwn(propertyOf(producer, 'firstpass.media'))
    if (own?.path === path) return own
    const isStill = isStillPath(path)
    const frames = readPlace(propertyOf(producer, 'length') ?? producer.attributes.out, this.rate)
    return { name: baseName(path), path, rate: this.rate, frames: isStill ? 1 : Math.max(1, frames), isStill }
  }
}

const json = (text: string | undefined): unknown => {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}

function parseOwn(text: string | undefined): FoundMedia | undefined {
  const parsed = timelineMediaSchema.safeParse(json(text))
  return parsed.success ? parsed.data : undefined
}

function readSound(producer: XmlElement): Pick<Clip, 'sound'> {
  const parsed = timelineClipSchema.shape.sound.safeParse(json(propertyOf(producer, 'firstpass.sound')))
  return parsed.success && parsed.data !== undefined ? { sound: parsed.data } : {}
}

function readSpeed(producer: XmlElement): Rate {
  const [, num, den] = /^(\d+)\/(\d+)$/.exec(propertyOf(producer, 'firstpass.speed') ?? '') ?? []
  const own = rateSchema.safeParse({ num: Number(num), den: Number(den) })
  if (own.success) return own.data
  const warp = Number(propertyOf(producer, 'warp_speed') ?? 1)
  return warp > 0 ? speedOf(decimalRatio(warp), secondsOf(1, { num: 1, den: 1 })) : { num: 1, den: 1 }
}
