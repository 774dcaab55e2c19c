import type { ClipInfo, Marker } from './clip'
import { convertFrame } from './ratio'
import type { FrameRange, Rate } from './time'
import type { MarkerColour, TimelineInput } from './timeline'

/** A clip of the user's, or one that was made. */
export interface PlacedClip {
  /** As the timeline calls it. */
  name: string
  path: string
  info: ClipInfo
}

export interface OnTimeline {
  name: string
  source: PlacedClip
  /** What of the source the result shows. */
  range: FrameRange
  result: PlacedClip
  markers: readonly Marker[]
  /** The result lasts longer or counts at another rate: it stands alone, the original is not its frame for frame. */
  isRetimed: boolean
}

type Media = TimelineInput['media'][number]
type Track = TimelineInput['tracks'][number]

/** The original with its sound on V1 and below, the result over its range on V2; or the retimed result alone. */
export function placeOnTimeline(placed: OnTimeline): TimelineInput {
  return placed.isRetimed ? alone(placed) : overlaid(placed)
}

function overlaid({ name, source, range, result, markers }: OnTimeline): TimelineInput {
  const { rate, start, frames } = source.info
  const whole = { media: 'source', name: source.name, source: { in: 0, out: frames }, record: { in: 0, out: frames } }
  const length = Math.min(result.info.frames, range.out - range.in)
  return {
    name,
    rate,
    ...(start === undefined ? {} : { start }),
    picture: sizeOf(result.info),
    media: [mediaOf('source', source), mediaOf('result', result)],
    tracks: [
      { kind: 'video', name: 'V1', clips: [{ ...whole, link: 'original' }] },
      {
        kind: 'video',
        name: 'V2',
        clips: [{
          name: result.name, media: 'result', source: { in: 0, out: length },
          record: { in: range.in, out: range.in + length },
        }],
      },
      ...source.info.audio.map(({ channels }, stream): Track => ({
        kind: 'audio',
        name: `A${stream + 1}`,
        clips: [{ ...whole, link: 'original', sound: { stream, channels: Array.from({ length: channels }, (_, each) => each) } }],
      })),
    ],
    markers: markers.map((marker) => describeMarker(marker, marker.frame)),
  }
}

function alone({ name, range, result, markers }: OnTimeline): TimelineInput {
  const { rate, start, frames } = result.info
  const whole = { in: 0, out: frames }
  // A frame of the source stands as far in the result as it stood in what was taken.
  const stretch = { from: { num: range.out - range.in, den: 1 }, to: { num: frames, den: 1 } }
  return {
    name,
    rate,
    ...(start === undefined ? {} : { start }),
    picture: sizeOf(result.info),
    media: [mediaOf('result', result)],
    tracks: [{
      kind: 'video', name: 'V1', clips: [{ name: result.name, media: 'result', source: whole, record: whole }],
    }],
    markers: markers.map((marker) => describeMarker(marker, placeOf(marker.frame - range.in, stretch))),
  }
}

const placeOf = (frame: number, between: { from: Rate; to: Rate }): number => convertFrame(Math.max(0, frame), between)

const sizeOf = ({ width, height, pixelAspect }: ClipInfo): NonNullable<TimelineInput['picture']> =>
  ({ width, height, pixelAspect })

function mediaOf(id: string, { name, path, info }: PlacedClip): Media {
  return {
    id,
    name,
    path,
    rate: info.rate,
    frames: info.frames,
    ...(info.start === undefined ? {} : { start: info.start }),
    picture: sizeOf(info),
    hasAlpha: info.hasAlpha,
    audio: info.audio.map(({ channels, sampleRate }) => ({ channels, sampleRate })),
  }
}

/** From where on a score is worth that colour. */
const colours: readonly [number, MarkerColour][] = [[0.66, 'red'], [0.33, 'orange'], [0, 'yellow']]

function describeMarker({ score, reason }: Marker, frame: number): NonNullable<TimelineInput['markers']>[number] {
  const colour = colours.find(([from]) => score >= from)?.[1] ?? 'yellow'
  return { frame, name: reason, note: `score ${score.toFixed(2)}`, colour }
}
