import {
  addRatios, frameAt, multiplyRatios, type PictureSize, type Rate, type Ratio, ratio, rateRatio, subtractRatios,
  type TimelineInput, type TimelineMedia,
} from '#protocol'
import { ownKeys } from './fcpxml'
import { baseName, isStillPath, pathFromUrl } from './media-url'
import { type Found, type FoundMedia, LinkNames, MediaShelf, sourceOf, speedOf, startOf } from './places'
import { readXml } from './read-xml'
import { childOf, childrenOf, descendantsOf, type XmlElement } from './xml'

const ZERO = ratio(0n)

/** `1001/30000s`, `5s`, `2.5s`. @param fallback where the attribute is absent */
function readTime(text: string | undefined, fallback = ZERO): Ratio {
  if (text === undefined) return fallback
  const [, whole, fraction = '', den = '1'] = /^(-?\d{1,25})(?:\.(\d{1,12}))?(?:\/(\d{1,25}))?s$/.exec(text.trim()) ?? []
  if (whole === undefined || BigInt(den) === 0n) throw new Error(`"${text}" is no time`)
  return ratio(BigInt(whole + fraction), BigInt(den) * 10n ** BigInt(fraction.length))
}

interface Format {
  rate?: Rate
  picture?: PictureSize
}

/** @throws XmlError, Error */
export function readFcpxml(text: string): Found {
  const root = readXml(text)
  const [sequence] = descendantsOf(root, 'sequence')
  const spine = childOf(sequence, 'spine')
  if (root.name !== 'fcpxml' || sequence === undefined || spine === undefined) throw new Error('it holds no sequence')
  const formats = new Map(descendantsOf(root, 'format').map((each) => [each.attributes.id ?? '', readFormat(each)]))
  const { rate, picture } = formats.get(sequence.attributes.format ?? '') ?? {}
  if (rate === undefined) throw new Error('its sequence has no frame rate')
  const uses = new Map(descendantsOf(spine, 'asset-clip').map((each) => [each.attributes.ref ?? '', each]))
  const assets = new Map(descendantsOf(root, 'asset').map((each) => [each.attributes.id ?? '', each]))
  const reader = new SpineReader({ rate, formats, assets })
  for (const asset of assets.values()) reader.readAsset(asset, uses.get(asset.attributes.id ?? ''))
  const start = readTime(sequence.attributes.tcStart)
  reader.readSpine(spine, { begins: ZERO, origin: start, lane: 0 })
  const [project] = descendantsOf(root, 'project')
  return {
    timeline: {
      name: project?.attributes.name ?? '',
      rate,
      ...startOf(frameAt(start, rate, 'nearest'), sequence.attributes.tcFormat === 'DF'),
      ...(picture === undefined ? {} : { picture }),
      media: reader.shelf.media,
      tracks: reader.tracks(),
      markers: reader.markers,
    },
    notes: reader.notes,
  }
}

function readFormat({ attributes }: XmlElement): Format {
  const { frameDuration, width, height, paspH = '1', paspV = '1' } = attributes
  const duration = readTime(frameDuration)
  const size = { width: Number(width), height: Number(height), pixelAspect: { num: Number(paspH), den: Number(paspV) } }
  return {
    ...(duration.num > 0n ? { rate: { num: Number(duration.den), den: Number(duration.num) } } : {}),
    ...(size.width > 0 && size.height > 0 ? { picture: size } : {}),
  }
}

type Clip = TimelineInput['tracks'][number]['clips'][number]

interface Library {
  rate: Rate
  formats: ReadonlyMap<string, Format>
  assets: ReadonlyMap<string, XmlElement>
}

/** Where things lie: `begins` in the sequence, in seconds; `origin` is what the offsets inside call that place. */
interface Base {
  begins: Ratio
  origin: Ratio
  lane: number
}

interface Place {
  begins: Ratio
  duration: Ratio
  /** What the item's own time calls its beginning. */
  origin: Ratio
  lane: number
}

class SpineReader {
  readonly shelf = new MediaShelf()
  readonly markers: NonNullable<TimelineInput['markers']> = []
  readonly notes: string[] = []
  private readonly links = new LinkNames()
  private readonly lanes = new Map<number, Clip[]>()
  private clips = 0

