import { type ChunkCoder, openCoder } from './chunk-coder'
import type { Around } from './ffmpeg-process'
import { settleFile } from './measure-file'
import type { Chunk, Ring } from './media-messages'
import { RingReader } from './ring-reader'

/** One chunk that frames go into. */
interface Open {
  chunk: Chunk
  coder: ChunkCoder
  taken: number
}

/** Takes finished frames out of the target ring into their chunk, in order. */
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

  /** Begins a chunk; the frames after those of the chunks before are its. */
  add(chunk: Chunk): void {
    this.open.push({ chunk, coder: openCoder(chunk, this.around, this.fail), taken: 0 })
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
    const { chunk, coder } = open
    await coder.take(this.reader, this.written)
    this.written += 1
    open.taken += 1
    this.around.say({ type: 'written', below: this.written })
    if (open.taken < chunk.frames) return
    this.open.shift()
    this.finishing = this.finishing.then(() => this.finish(open)).catch((thrown: unknown) => this.fail(thrown))
  }

  private async finish({ chunk, coder }: Open): Promise<void> {
    await coder.finish()
    this.around.say({ type: 'chunk', index: chunk.index, ...await settleFile(chunk.file) })
  }
}
