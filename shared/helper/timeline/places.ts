import {
  convertFrame, divideRatios, frameAt, isSameRate, multiplyRatios, type Rate, type Ratio, ratio, rateRatio, secondsOf,
  type StartTimecode, type Timeline, type TimelineClip, type TimelineInput, type TimelineMedia, type TimelineTrack,
} from '#protocol'

/** What a writer hands back: the file, and sentences on what its format can't hold. */
export interface Written {
  text: string
  notes: string[]
}

/** What a reader found; parsed and checked before anyone sees it. */
export interface Found {
  timeline: TimelineInput
  notes: string[]
}

/** The media of a clip; the timeline has been checked. */
export function mediaOf(timeline: Timeline, clip: TimelineClip): TimelineMedia {
  const media = timeline.media.find(({ id }) => id === clip.media)
  if (media === undefined) throw new Error(`no media ${clip.media}`)
  return media
}

export const isRetimed = ({ speed }: { speed: Rate }): boolean => speed.num !== speed.den

/** Frames that a track shows, up to its end. */
export const lengthOf = ({ tracks, markers }: Timeline): number => Math.max(
  1, ...tracks.map(({ clips }) => clips.at(-1)?.record.out ?? 0), ...markers.map(({ frame, frames }) => frame + frames))

export const tracksOf = ({ tracks }: Timeline, kind: TimelineTrack['kind']): TimelineTrack[] =>
  tracks.filter((track) => track.kind === kind)

/** A clip and the gap before it, in frames of the timeline. */
export const withGaps = (clips: readonly TimelineClip[]): { gap: number; clip: TimelineClip }[] =>
  clips.map((clip, index) => ({ gap: clip.record.in - (clips[index - 1]?.record.out ?? 0), clip }))

/** The seconds of media that are shown in so many frames of the timeline. */
export const takenSeconds = (recordFrames: number, rate: Rate, speed: Rate): Ratio =>
  multiplyRatios(secondsOf(recordFrames, rate), rateRatio(speed))

interface Piece {
  media: Pick<TimelineMedia, 'rate' | 'isStill' | 'frames'>
  /** The first frame taken. */
  first: number
  record: TimelineClip['record']
  rate: Rate
  speed: Rate
}

/** The source range of so much record: where formats give only one of both lengths. */
export function sourceOf({ media, first, record, rate, speed }: Piece): TimelineClip['source'] {
  if (media.isStill) return { in: 0, out: 1 }
  const taken = frameAt(takenSeconds(record.out - record.in, rate, speed), media.rate, 'nearest')
  const out = first + Math.max(1, taken)
  // Rounding may ask for the frame after the last.
  return { in: first, out: out === media.frames + 1 ? media.frames : out }
}

/** A label at 00:00:00:00 without drop-frame says no more than none. */
export const startOf = (frame: number, isDropFrame: boolean): { start?: StartTimecode } =>
  (frame === 0 && !isDropFrame ? {} : { start: { frame, isDropFrame } })

/** The same timeline counted at another rate: exact where that is a multiple, else to the nearest frame. */
export function retimeTimeline(timeline: Timeline, to: Rate): Timeline {
  if (isSameRate(timeline.rate, to)) return timeline
  const at = (frame: number): number => convertFrame(frame, { from: timeline.rate, to })
  const span = (range: TimelineClip['record']): TimelineClip['record'] =>
    ({ in: at(range.in), out: Math.max(at(range.in) + 1, at(range.out)) })
  return {
    ...timeline,
    rate: to,
    start: { frame: at(timeline.start.frame), isDropFrame: false },
    tracks: timeline.tracks.map((track) =>
      ({ ...track, clips: track.clips.map((clip) => ({ ...clip, record: span(clip.record) })) })),
    markers: timeline.markers.map((marker) =>
      ({ ...marker, frame: at(marker.frame), frames: Math.max(1, at(marker.frame + marker.frames) - at(marker.frame)) })),
  }
}

