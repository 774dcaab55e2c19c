import { FfmpegProcess, type Around } from './ffmpeg-process'
import type { ToMedia } from './media-messages'
import { RingWriter } from './ring'

type Order = Extract<ToMedia, { type: 'decode' }>

/** Fills the source ring, as far ahead as it has free slots. */
export class Decoder {
  private readonly ffmpeg: FfmpegProcess
  private readonly writer: RingWriter
  private free = 0
  private rest: Buffer | undefined

  constructor(private readonly order: Order, private readonly around: Around, fail: (thrown: unknown) => void) {
    const { args, path } = order
    this.writer = new RingWriter(order.ring)
    this.ffmpeg = new FfmpegProcess({ program: around.program, args, path, step: 'decode', takesFrames: false }, around)
    this.ffmpeg.stdout.on('data', (bytes: Buffer) => {
      try {
        this.take(bytes)
      } catch (thrown) {
        fail(thrown)
      }
    })
    void this.ffmpeg.ended.then((failed) => {
      const { frames } = this.writer
      this.writer.close()
      if (frames >= order.frames) return
      fail(failed ?? this.ffmpeg.describe(`it ends after ${frames} of ${order.frames} frames`))
    })
  }

  /** Source frames below this one may be overwritten. */
  freeBelow(frame: number): void {
    this.free = Math.max(this.free, frame)
    const { rest } = this
    if (!rest || this.isFull()) return
    this.rest = undefined
    this.ffmpeg.live()
    this.take(rest)
    if (!this.rest) this.ffmpeg.stdout.resume()
  }

  kill(): void {
    this.ffmpeg.kill()
  }

  private isFull(): boolean {
    return this.writer.frames - this.free >= this.order.ring.slots
  }

  private take(bytes: Buffer): void {
    this.ffmpeg.live()
    for (let at = 0; at < bytes.length;) {
      if (this.writer.frames === this.order.frames) return this.kill()
      if (this.isFull()) return this.hold(bytes.subarray(at))
      const before = this.writer.frames
      at += this.writer.write(bytes.subarray(at))
      if (this.writer.frames > before) this.around.say({ type: 'decoded', below: this.writer.frames })
    }
  }

  /** ffmpeg waits until a slot is free. */
  private hold(bytes: Buffer): void {
    this.rest = bytes
    this.ffmpeg.rest()
    this.ffmpeg.stdout.pause()
  }
}
