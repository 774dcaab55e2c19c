import { type ClipInfo, convertFrame, type FrameRange, type TimelineInput } from '#protocol'
import type { ClipResult, OpenClip } from './clip'
import { downloadName } from './words'

type Track = TimelineInput['tracks'][number]

/**
 * The original on V1 with its sound, the result above it on V2 where it was taken from, the markers where they are in the
 * original. A page knows no folders: both are named as files of the root, and an editor asks where they lie.
 */
export function timelineOf(clip: OpenClip, result: ClipResult): TimelineInput {
  const { info, name } = clip
  const made = result.made
  const file = downloadName(name, result)
  const length = Math.max(1, convertFrame(made.frames, { from: made.rate, to: info.rate }))
  const start = info.start ? { start: info.start } : {}
  const whole: FrameRange = { in: 0, out: info.frames }
  const placed: FrameRange = { in: result.range.in, out: result.range.in + length }
  const { pixelAspect } = info
  return {
    name: `${name}, ${result.title}`,
    rate: info.rate,
    ...start,
    picture: { width: info.width, height: info.height, pixelAspect },
    media: [
      {
        id: 'original', name, path: `/${name}`, rate: info.rate, frames: info.frames, ...start,
        hasAlpha: info.hasAlpha, audio: soundOf(info), picture: { width: info.width, height: info.height, pixelAspect },
      },
      {
        id: 'result', name: file, path: `/${file}`, rate: made.rate, frames: made.frames, hasAlpha: made.hasAlpha,
        picture: { width: made.width, height: made.height, pixelAspect },
      },
    ],
    tracks: [
      { kind: 'video', name: 'V1', clips: [{ name, media: 'original', source: whole, record: whole, link: 'original' }] },
      {
        kind: 'video', name: 'V2',
        clips: [{ name: result.title, media: 'result', source: { in: 0, out: made.frames }, record: placed }],
      },
      ...soundOf(info).map(({ channels }, stream): Track => ({
        kind: 'audio', name: `A${stream + 1}`,
        clips: [{
          name, media: 'original', source: whole, record: whole, link: 'original',
          sound: { stream, channels: Array.from({ length: channels }, (_, channel) => channel) },
        }],
      })),
    ],
    markers: result.markers.map(({ frame, reason, score }) => ({ frame, name: reason, note: `Score ${score.toFixed(2)}` })),
  }
}

const soundOf = ({ audio }: ClipInfo): { channels: number; sampleRate: number }[] =>
  audio.filter(({ channels, sampleRate }) => channels > 0 && sampleRate > 0)
    .map(({ channels, sampleRate }) => ({ channels, sampleRate }))