/** The same timeline with each media counted at the rate that is said for it, to the nearest frame. */
export function retimeMedia(timeline: Timeline, to: (rate: Rate) => Rate): Timeline {
  const rates = new Map(timeline.media.map(({ id, rate }) => [id, { from: rate, to: to(rate) }]))
  const retime = (media: TimelineMedia, between: { from: Rate; to: Rate }): TimelineMedia => ({
    ...media,
    rate: between.to,
    frames: media.isStill ? 1 : convertFrame(media.frames, between, 'ceil'),
    ...(media.start === undefined ? {} : startOf(convertFrame(media.start.frame, between), media.start.isDropFrame)),
  })
  const span = (clip: TimelineClip): TimelineClip['source'] => {
    const between = rates.get(clip.media)
    if (between === undefined || isSameRate(between.from, between.to)) return clip.source
    const first = convertFrame(clip.source.in, between)
    return { in: first, out: Math.max(first + 1, convertFrame(clip.source.out, between)) }
  }
  return {
    ...timeline,
    media: timeline.media.map((media) => {
      const between = rates.get(media.id)
      return between === undefined || isSameRate(between.from, between.to) ? media : retime(media, between)
    }),
    tracks: timeline.tracks.map((track) => ({ ...track, clips: track.clips.map((clip) => ({ ...clip, source: span(clip) })) })),
  }
}

/** How much faster a media plays that gives so much source for so much record; 1 where both agree to a frame. */
export function speedOf(taken: Ratio, shown: Ratio): Rate {
  if (shown.num <= 0n || taken.num <= 0n) return { num: 1, den: 1 }
  const { num, den } = divideRatios(taken, shown)
  const isSmall = num <= 1_000_000_000n && den <= 1_000_000_000n
  return isSmall ? { num: Number(num), den: Number(den) } : { num: Number((num * 1_000_000n) / den), den: 1_000_000 }
}

/** `link-1`, `link-2` ... for whatever a format calls the clips that belong together. */
export class LinkNames {
  private readonly names = new Map<string, string>()

  of(key: string): string {
    const name = this.names.get(key) ?? `link-${this.names.size + 1}`
    this.names.set(key, name)
    return name
  }
}

/** What a file says of a media; what it does not say is left out. */
export type FoundMedia = Omit<TimelineInput['media'][number], 'id'>

/** The media of a file that is read, each once, as `m1`, `m2` ... in order of appearance. */
export class MediaShelf {
  readonly media: TimelineMedia[] = []
  private readonly ids = new Map<string, TimelineMedia>()

  /** @param key what makes it the same file */
  put(key: string, make: () => FoundMedia): TimelineMedia {
    const known = this.ids.get(key)
    if (known !== undefined) return known
    const { hasAlpha = false, isStill = false, audio = [], ...found } = make()
    const media = { ...found, id: `m${this.media.length + 1}`, hasAlpha, isStill, audio }
    this.ids.set(key, media)
    this.media.push(media)
    return media
  }
}

/** Streams of a file, and channels of a stream, as protocol/timeline.ts has them. */
const MOST_SOUNDS = 64

/** A stream that a clip is taken from is there, even where the file forgot to say so. @throws Error for one that no file has */
export function ensureStream({ audio }: TimelineMedia, sound: { stream: number; channels: readonly number[] }): void {
  const channels = Math.max(...sound.channels) + 1
  // Before a list of that length is made of a number that anybody may write.
  if (!(sound.stream < MOST_SOUNDS && channels <= MOST_SOUNDS)) throw new Error(`stream ${sound.stream} has no such channel`)
  while (audio.length <= sound.stream) audio.push({ channels, sampleRate: 48_000 })
  const stream = audio[sound.stream]
  if (stream !== undefined && stream.channels < channels) stream.channels = channels
}

export const decimalRatio = (value: number): Ratio => ratio(BigInt(Math.round(value * 1e9)), 1_000_000_000n)
