import { kernels } from '#native'
import type { Encoding, Rate } from '#protocol'
import { encodeCommand, filterCommand } from '#helper/media/encode-command'
import type { Coding } from '#helper/media/media-messages'
import { proresFilm } from '#helper/media/prores-film'
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

/** How a chunk is made: of frames that come by the ring, or by ffmpeg itself. */
export function chunkHow({ clip, work, encoding }: ChunkShape, { first, frames, file }: ChunkSpan): Coding {
  const { header, rate } = work
  const made = { header, rate, info: clip.info, file, firstNumber: first }
  if ('render' in work) {
    // The encoder in TypeScript takes seconds a frame.
    const isOwn = encoding === 'prores-4444' && kernels().kind === 'native'
    return isOwn ? { film: proresFilm(made) } : { args: encodeCommand({ ...made, encoding }) }
  }
  const span = filterSpan(work, clip.frames, { first, frames })
  const args = filterCommand({
    ...made, encoding, path: clip.path, filter: work.filter, skip: span.skip, count: frames,
    first: clip.first + span.first, frames: span.frames,
  })
  return { args }
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
