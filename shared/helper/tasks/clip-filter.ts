import type { Measured } from '#helper/media/measure-file'
import type { MediaProcess } from '#helper/media/media-process'
import type { ChunkPlan } from './clip-frames'
import type { Clip } from './clip-source'

export interface FilterJob {
  media: MediaProcess
  clip: Clip
  /** `args` of each decodes, filters and encodes. */
  chunks: readonly ChunkPlan[]
  /** Frames of the output made so far; throws to stop. */
  progress(index: number): void
  commit(chunk: ChunkPlan, file: Measured): Promise<void>
}

/** Makes chunks of the output by ffmpeg alone, one after the other. */
export async function filterChunks({ media, clip, chunks, progress, commit }: FilterJob): Promise<void> {
  for (const chunk of chunks) {
    const { first, frames, file, args } = chunk
    progress(first)
    const tell = (done: number): void => {
      try {
        progress(first + Math.min(done, frames))
      } catch (reason) {
        media.interrupt(reason)
      }
    }
    await commit(chunk, await media.run({ step: 'filter', path: clip.name, args, frames, file }, tell))
  }
}
