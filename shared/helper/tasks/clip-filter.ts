import { failure } from '#protocol'
import type { Measured } from '#helper/media/measure-file'
import type { MediaProcess } from '#helper/media/media-process'
import type { ChunkPlan } from './clip-frames'
import { type Clip, countFrom } from './clip-source'
import type { FilterWork } from './clip-work'

export interface FilterJob {
  media: MediaProcess
  clip: Clip
  work: FilterWork
  /** The arguments of each decode, filter and encode. */
  chunks: readonly ChunkPlan[]
  /** Frames of the output made so far; throws to stop. */
  progress(index: number): void
  commit(chunk: ChunkPlan, file: Measured): Promise<void>
}

/** Makes chunks of the output by ffmpeg alone, one after the other. */
export async function filterChunks({ media, clip, work, chunks, progress, commit }: FilterJob): Promise<void> {
  const { num, den } = work.perSource ?? { num: 1, den: 1 }
  for (const chunk of chunks) {
    const { index, first, frames, file, coding } = chunk
    if (!('args' in coding)) throw failure('INTERNAL_ERROR', { reason: 'a chunk that ffmpeg is not told how to make' })
    const { args } = coding
    progress(first)
    const tell = (done: number): void => {
      try {
        progress(first + Math.min(done, frames))
      } catch (reason) {
        media.interrupt(reason)
      }
    }
    const made = await media.run({ step: 'filter', path: clip.name, args, frames, file }, tell).catch((thrown: unknown) => {
      // A sample somewhere in the clip is a first chunk too: nothing is known of what lies before it.
      throw countFrom(thrown, { clip, before: index > 0 ? first : 0, sourcePer: den / num })
    })
    await commit(chunk, made)
  }
}
