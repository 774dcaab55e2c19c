import {
  convertFrame, failure, formatTimecode, framesOfDay, isSameRate, type MarkerColour, nominalRate, type Rate, type StartTimecode,
  type Timeline, type TimelineClip, type TimelineMarker, type TimelineTrack,
} from '#protocol'
import { baseName } from './media-url'
import { isRetimed, lengthOf, mediaOf, tracksOf, type Written } from './places'

/** Two digits are all that a label has. */
const MAX_RATE = 99
const MAX_EVENTS = 999

/** Channels that CMX 3600 has words for, by track and whether it is a pair. */
const CHANNELS = ['A', 'A2'] as const

/** Comments of our own: what the format has no word for. */
export const ownComments = { own: 'FIRSTPASS', file: 'SOURCE FILE' } as const

const locatorColours: Readonly<Record<MarkerColour, string>> = {
  red: 'RED', orange: 'YELLOW', yellow: 'YELLOW', green: 'GREEN', cyan: 'CYAN',
  blue: 'BLUE', purple: 'MAGENTA', magenta: 'MAGENTA', white: 'WHITE', black: 'BLACK',
}

/**
 * CMX 3600. It has one video track: the topmost one with clips is written, since the ones below show through it or are the
 * original that a conform has anyway; and two of sound.
 * @throws TIMELINE_UNSUPPORTED
 */
export function writeEdl(timeline: Timeline): Written {
  checkRate(timeline)
  const notes: string[] = []
  const events = [...pictureEvents(timeline, notes), ...soundEvents(timeline, notes)]
    .sort((a, b) => a.clip.record.in - b.clip.record.in || b.channels.localeCompare(a.channels))
  if (events.length > MAX_EVENTS) throw refuse(`${events.length} events; it numbers them up to ${MAX_EVENTS}`)
  const reels = new Reels(timeline)
  const writer = { timeline, reels, notes }
  const markersOf = shareMarkers(timeline, events)
  const lines = [
    `TITLE: ${oneLine(timeline.name)}`,
    `FCM: ${timeline.start.isDropFrame ? 'DROP FRAME' : 'NON-DROP FRAME'}`,
    `* ${ownComments.own}: RATE ${timeline.rate.num}/${timeline.rate.den} START ${formatTimecode(timeline.start, timeline.rate)}`,
    ...events.flatMap((event, index) => ['', ...writeEvent(event, index + 1, writer), ...(markersOf.get(event) ?? [])]),
  ]
  if (events.length === 0 && timeline.markers.length > 0) notes.push('Without clips an EDL has no place for markers.')
  return { text: `${lines.join('\n')}\n`, notes: [...new Set(notes)] }
}

const refuse = (reason: string): Error => failure('TIMELINE_UNSUPPORTED', { format: 'edl', reason })

function checkRate({ rate, start, tracks, markers }: Timeline): void {
  if (nominalRate(rate) > MAX_RATE) throw refuse(`${nominalRate(rate)} frames a second; its labels have two digits`)
  const end = start.frame + lengthOf({ tracks, markers } as Timeline)
  if (end >= framesOfDay(rate, start.isDropFrame)) throw refuse('it ends after midnight')
}

/** Line ends would begin an event of their own. */
const oneLine = (text: string): string => text.replace(/[\s\p{Cc}]+/gu, ' ').trim()

interface Event {
  clip: TimelineClip
  channels: string
}

function pictureEvents(timeline: Timeline, notes: string[]): Event[] {
  const filled = tracksOf(timeline, 'video').filter(({ clips }) => clips.length > 0)
  const top = filled.at(-1)
  const others = filled.slice(0, -1).map(({ name }) => name)
  if (top !== undefined && others.length > 0) {
    notes.push(`An EDL has one video track: ${top.name} is written, ${others.join(', ')} left out.`)
  }
  return top?.clips.map((clip) => ({ clip, channels: 'V' })) ?? []
}