  constructor(private readonly library: Library) {}

  /** Lanes from the spine up, then sound from the spine down; tracks are called V1 ..., A1 ... */
  tracks(): TimelineInput['tracks'] {
    const inOrder = (clips: Clip[]): Clip[] => clips.sort((a, b) => a.record.in - b.record.in)
    const video = [...this.lanes.keys()].filter((lane) => lane >= 0).sort((a, b) => a - b)
    const audio = [...this.lanes.keys()].filter((lane) => lane < 0).sort((a, b) => b - a)
    const clipsOf = (lane: number): Clip[] => inOrder(this.lanes.get(lane) ?? [])
    return [
      ...video.map((lane, index) => ({ kind: 'video' as const, name: `V${index + 1}`, clips: clipsOf(lane) })),
      ...audio.map((lane, index) => ({ kind: 'audio' as const, name: `A${index + 1}`, clips: clipsOf(lane) })),
    ]
  }

  /** Its items follow each other; an offset says where one lies all the same. */
  readSpine(spine: XmlElement, base: Base): void {
    let next = base.begins
    for (const item of spine.children) {
      const offset = item.attributes.offset
      const begins = offset === undefined ? next : addRatios(base.begins, subtractRatios(readTime(offset), base.origin))
      if (item.name === 'transition') this.notes.push('A transition was left out; it is a cut here.')
      else next = addRatios(begins, this.readItem(item, { begins, lane: base.lane }))
    }
  }

  /** @returns its duration */
  private readItem(item: XmlElement, { begins, lane }: { begins: Ratio; lane: number }): Ratio {
    const asset = this.library.assets.get(item.attributes.ref ?? '')
    const duration = readTime(item.attributes.duration, readTime(asset?.attributes.duration))
    const assetStart = item.name === 'asset-clip' ? readTime(asset?.attributes.start) : ZERO
    const origin = readTime(item.attributes.start, assetStart)
    if (asset !== undefined && (item.name === 'asset-clip' || item.name === 'video')) {
      this.readClip(item, asset, { begins, duration, origin, lane })
    } else if (item.name !== 'gap') {
      this.notes.push(`<${item.name}> "${item.attributes.name ?? ''}" is no clip of a file and was left out.`)
    }
    for (const inside of item.children) {
      const at = (time: string | undefined): Ratio => addRatios(begins, subtractRatios(readTime(time, origin), origin))
      const its = Number(inside.attributes.lane ?? 0)
      if (inside.name === 'marker' || inside.name === 'chapter-marker') this.readMarker(inside, at(inside.attributes.start))
      else if (inside.name === 'spine') this.readSpine(inside, { begins: at(inside.attributes.offset), origin: ZERO, lane: its })
      else if (inside.attributes.lane !== undefined) this.readItem(inside, { begins: at(inside.attributes.offset), lane: its })
    }
    return duration
  }

  private readClip(item: XmlElement, asset: XmlElement, place: Place): void {
    const { rate } = this.library
    const media = this.readAsset(asset, item)
    const frame = (seconds: Ratio): number => frameAt(seconds, rate, 'nearest')
    const record = { in: frame(place.begins), out: frame(addRatios(place.begins, place.duration)) }
    const points = childrenOf(childOf(item, 'timeMap'), 'timept')
    const span = (name: string): Ratio =>
      subtractRatios(readTime(points.at(-1)?.attributes[name]), readTime(points[0]?.attributes[name]))
    const speed = points.length > 1 ? speedOf(span('value'), span('time')) : { num: 1, den: 1 }
    const taken = multiplyRatios(subtractRatios(place.origin, readTime(asset.attributes.start)), rateRatio(speed))
    const first = media.isStill ? 0 : Math.max(0, frameAt(taken, media.rate, 'nearest'))
    const source = sourceOf({ media, first, record, rate, speed })
    const clip = { name: item.attributes.name ?? media.name, media: media.id, record, speed, source }
    this.clips += 1
    const sounds = item.name === 'video' || item.attributes.srcEnable === 'video' ? [] : readSounds(item, media)
    const hasPicture = asset.attributes.hasVideo === '1' && item.attributes.srcEnable !== 'audio'
    const link = hasPicture && sounds.length > 0 ? { link: this.links.of(String(this.clips)) } : {}
    if (hasPicture) this.put({ ...clip, ...link }, place.lane, 1)
    const lowest = place.lane < 0 ? place.lane : -1
    sounds.forEach((sound, index) => this.put({ ...clip, ...link, sound }, lowest - index, -1))
  }

