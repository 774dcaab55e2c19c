import {
  isSameRate, type MarkerColour, markerColourSchema, parseTimecode, type Rate, rateSchema, type TimelineInput,
} from '#protocol'
import { ownComments } from './edl'
import { baseName, isStillPath } from './media-url'
import { ensureStream, type Found, MediaShelf, startOf } from './places'

type Clip = TimelineInput['tracks'][number]['clips'][number]

const LABEL = '(\\d{2}:\\d{2}:\\d{2}[:;]\\d{2})'
const EVENT = new RegExp(`^\\d{1,6}\\s+(\\S+)\\s+(\\S+)\\s+(\\S+)\\s+(?:\\d+\\s+)?${[LABEL, LABEL, LABEL, LABEL].join('\\s+')}`)
const MOTION = new RegExp(`^M2\\s+\\S+\\s+(-?[\\d.]+)\\s+${LABEL}`)
const LOCATOR = new RegExp(`^\\*\\s*LOC:\\s*${LABEL}\\s+(\\S+)\\s*(.*)$`)

/** An event with the lines that belong to it. */
interface Event {
  reel: string
  channels: string
  labels: readonly [string, string, string, string]
  name: string
  file: string
  /** Of an M2 line, in frames a second. */
  motion?: number
}

interface Read {
  title: string
  isDropFrame: boolean
  own?: { rate: Rate; start: string }
  events: Event[]
  locators: { label: string; colour: string; text: string }[]
  notes: string[]
}

/** @param asked the rate where the file does not say it @throws Error */
export function readEdl(text: string, asked?: Rate): Found {
  const read = readLines(text)
  const rate = read.own?.rate ?? asked ?? (read.isDropFrame ? { num: 30_000, den: 1001 } : undefined)
  if (rate === undefined) throw new Error('an EDL does not say its rate: give it')
  const at = (label: string): number => parseTimecode(label.replace(/[:;](\d+)$/, `${read.isDropFrame ? ';' : ':'}$1`), rate).frame
  const first = Math.min(...read.events.map(({ labels }) => at(labels[2])))
  const start = read.own === undefined ? (Number.isFinite(first) ? first : 0) : at(read.own.start)
  const shelf = new MediaShelf()
  const firsts = new Map<string, number>()
  for (const event of read.events) {
    firsts.set(pathOf(event), Math.min(firsts.get(pathOf(event)) ?? Infinity, at(event.labels[0])))
  }
  const builder = { rate, isDropFrame: read.isDropFrame, start, at, shelf, firsts }
  const made = read.events.map((event) => ({ event, clip: makeClip(event, builder) }))
  return {
    timeline: {
      name: read.title,
      rate,
      ...startOf(start, read.isDropFrame),
      media: shelf.media,
      tracks: layOut(made, shelf),
      markers: read.locators.map(({ label, colour, text: words }) =>
        ({ frame: Math.max(0, at(label) - start), name: words, colour: readColour(colour) })),
    },
    notes: read.notes,
  }
}

function readLines(text: string): Read {
  const read: Read = { title: '', isDropFrame: false, events: [], locators: [], notes: [] }
  for (const line of text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)) {
    const event = EVENT.exec(line)
    const last = read.events.at(-1)
    if (event !== null) readEvent(event, read)
    else if (line.startsWith('TITLE:')) read.title = line.slice(6).trim()
    else if (line.startsWith('FCM:')) read.isDropFrame = /^FCM:\s*DROP/.test(line)
    else if (!readComment(line, read, last)) {
      const [, motion] = MOTION.exec(line) ?? []
      if (motion !== undefined && last !== undefined) last.motion = Number(motion)
    }
  }
  return read
}

function readEvent(event: RegExpExecArray, read: Read): void {
  const [, reel = '', channels = '', kind = '', a = '', b = '', c = '', d = ''] = event
  if (kind !== 'C') read.notes.push(`A transition (${kind}) was left out; it is a cut here.`)
  if (reel.toUpperCase() !== 'BL' && c !== d) read.events.push({ reel, channels, labels: [a, b, c, d], name: '', file: '' })
}

