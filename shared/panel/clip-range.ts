import type { PlayedMedia } from '#host'
import { type ClipInfo, failure, frameAt, type FrameRange } from '#protocol'

/**
 * The frames of a media that a run works on: what is played, its broken frames whole, and handles before and after, as far as
 * the media goes.
 * @param handlesFrames of the media, on each side @throws RANGE_OUTSIDE where nothing of it is played
 */
export function rangeOf(
  { source, path }: Pick<PlayedMedia, 'source' | 'path'>, { rate, frames }: Pick<ClipInfo, 'rate' | 'frames'>,
  handlesFrames: number,
): FrameRange {
  if (!source) return { in: 0, out: frames }
  const played = { in: frameAt(source.in, rate, 'floor'), out: frameAt(source.out, rate, 'ceil') }
  if (played.in >= frames || played.out <= 0 || played.out <= played.in) {
    throw failure('RANGE_OUTSIDE', { path, in: played.in, out: played.out, frames })
  }
  return { in: Math.max(0, played.in - handlesFrames), out: Math.min(frames, played.out + handlesFrames) }
}
