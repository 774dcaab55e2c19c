import type { Encoding, Rate } from '#protocol'
import { encodeCommand, filterCommand } from '#helper/media/encode-command'
import type { Clip } from './clip-source'
import type { ClipWork, FilterWork } from './clip-work'

export interface ChunkShape {
  clip: Clip
  work: ClipWork
  encoding: Encoding
}

/** Frames of the output in a row, and the file (folder for png) they go into. */
export interface ChunkSpan {
  first: number
  frames: number
  file: string
}

/** What ffmpeg is told to make a chunk: of frames that come by pipe, or by itself. */
export function chunkArgs({ clip, work, encoding }: ChunkShape, { first, frames, file }: ChunkSpan): string[] {
  const { header, rate } = work
  const made = { header, rate, encoding, info: clip.info, file, firstNumber: first }
  if ('render' in work) return encodeCommand(made)
  const span = filterSpan(work, clip.frames, { first, frames })
  return filterCommand({
    ...made, path: clip.path, filter: work.filter, skip: span.skip, count: frames,
    first: clip.first + span.first, frames: span.frames,
  })
}

/** The source frames, within the range, that the filter sees for some frames of the output, and how many it gives before them. */
export function filterSpan(
  work: Pick<FilterWork, 'before' | 'after' | 'perSource'>, sourceFrames: number, wanted: { first: number; frames: number },
): { first: number; frames: number; skip: number } {
  const { num, den }: Rate = work.perSource ?? { num: 1, den: 1 }
  const earliest = Math.max(0, Math.floor((wanted.first * den) / num) - work.before)
  // The filter gives a frame for this one itself, so that those after it fall where they would from the clip's beginning.
  const first = earliest - (earliest % den)
  const last = Math.min(sourceFrames, Math.ceil(((wanted.first + wanted.frames) * den) / num) + work.after)
  return { first, frames: last - first, skip: wanted.first - (first * num) / den }
}