  /** Into the lane, or the next one outwards where it is free. */
  private put(clip: Clip, lane: number, step: number): void {
    const clips = this.lanes.get(lane) ?? []
    this.lanes.set(lane, clips)
    const isTaken = clips.some(({ record }) => record.in < clip.record.out && clip.record.in < record.out)
    if (isTaken) this.put(clip, lane + step, step)
    else clips.push(clip)
  }

  /** @param item a clip of it, which says whether its timecode is drop-frame */
  readAsset(asset: XmlElement, item: XmlElement | undefined): TimelineMedia {
    return this.shelf.put(asset.attributes.id ?? '', () => this.readMedia(asset, item?.attributes.tcFormat === 'DF'))
  }

  private readMedia(asset: XmlElement, isDropFrame: boolean): FoundMedia {
    const { attributes } = asset
    const path = pathFromUrl(childOf(asset, 'media-rep')?.attributes.src ?? attributes.src ?? '')
    const format = this.library.formats.get(attributes.format ?? '') ?? {}
    const rate = format.rate ?? this.library.rate
    const duration = readTime(attributes.duration)
    const isStill = duration.num === 0n || isStillPath(path)
    const own = new Map(childrenOf(childOf(asset, 'metadata'), 'md').map((md) => [md.attributes.key, md.attributes.value]))
    return {
      name: attributes.name ?? baseName(path),
      path,
      rate,
      frames: isStill ? 1 : Math.max(1, frameAt(duration, rate, 'nearest')),
      ...startOf(frameAt(readTime(attributes.start), rate, 'nearest'), isDropFrame),
      ...(format.picture === undefined ? {} : { picture: format.picture }),
      hasAlpha: own.get(ownKeys.alpha) === 'straight',
      isStill,
      audio: readStreams(asset, own.get(ownKeys.streams)),
    }
  }

  private readMarker({ attributes }: XmlElement, at: Ratio): void {
    const { rate } = this.library
    this.markers.push({
      frame: frameAt(at, rate, 'nearest'),
      frames: Math.max(1, frameAt(readTime(attributes.duration), rate, 'nearest')),
      name: attributes.value ?? '',
      note: attributes.note ?? '',
    })
  }
}

function readStreams({ attributes }: XmlElement, own: string | undefined): TimelineMedia['audio'] {
  if (attributes.hasAudio !== '1') return []
  const { audioRate = '48000' } = attributes
  const sampleRate = Math.round(Number.parseFloat(audioRate) * (audioRate.endsWith('k') ? 1000 : 1))
  if (own !== undefined) return own.split(',').map((channels) => ({ channels: Number(channels), sampleRate }))
  const sources = Math.min(64, Math.max(1, Number(attributes.audioSources ?? 1)))
  const channels = Math.max(1, Math.floor(Number(attributes.audioChannels ?? 2) / sources))
  return Array.from({ length: sources }, () => ({ channels, sampleRate }))
}

/** One for each source that is heard; all streams whole where none is named. */
function readSounds(item: XmlElement, { audio }: TimelineMedia): NonNullable<Clip['sound']>[] {
  const every = audio.flatMap(({ channels }, stream) => Array.from({ length: channels }, (_, channel) => ({ stream, channel })))
  const sources = childrenOf(item, 'audio-channel-source')
  if (sources.length === 0) {
    return audio.map(({ channels }, stream) => ({ stream, channels: Array.from({ length: channels }, (_, channel) => channel) }))
  }
  return sources.filter(({ attributes }) => attributes.active !== '0').flatMap(({ attributes }) => {
    const places = (attributes.srcCh ?? '').split(',').flatMap((number) => every[Number(number) - 1] ?? [])
    const stream = places[0]?.stream
    return stream === undefined ? [] : [{ stream, channels: places.map(({ channel }) => channel) }]
  })
}
