import { FfmpegProcess, type Around } from './ffmpeg-process'
import { settleFile } from './measure-file'
import type { Chunk, Ring } from './media-messages'
import { ProgressLines, progressArgs } from './progress-lines'
import { RingReader } from './ring-reader'

/** One chunk's encoder. */
interface Open {
  chunk: Chunk
  ffmpeg: FfmpegProcess
  progress: ProgressLines
  taken: number
}

/** Takes finished frames out of the target ring into the encoder of their chunk, in order. */
export class Encoder {
  private readonly open: Open[] = []
  private readonly reader: RingReader
  private made = 0
  private written = 0
  private isWriting = false
  private finishing: Promise<void> = Promise.resolve()

  constructor(
    ring: Ring, private readonly around: Around, private readonly fail: (thrown: unknown) => void,
  ) {
    this.reader = new RingReader(ring)
  }

  /** Starts a chunk's encoder; the frames after those of the chunks before are its. */
  add(chunk: Chunk): void {
    const { path } = chunk
    const args = [...progressArgs, ...chunk.args]
    const ffmpeg = new FfmpegProcess({ program: this.around.program, args, path, step: 'encode', takesFrames: true }, this.around)
    ffmpeg.rest()
    const open: Open = { chunk, ffmpeg, taken: 0, progress: new ProgressLines(ffmpeg.stdout, () => {
      if (open.taken === chunk.frames) ffmpeg.live()
    }) }
    this.open.push(open)
    void ffmpeg.ended.then((failed) => {
      if (failed) this.fail(failed)
    })
    void this.pump()
  }

  madeBelow(frame: number): void {
    this.made = Math.max(this.made, frame)
    void this.pump()
  }

  private async pump(): Promise<void> {
    if (this.isWriting) return
    this.isWriting = true
    try {
      for (let [first] = this.open; first && this.written < this.made; [first] = this.open) await this.writeNext(first)
    } catch (thrown) {
      this.fail(thrown)
    } finally {
      this.isWriting = false
    }
  }

  private async writeNext(open: Open): Promise<void> {
    const { chunk, ffmpeg } = open
    await this.reader.read(this.written, chunk.planes, (bytes) => writeAll(ffmpeg, bytes))
    this.written += 1
    open.taken += 1
    this.around.say({ type: 'written', below: this.written })
    if (open.taken < chunk.frames) return
    this.open.shift()
    ffmpeg.live()
    ffmpeg.stdin.end()
    this.finishing = this.finishing.then(() => this.finish(open)).catch((thrown: unknown) => this.fail(thrown))
  }

  private async finish({ chunk, ffmpeg, progress }: Open): Promise<void> {
    // Its failure is told elsewhere.
    if (await ffmpeg.ended) return
    if (progress.frames !== chunk.frames) throw ffmpeg.describe(`${progress.frames} of ${chunk.frames} frames were written`)
    this.around.say({ type: 'chunk', index: chunk.index, ...await settleFile(chunk.file) })
  }
}

/** Gives up the bytes only when they are all in the pipe. */
async function writeAll(ffmpeg: FfmpegProcess, bytes: Uint8Array): Promise<void> {
  ffmpeg.live()
  const broken = await new Promise<Error | null | undefined>((resolve) => ffmpeg.stdin.write(bytes, resolve))
  ffmpeg.rest()
  if (broken) throw await ffmpeg.ended ?? ffmpeg.describe('ffmpeg takes no more frames')
}
