import { kernels } from '#native'
import { failure, type Marker } from '#protocol'
import type { Measured } from '#helper/media/measure-file'
import type { MediaProcess } from '#helper/media/media-process'
import type { Coding, Ring } from '#helper/media/media-messages'
import { frameIn, makeRings } from '#helper/media/ring'
import { KeptWindows } from '#helper/pipeline/kept-windows'
import type { PictureFile } from '#helper/pipeline/picture-file'
import { type Clip, countFrom } from './clip-source'
import type { FrameWork } from './clip-work'

/** Some frames of the output in a row, encoded into a file of their own. */
export interface ChunkPlan {
  index: number
  /** Of the output. */
  first: number
  frames: number
  file: string
  coding: Coding
}

/** Where the time of a clip goes, in milliseconds; the three waits overlap with what other processes do. */
export interface StageTimes {
  waitForSourceMs: number
  renderMs: number
  waitForEncoderMs: number
}

export interface FrameJob {
  media: MediaProcess
  clip: Clip
  work: FrameWork
  /** For the rings. */
  folder: string
  /** Without gaps. */
  chunks: readonly ChunkPlan[]
  /** What ffmpeg is told, to decode these frames of the clip. */
  decodeArgs(first: number, frames: number): string[]
  /** Before each frame of the output; throws to stop. */
  progress(index: number): void
  /** Called when a chunk is whole, in order; `state` is of the moment after its last frame, where frames come after it. */
  commit(chunk: ChunkPlan, made: { file: Measured; marks: Marker[]; state: Buffer | undefined }): Promise<void>
  times: StageTimes
}

/** An encoder is started this many frames before its first one, so that nobody waits for it. */
const ENCODER_AHEAD = 12

/** Makes chunks of the output frame by frame, while the media process decodes ahead and encodes behind. */
export async function makeFrames(job: FrameJob): Promise<void> {
  const run = new FrameRun(job)
  try {
    await run.run()
  } catch (thrown) {
    throw countFrom(thrown, { clip: job.clip, before: run.base, sourcePer: 1 })
  }
}

type Pending = Parameters<FrameJob['commit']> extends [infer C, infer M] ? { chunk: C; made: Omit<M & object, 'file'> } : never

class FrameRun {
  private readonly rings: { source: Ring; target: Ring }
  /** The first source frame that is decoded, and the one after the last, in frames of the range. */
  readonly base: number
  private readonly end: number
  private readonly first: number
  private readonly pending: Pending[] = []
  private marks: Marker[] = []
  private opened = 0
  private readonly kept = new KeptWindows()

  constructor(private readonly job: FrameJob) {
    const { work, clip, chunks, folder } = job
    const [head, tail] = [chunks[0], chunks.at(-1)]
    if (!head || !tail) throw failure('INTERNAL_ERROR', { reason: 'no frames to make' })
    this.first = head.first
    this.base = Math.max(0, work.sourceOf(head.first) - work.before)
    this.end = Math.min(clip.frames, work.sourceOf(tail.first + tail.frames - 1) + work.after + 1)
    const { before, after } = work
    this.rings = makeRings({ folder, source: clip.header, target: work.header, before, after })
  }

  async run(): Promise<void> {
    try {
      kernels().spareCores(this.job.work.sparesCore === true ? 1 : 0)
      await this.makeAll()
    } finally {
      kernels().spareCores(0)
      this.kept.close()
    }
  }

  private async makeAll(): Promise<void> {
    const { media, clip, chunks, decodeArgs } = this.job
    const frames = this.end - this.base
    media.decode({ path: clip.name, args: decodeArgs(clip.first + this.base, frames), frames, ring: this.rings.source })
    media.openTarget(this.rings.target)
    for (const chunk of chunks) {
      for (let index = chunk.first; index < chunk.first + chunk.frames; index++) {
        this.openChunks(index + ENCODER_AHEAD)
        await this.make(index)
        await this.commitWhole(false)
      }
      const { marks } = this
      this.marks = []
      // No frame comes after the last chunk, of which one would have to know.
      const state = chunk === chunks.at(-1) ? undefined : this.job.work.save?.()
      this.pending.push({ chunk, made: { marks, state } })
    }
    await this.commitWhole(true)
  }

  private openChunks(before: number): void {
    const { media, chunks, clip } = this.job
    for (let next = chunks[this.opened]; next && (next.first <= before || this.opened === 0); next = chunks[this.opened]) {
      const { index, frames, coding, file } = next
      media.openChunk({ index, frames, coding, file, path: clip.name })
      this.opened += 1
    }
  }

  private async make(index: number): Promise<void> {
    const { media, work, times, progress } = this.job
    // Lets messages in, and a cancel, between frames that were all there already.
    await new Promise(setImmediate)
    media.check()
    progress(index)
    const source = work.sourceOf(index)
    const target = index - this.first
    media.freeBelow(Math.max(0, source - work.before - this.base))
    const startMs = performance.now()
    await media.decodedBelow(Math.min(source + work.after + 1, this.end) - this.base)
    const decodedMs = performance.now()
    await media.writtenBelow(target + 1 - this.rings.target.slots)
    const readyMs = performance.now()
    await work.render({
      index, source, at: (offset) => this.frameAt(source, offset), target: frameIn(this.rings.target, target, this.kept),
      mark: (score, reason) => this.marks.push({ frame: this.job.clip.first + source, score, reason }),
    })
    times.waitForSourceMs += decodedMs - startMs
    times.waitForEncoderMs += readyMs - decodedMs
    times.renderMs += performance.now() - readyMs
    media.madeBelow(target + 1)
  }

  private frameAt(source: number, offset: number): PictureFile | undefined {
    const { work, clip } = this.job
    if (offset < -work.before || offset > work.after) {
      throw failure('INTERNAL_ERROR', { reason: `a frame ${offset} from its own was asked for` })
    }
    const frame = source + offset
    return frame < 0 || frame >= clip.frames ? undefined : frameIn(this.rings.source, frame - this.base, this.kept)
  }

  /** Commits what is whole by now, or waits for all. */
  private async commitWhole(waits: boolean): Promise<void> {
    for (let [next] = this.pending; next; [next] = this.pending) {
      const { media, commit } = this.job
      const file = waits ? await media.wholeChunk(next.chunk.index) : media.chunk(next.chunk.index)
      if (!file) return
      this.pending.shift()
      await commit(next.chunk, { ...next.made, file })
    }
  }
}
