import {
  frameAt, isSameRate, multiplyRatios, type PictureSize, type Rate, rateFromNumber, type Ratio, rateRatio, secondsOf,
  type TimelineInput, type TimelineMedia,
} from '#protocol'
import { readColour } from './marker-colour'
import { baseName, isStillPath, pathFromUrl } from './media-url'
import { ensureStream, type Found, type FoundMedia, LinkNames, MediaShelf, sourceOf, startOf } from './places'
import { readXml } from './read-xml'
import { childOf, childrenOf, descendantsOf, textAt, type XmlElement } from './xml'
import { aspectOf, readRate, secondsOfTicks } from './xmeml-time'

type Clip = TimelineInput['tracks'][number]['clips'][number]

/** @throws XmlError, Error */
export function readXmeml(text: string): Found {
  const root = readXml(text)
  const [sequence] = descendantsOf(root, 'sequence')
  const rate = readRate(sequence)
  if (root.name !== 'xmeml' || sequence === undefined || rate === undefined) throw new Error('it holds no sequence')
  const reader = new SequenceReader(root, rate)
  const media = childOf(sequence, 'media')
  const video = childrenOf(childOf(media, 'video'), 'track').map((track, index) => reader.readTrack(track, 'video', index))
  const audio = reader.foldChannels(childrenOf(childOf(media, 'audio'), 'track'))
  const picture = readPicture(childOf(childOf(childOf(media, 'video'), 'format'), 'samplecharacteristics'))
  reader.nameLinks()
  return {
    timeline: {
      name: textAt(sequence, 'name') ?? '',
      rate,
      ...readStart(sequence),
      ...(picture === undefined ? {} : { picture }),
      media: reader.shelf.media,
      tracks: [...video, ...audio],
      markers: childrenOf(sequence, 'marker').map(readMarker),
    },
    notes: reader.notes,
  }
}

function readStart(parent: XmlElement): { start?: { frame: number; isDropFrame: boolean } } {
  const timecode = childOf(parent, 'timecode')
  const frame = Number(textAt(timecode, 'frame') ?? 0)
  return startOf(Number.isSafeInteger(frame) && frame > 0 ? frame : 0, textAt(timecode, 'displayformat')?.trim() === 'DF')
}

function readPicture(found: XmlElement | undefined): PictureSize | undefined {
  const [width, height] = [Number(textAt(found, 'width')), Number(textAt(found, 'height'))]
  return width > 0 && height > 0 ? { width, height, pixelAspect: aspectOf(textAt(found, 'pixelaspectratio')) } : undefined
}

function readMarker(marker: XmlElement): NonNullable<TimelineInput['markers']>[number] {
  const [begins, ends] = [Number(textAt(marker, 'in')), Number(textAt(marker, 'out') ?? -1)]
  return {
    frame: begins,
    frames: ends > begins ? ends - begins : 1,
    name: textAt(marker, 'name') ?? '',
    note: textAt(marker, 'comment') ?? '',
    colour: readColour(marker),
  }
}

const isSameSound = (a: Clip | undefined, b: Clip): boolean => a?.sound !== undefined && b.sound !== undefined
  && a.media === b.media && a.sound.stream === b.sound.stream && a.record.in === b.record.in

class SequenceReader {
  readonly shelf = new MediaShelf()
  readonly notes: string[] = []
  private readonly files: ReadonlyMap<string, XmlElement>
  /** A clip's own id, and those that it names as linked. */
  private readonly linked = new Map<Clip, { id: string; names: string[] }>()

  constructor(root: XmlElement, private readonly rate: Rate) {
    const whole = descendantsOf(root, 'file').filter(({ children }) => children.length > 0)
    this.files = new Map(whole.map((file) => [file.attributes.id ?? '', file]))
  }

  readTrack(track: XmlElement, kind: 'video' | 'audio', index: number): TimelineInput['tracks'][number] {
    const clips = childrenOf(track, 'clipitem').flatMap((item) => this.readItem(item, kind))
    return { kind, name: track.attributes['MZ.TrackName'] ?? `${kind === 'video' ? 'V' : 'A'}${index + 1}`, clips }
  }

  /** The tracks of one sound's channels become one again. */
  foldChannels(tracks: readonly XmlElement[]): TimelineInput['tracks'] {
    const folded: TimelineInput['tracks'] = []
    for (const track of tracks) {
      const read = this.readTrack(track, 'audio', folded.length)
      const before = folded.at(-1)
      if (before === undefined || Number(track.attributes.currentExplodedTrackIndex ?? 0) === 0) {
        folded.push(read)
        continue
      }
      for (const clip of read.clips) {
        const same = before.clips.find((each) => each.media === clip.media && each.record.in === clip.record.in
          && each.sound?.stream === clip.sound?.stream)
        if (same === undefined) before.clips.push(clip)
        else same.sound?.channels.push(...clip.sound?.channels ?? [])
      }
    }
    return folded
  }