/** @returns whether the line is a comment */
function readComment(line: string, read: Read, last: Event | undefined): boolean {
  const locator = LOCATOR.exec(line)
  const [, key = '', value = ''] = /^\*\s*([A-Z ]+?):\s*(.*)$/.exec(line) ?? []
  if (locator !== null) read.locators.push({ label: locator[1] ?? '', colour: locator[2] ?? '', text: (locator[3] ?? '').trim() })
  else if (key === ownComments.own) readOwn(value, read)
  else if (key === 'FROM CLIP NAME' && last !== undefined) last.name = value.trim()
  else if (key === ownComments.file && last !== undefined) last.file = value.trim()
  return line.startsWith('*')
}

function readOwn(value: string, read: Read): void {
  const [, num, den, start] = /^RATE (\d+)\/(\d+) START (\S+)$/.exec(value.trim()) ?? []
  const rate = rateSchema.safeParse({ num: Number(num), den: Number(den) })
  if (rate.success && start !== undefined) read.own = { rate: rate.data, start }
}

interface Builder {
  rate: Rate
  isDropFrame: boolean
  start: number
  at(label: string): number
  shelf: MediaShelf
  /** The earliest frame taken of each path. */
  firsts: ReadonlyMap<string, number>
}

const pathOf = ({ file, name, reel }: Event): string => (file === '' ? `/${name === '' ? reel : name}` : file)

/** The media is as long as what is taken of it, since an EDL does not say; its first frame is the first one taken. */
function makeClip(event: Event, { rate, isDropFrame, start, at, shelf, firsts }: Builder): Clip {
  const { labels, name } = event
  const path = pathOf(event)
  const isStill = isStillPath(path)
  const media = shelf.put(path, () => ({
    name: baseName(path), path, rate, frames: 1, isStill, ...(isStill ? {} : startOf(firsts.get(path) ?? 0, isDropFrame)),
  }))
  const [first, last] = [at(labels[0]) - (media.start?.frame ?? 0), at(labels[1]) - (media.start?.frame ?? 0)]
  const record = { in: at(labels[2]) - start, out: at(labels[3]) - start }
  if (!media.isStill) media.frames = Math.max(media.frames, last)
  return {
    name: name === '' ? media.name : name,
    media: media.id,
    source: media.isStill ? { in: 0, out: 1 } : { in: first, out: Math.max(first + 1, last) },
    record,
    speed: readSpeed(event, { taken: last - first, shown: record.out - record.in }),
  }
}

/** Both lengths say it more exactly than a line of one decimal; without that line they must agree. */
function readSpeed({ motion }: Event, { taken, shown }: { taken: number; shown: number }): Rate {
  const speed = { num: Math.max(1, taken), den: Math.max(1, shown) }
  return motion === undefined || motion <= 0 || isSameRate(speed, { num: 1, den: 1 }) ? { num: 1, den: 1 } : speed
}

/** `V`, `A`, `A2`, `AA` (one pair), `B` and `AA/V` (picture and sound). */
function layOut(made: readonly { event: Event; clip: Clip }[], { media }: MediaShelf): TimelineInput['tracks'] {
  const of = (wanted: (channels: string) => boolean): Clip[] =>
    made.filter(({ event }) => wanted(event.channels)).map(({ clip }) => clip)
  const sounds = (channels: number[], wanted: (name: string) => boolean): Clip[] =>
    of(wanted).map((clip) => {
      const sound = { stream: 0, channels }
      for (const each of media) if (each.id === clip.media) ensureStream(each, sound)
      return { ...clip, sound }
    })
  const video = of((name) => name === 'B' || name.includes('V'))
  const first = [...sounds([0, 1], (name) => name.startsWith('AA')), ...sounds([0], (name) => /^(A|A1|B|A\/V)$/.test(name))]
  const second = sounds([0], (name) => name === 'A2')
  return [
    ...(video.length > 0 ? [{ kind: 'video' as const, name: 'V1', clips: video }] : []),
    ...(first.length > 0 ? [{ kind: 'audio' as const, name: 'A1', clips: first.sort((a, b) => a.record.in - b.record.in) }] : []),
    ...(second.length > 0 ? [{ kind: 'audio' as const, name: 'A2', clips: second }] : []),
  ]
}

function readColour(name: string): MarkerColour {
  const parsed = markerColourSchema.safeParse(name.toLowerCase())
  return parsed.success ? parsed.data : 'red'
}