function soundEvents(timeline: Timeline, notes: string[]): Event[] {
  const tracks = tracksOf(timeline, 'audio').filter(({ clips }) => clips.length > 0)
  const isPair = (track: TimelineTrack): boolean => track.clips.some(({ sound }) => (sound?.channels.length ?? 2) > 1)
  const pair = tracks.findIndex(isPair)
  const written = pair === 0 ? tracks.slice(0, 1) : tracks.slice(0, pair === -1 ? 2 : Math.min(2, pair))
  const left = tracks.slice(written.length).map(({ name }) => name)
  if (left.length > 0) notes.push(`An EDL has two channels of sound: ${left.join(', ')} left out.`)
  return written.flatMap((track, index) =>
    track.clips.map((clip) => ({ clip, channels: isPair(track) ? 'AA' : CHANNELS[index] ?? 'A' })))
}

interface Writer {
  timeline: Timeline
  reels: Reels
  notes: string[]
}

function writeEvent({ clip, channels }: Event, number: number, { timeline, reels, notes }: Writer): string[] {
  const { rate, start } = timeline
  const media = mediaOf(timeline, clip)
  const reel = reels.of(media.id)
  const shown = clip.record.out - clip.record.in
  const own = media.start ?? { frame: 0, isDropFrame: start.isDropFrame }
  if (!isSameRate(media.rate, rate) && !media.isStill) {
    notes.push(`An EDL has one rate: the source timecode of "${media.name}" is counted at the timeline's.`)
  }
  const between = { from: media.rate, to: rate }
  const isMoved = media.isStill || isRetimed(clip)
  const first = media.isStill ? 0 : convertFrame(own.frame + clip.source.in, between)
  const last = first + (isMoved ? Math.max(1, convertFrame(clip.source.out - clip.source.in, between)) : shown)
  const label = (frame: number): string => formatLabel({ frame, isDropFrame: start.isDropFrame }, rate)
  const record = [clip.record.in, clip.record.out].map((frame) => label(start.frame + frame))
  const head = [String(number).padStart(3, '0'), reel.padEnd(8), channels.padEnd(5), 'C       ']
  const speed = media.isStill ? 0 : (nominalRate(rate) * clip.speed.num) / clip.speed.den
  return [
    [...head, label(first), label(last), ...record].join(' '),
    ...(isMoved ? [`M2   ${reel.padEnd(8)} ${speed.toFixed(1).padStart(5, '0')}                ${label(first)}`] : []),
    `* FROM CLIP NAME: ${oneLine(clip.name === '' ? baseName(media.path) : clip.name)}`,
    `* ${ownComments.file}: ${oneLine(media.path)}`,
  ]
}

/** @throws TIMELINE_UNSUPPORTED past midnight */
function formatLabel(place: StartTimecode, rate: Rate): string {
  if (place.frame >= framesOfDay(rate, place.isDropFrame)) throw refuse('a source ends after midnight')
  return formatTimecode(place, rate)
}

/** Eight capitals or digits for each media, of its name, none twice. */
class Reels {
  private readonly names = new Map<string, string>()

  constructor({ media }: Timeline) {
    const taken = new Set<string>()
    for (const { id, path } of media) {
      const plain = baseName(path).replace(/\.[^.]*$/, '').normalize('NFKD').toUpperCase().replace(/[^A-Z0-9]/g, '')
      let name = plain === '' ? 'AX' : plain.slice(0, 8)
      for (let count = 2; taken.has(name); count += 1) name = `${plain.slice(0, 8 - String(count).length)}${count}`
      taken.add(name)
      this.names.set(id, name)
    }
  }

  of(id: string): string {
    return this.names.get(id) ?? 'AX'
  }
}

/** Locators stand behind the event that they fall into, or the last before them. */
function shareMarkers({ markers, start, rate }: Timeline, events: readonly Event[]): Map<Event, string[]> {
  const shared = new Map<Event, string[]>()
  for (const marker of markers) {
    const event = events.findLast(({ clip }) => clip.record.in <= marker.frame) ?? events[0]
    if (event !== undefined) shared.set(event, [...shared.get(event) ?? [], writeLocator(marker, { start, rate })])
  }
  return shared
}

function writeLocator({ frame, name, note, colour }: TimelineMarker, { start, rate }: Pick<Timeline, 'start' | 'rate'>): string {
  const label = formatTimecode({ frame: start.frame + frame, isDropFrame: start.isDropFrame }, rate)
  return `* LOC: ${label} ${locatorColours[colour].padEnd(7)} ${oneLine(note === '' ? name : `${name}: ${note}`)}`
}
