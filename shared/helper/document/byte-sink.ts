import fs from 'node:fs'
import { failure } from '#protocol'

const BUFFER_BYTES = 1024 * 1024

/** Sequential writes into one open file, with lengths filled in afterwards. Numbers are big-endian, as in PSD files. */
export class ByteSink {
  private readonly buffer = Buffer.allocUnsafe(BUFFER_BYTES)
  private filled = 0
  private flushed = 0

  /** `onOverflow` throws; it is called before a byte past `limitBytes` would be written. */
  constructor(private readonly descriptor: number, private readonly limit?: { bytes: number; onOverflow: () => never }) {}

  get position(): number {
    return this.flushed + this.filled
  }

  write(bytes: Uint8Array): void {
    if (this.limit !== undefined && this.position + bytes.length > this.limit.bytes) this.limit.onOverflow()
    if (this.filled + bytes.length > BUFFER_BYTES) this.flush()
    if (bytes.length >= BUFFER_BYTES) {
      this.flushed += writeAll(this.descriptor, bytes, this.flushed)
    } else {
      this.buffer.set(bytes, this.filled)
      this.filled += bytes.length
    }
  }

  u8(value: number): void {
    this.write(Uint8Array.of(value))
  }

  u16(value: number): void {
    this.write(Uint8Array.of(value >> 8, value))
  }

  i16(value: number): void {
    this.u16(value & 0xffff)
  }

  u32(value: number): void {
    const bytes = Buffer.allocUnsafe(4)
    bytes.writeUInt32BE(value)
    this.write(bytes)
  }

  /** `value` is a safe integer. */
  u64(value: number): void {
    const bytes = Buffer.allocUnsafe(8)
    bytes.writeBigUInt64BE(BigInt(value))
    this.write(bytes)
  }

  ascii(text: string): void {
    this.write(Buffer.from(text, 'latin1'))
  }

  zeros(count: number): void {
    this.write(new Uint8Array(count))
  }

  /** Zeros up to a multiple of `unit` bytes from `start`. */
  pad(start: number, unit: number): void {
    const over = (this.position - start) % unit
    if (over > 0) this.zeros(unit - over)
  }

  /** Bytes written earlier; the file must be open for reading too. */
  readBack(position: number, length: number): Buffer {
    this.flush()
    const bytes = Buffer.alloc(length)
    let done = 0
    while (done < length) {
      const read = fs.readSync(this.descriptor, bytes, done, length - done, position + done)
      if (read === 0) throw failure('INTERNAL_ERROR', { reason: 'bytes just written have gone' })
      done += read
    }
    return bytes
  }

  /** Writes bytes written earlier once more. */
  repeat(position: number, length: number): void {
    for (let done = 0; done < length; done += BUFFER_BYTES) {
      this.write(this.readBack(position + done, Math.min(BUFFER_BYTES, length - done)))
    }
  }

  /** Overwrites what was written at `position`. */
  patch(position: number, bytes: Uint8Array): void {
    this.flush()
    writeAll(this.descriptor, bytes, position)
  }

  flush(): void {
    if (this.filled > 0) this.flushed += writeAll(this.descriptor, this.buffer.subarray(0, this.filled), this.flushed)
    this.filled = 0
  }
}

/** A short write is continued: it is how a nearly full disk announces itself. Returns the number of bytes. */
export function writeAll(descriptor: number, bytes: Uint8Array, position: number): number {
  for (let done = 0; done < bytes.length;) {
    done += fs.writeSync(descriptor, bytes, done, bytes.length - done, position + done)
  }
  return bytes.length
}
