import { kernels, MACROBLOCK_PX } from '#native'
import { FfmpegProcess, type Around } from './ffmpeg-process'
import { describeWriteFailure, FilmWriter } from './film-writer'
import type { Chunk } from './media-messages'
import { ProgressLines, progressArgs } from './progress-lines'
import type { ProresFilm } from './prores-film'
import type { RingReader } from './ring-reader'

/** What makes the frames of one chunk into its file. */
export interface ChunkCoder {
  /** Takes a frame out of the ring. @throws why it can't */
  take(reader: RingReader, frame: number): Promise<void>
  /** Settled when the file is whole. @throws why it is not */
  finish(): Promise<void>
}

/** Begins a chunk. `fail` is told of an end before its time. */
export const openCoder = (chunk: Chunk, around: Around, fail: (reason: unknown) => void): ChunkCoder =>
  ('film' in chunk.coding ? new FilmCoder(chunk, chunk.coding.film) : new FfmpegCoder(chunk, chunk.coding.args, { around, fail }))

class FilmCoder implements ChunkCoder {
  private readonly writer: FilmWriter

  constructor(private readonly chunk: Chunk, private readonly film: ProresFilm) {
    this.writer = new FilmWriter(film, chunk.file)
  }

  take(reader: RingReader, frame: number): Promise<void> {
    const slices = reader.mapRows(frame, MACROBLOCK_PX, (rows) => kernels().encodeProres(rows, this.film.form))
    return this.named(this.writer.add(slices))
  }

  finish(): Promise<void> {
    return this.named(this.writer.finish())
  }

  private async named(writing: Promise<void>): Promise<void> {
    try {
      await writing
    } catch (thrown) {
      throw describeWriteFailure(thrown, this.chunk.path)
    }
  }
}

class FfmpegCoder implements ChunkCoder {
  private readonly ffmpeg: FfmpegProcess
  private readonly progress: ProgressLines
  private taken = 0

  constructor(
    private readonly chunk: Chunk, given: readonly string[],
    { around, fail }: { around: Around; fail: (reason: unknown) => void },
  ) {
    const { path, frames } = chunk
    const args = [...progressArgs, ...given]
    this.ffmpeg = new FfmpegProcess({ program: around.program, args, path, step: 'encode', takesFrames: true }, around)
    this.ffmpeg.rest()
    this.progress = new ProgressLines(this.ffmpeg.stdout, () => {
      if (this.taken === frames) this.ffmpeg.live()
    })
    void this.ffmpeg.ended.then((failed) => {
      if (failed) fail(failed)
    })
  }

  async take(reader: RingReader, frame: number): Promise<void> {
    await reader.readBytes(frame, (bytes) => this.write(bytes))
    this.taken += 1
    if (this.taken < this.chunk.frames) return
    this.ffmpeg.live()
    this.ffmpeg.stdin.end()
  }

  async finish(): Promise<void> {
    const failed = await this.ffmpeg.ended
    if (failed) throw failed
    const { frames } = this.chunk
    if (this.progress.frames !== frames) throw this.ffmpeg.describe(`${this.progress.frames} of ${frames} frames were written`)
  }

  /** Gives up the bytes only when they are all in the pipe. */
  private async write(bytes: Uint8Array): Promise<void> {
    const { ffmpeg } = this
    ffmpeg.live()
    const broken = await new Promise<Error | null | undefined>((resolve) => ffmpeg.stdin.write(bytes, resolve))
    ffmpeg.rest()
    if (broken) throw await ffmpeg.ended ?? ffmpeg.describe('ffmpeg takes no more frames')
  }
}