  /** Clips that name each other get one name, in order of appearance. */
  nameLinks(): void {
    const names = new LinkNames()
    const byId = new Map([...this.linked].map(([clip, { id }]) => [id, clip]))
    for (const [clip, { id, names: ids }] of this.linked) {
      const others = ids.filter((each) => each !== id && byId.has(each))
      // The channels of one sound link too, but to themselves.
      const isAlone = others.every((each) => isSameSound(byId.get(each), clip))
      if (!isAlone) clip.link = names.of([...ids].sort().join(' '))
    }
  }

  private readItem(item: XmlElement, kind: 'video' | 'audio'): Clip[] {
    const named = childOf(item, 'file')
    const file = this.files.get(named?.attributes.id ?? '')
    const name = textAt(item, 'name') ?? ''
    const [begins, ends] = [Number(textAt(item, 'start')), Number(textAt(item, 'end'))]
    if (file === undefined || !(begins >= 0) || !(ends > begins)) {
      this.notes.push(`"${name}" is no clip of a file at a place of its own and was left out.`)
      return []
    }
    const isStill = textAt(item, 'stillframe')?.trim().toUpperCase() === 'TRUE'
    const media = this.shelf.put(file.attributes.id ?? '', () => this.readMedia(file, isStill))
    if (textAt(item, 'alphatype') === 'straight') media.hasAlpha = true
    const speed = readSpeed(item)
    const record = { in: begins, out: ends }
    const first = frameAt(multiplyRatios(this.readIn(item, media), rateRatio(speed)), media.rate, 'nearest')
    const clip: Clip = {
      name, media: media.id, record, speed, source: sourceOf({ media, first, record, rate: this.rate, speed }),
      ...(kind === 'audio' ? { sound: readSound(item, media) } : {}),
    }
    const links = childrenOf(item, 'link').map((link) => textAt(link, 'linkclipref') ?? '')
    if (links.length > 0) this.linked.set(clip, { id: item.attributes.id ?? '', names: links })
    return [clip]
  }

  /** Premiere's ticks are exact; frames are of the item's own rate. */
  private readIn(item: XmlElement, media: TimelineMedia): Ratio {
    const ticks = textAt(item, 'pproTicksIn')
    if (ticks !== undefined && /^\d{1,25}$/.test(ticks)) return secondsOfTicks(ticks)
    return secondsOf(Math.max(0, Number(textAt(item, 'in')) || 0), readRate(item) ?? media.rate)
  }

  private readMedia(file: XmlElement, isNamedStill: boolean): FoundMedia {
    const path = pathFromUrl(textAt(file, 'pathurl') ?? '')
    const rate = readRate(file) ?? this.rate
    const isStill = isNamedStill || isStillPath(path)
    const inside = childOf(file, 'media')
    const picture = readPicture(childOf(childOf(inside, 'video'), 'samplecharacteristics'))
    return {
      name: textAt(file, 'name') ?? baseName(path),
      path,
      rate,
      frames: isStill ? 1 : Math.max(1, Number(textAt(file, 'duration')) || 1),
      ...readStart(file),
      isStill,
      ...(picture === undefined ? {} : { picture }),
      audio: childrenOf(inside, 'audio').map((audio) => ({
        channels: Number(textAt(audio, 'channelcount')) || 1,
        sampleRate: Number(textAt(audio, 'samplecharacteristics', 'samplerate')) || 48_000,
      })),
    }
  }
}

function readSound(item: XmlElement, media: TimelineMedia): NonNullable<Clip['sound']> {
  let channel = Math.max(0, (Number(textAt(item, 'sourcetrack', 'trackindex')) || 1) - 1)
  let stream = 0
  for (const { channels } of media.audio) {
    if (channel < channels || stream === media.audio.length - 1) break
    channel -= channels
    stream += 1
  }
  const sound = { stream, channels: [channel] }
  ensureStream(media, sound)
  return sound
}

function readSpeed(item: XmlElement): Rate {
  const parameters = descendantsOf(item, 'effect').filter((effect) => textAt(effect, 'effectid') === 'timeremap')
    .flatMap((effect) => childrenOf(effect, 'parameter'))
  const percent = Number(textAt(parameters.find((each) => textAt(each, 'parameterid') === 'speed'), 'value'))
  const speed = percent > 0 ? rateFromNumber(percent / 100) : { num: 1, den: 1 }
  return isSameRate(speed, { num: 1, den: 1 }) ? { num: 1, den: 1 } : speed
}
