import fs from 'node:fs'
import { failure } from '#protocol'

const CHUNK_BYTES = 64 * 1024

/** Sequential big-endian reads from an open file within `[position, end)`; every length in the file is doubted. */
export class FileCursor {
  private chunk = Buffer.alloc(0)
  private chunkAt = 0

  constructor(readonly file: string, readonly descriptor: number, public position: number, readonly end: number) {}

  /** @throws FILE_UNREADABLE where the file, or the part of it that was claimed, ends before */
  bytes(length: number): Buffer {
    this.require(length)
    const offset = this.position - this.chunkAt
    if (offset < 0 || offset + length > this.chunk.length) this.fill(length)
    const from = this.position - this.chunkAt
    this.position += length
    return this.chunk.subarray(from, from + length)
  }

  u8 = (): number => this.bytes(1).readUInt8()
  u16 = (): number => this.bytes(2).readUInt16BE()
  i16 = (): number => this.bytes(2).readInt16BE()
  u32 = (): number => this.bytes(4).readUInt32BE()
  i32 = (): number => this.bytes(4).readInt32BE()
  text = (length: number): string => this.bytes(length).toString('latin1')

  /** A length of 4 bytes, or of 8 in a PSB. */
  length(isLarge: boolean): number {
    if (!isLarge) return this.u32()
    const value = this.bytes(8).readBigUInt64BE()
    if (value > BigInt(this.end)) throw this.broken('a length goes beyond its end')
    return Number(value)
  }

  skip(length: number): void {
    this.require(length)
    this.position += length
  }

  /** A cursor over the next `length` bytes, which this one passes over. */
  section(length: number): FileCursor {
    const section = new FileCursor(this.file, this.descriptor, this.position, this.position + length)
    this.skip(length)
    return section
  }

  get left(): number {
    return this.end - this.position
  }

  broken(reason: string): Error {
    return failure('FILE_UNREADABLE', { path: this.file, reason })
  }

  private require(length: number): void {
    if (length > this.left) throw this.broken('it is cut short, or one of its lengths is wrong')
  }

  private fill(length: number): void {
    const wanted = Math.min(Math.max(length, CHUNK_BYTES), this.end - this.position)
    const chunk = Buffer.alloc(wanted)
    let done = 0
    while (done < wanted) {
      const read = fs.readSync(this.descriptor, chunk, done, wanted - done, this.position + done)
      if (read === 0) break
      done += read
    }
    if (done < length) throw this.broken('it is cut short')
    this.chunk = chunk.subarray(0, done)
    this.chunkAt = this.position
  }
}
