import type { FirstpassError } from '#protocol'
import { type Around, asTruncated, FfmpegProcess } from './ffmpeg-process'
import type { ToMedia } from './media-messages'
import { RingWriter } from './ring'

type Order = Extract<ToMedia, { type: 'decode' }>

/** Fills the source ring, as far ahead as it has free slots. */
export class Decoder {
  private readonly ffmpeg: FfmpegProcess
  private readonly writer: RingWriter
  private free = 0
  /** Bytes that found no slot. */
  private rest: Buffer | undefined
  private end: { failed: FirstpassError | undefined } | undefined

  constructor(private readonly order: Order, private readonly around: Around, private readonly fail: (thrown: unknown) => void) {
    const { args, path } = order
    this.writer = new RingWriter(order.ring)
    this.ffmpeg = new FfmpegProcess({ program: around.program, args, path, step: 'decode', takesFrames: false }, around)
    // Node empties the pipe of a process that ended even where it was paused.
    this.ffmpeg.stdout.on('data', (bytes: Buffer) => this.take(this.rest ? Buffer.concat([this.rest, bytes]) : bytes))
    void this.ffmpeg.ended.then((failed) => {
      this.end = { failed }
      this.finish()
    })
  }

  /** Source frames below this one may be overwritten. */
  freeBelow(frame: number): void {
    this.free = Math.max(this.free, frame)
    if (!this.rest || this.isFull()) return
    this.take(this.rest)
    if (this.rest) return
    this.ffmpeg.stdout.resume()
    this.finish()
  }

  private isFull(): boolean {
    return this.writer.frames - this.free >= this.order.ring.slots
  }

  private take(bytes: Buffer): void {
    this.rest = undefined
    try {
      this.write(bytes)
    } catch (thrown) {
      this.fail(thrown)
    }
  }

  private write(bytes: Buffer): void {
    if (!this.end) this.ffmpeg.live()
    for (let at = 0; at < bytes.length;) {
      if (this.writer.frames === this.order.frames) return this.ffmpeg.kill()
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

  private finish(): void {
    if (!this.end || this.rest) return
    const { frames } = this.writer
    this.writer.close()
    if (frames >= this.order.frames) return
    const failed = this.end.failed ?? this.ffmpeg.describe('it ends early')
    this.fail(frames > 0 ? asTruncated(failed, { path: this.order.path, frames }) : failed)
  }
}
