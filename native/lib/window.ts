import fs from 'node:fs'
import { failure } from '#protocol'
import { addon } from './load'
import { mapBytes } from './window/mapped'
import { readBytes } from './window/plain'
import { asWindowFailure } from './window/failures'

/** No window is longer: typed arrays, address space and the page cache stay small whatever the picture. */
export const MAX_WINDOW_BYTES = 256 * 1024 * 1024

export interface WindowOptions {
  /** Bytes from the start of the file; any value, pages are aligned inside. */
  offset: number
  /** 1..MAX_WINDOW_BYTES */
  length: number
  /** False: the bytes are for reading; what is written into them is lost or kept, nobody knows. */
  writable?: boolean
}

/** What the two implementations make: the bytes, and how they go back to the file. */
export interface Bytes {
  readonly buffer: ArrayBuffer
  /** They are the file's own pages, in which others' writes show. */
  readonly isShared: boolean
  flush(): void
  /** Detaches the buffer, so that every view of it has length 0. */
  release(): void
}

/**
 * A stretch of a file as typed arrays, until `close()`. The arrays belong to the window: after `close()` those handed
 * out before have length 0, and asking for new ones throws WINDOW_MISUSED.
 */
export class Window {
  private held = 0
  private bytes: Bytes | undefined

  readonly length: number

  /** What others write to the file shows in it, and what is written here to them, at once. */
  readonly isShared: boolean

  constructor(readonly file: string, private readonly stretch: Required<WindowOptions>, bytes: Bytes) {
    this.length = stretch.length
    this.isShared = stretch.writable && bytes.isShared
    this.bytes = bytes
  }

  /** All bytes, or `length` of them from `from`. */
  u8(from = 0, length = this.length - from): Uint8Array {
    return new Uint8Array(this.open(from, length, 1), from, length)
  }

  /** `from` in bytes; it and the window's offset are even. `length` in samples. */
  u16(from = 0, length = Math.floor((this.length - from) / 2)): Uint16Array {
    return new Uint16Array(this.open(from, length, 2), from, length)
  }

  /** `from` in bytes; it and the window's offset are multiples of 4. `length` in samples. */
  f32(from = 0, length = Math.floor((this.length - from) / 4)): Float32Array {
    return new Float32Array(this.open(from, length, 4), from, length)
  }

  /** For calls that use the arrays after they return (an asynchronous run): close() is refused until the function is called. */
  hold(): () => void {
    this.open(0, 0, 1)
    this.held++
    let released = false
    return () => {
      if (!released) this.held--
      released = true
    }
  }

  /** Other readers of the file see what was written so far. @throws DISK_FULL */
  flush(): void {
    this.open(0, 0, 1)
    if (this.bytes !== undefined) this.writeBack(this.bytes)
  }

  /** Writes back and lets go; a second call does nothing. @throws WINDOW_MISUSED while held, DISK_FULL */
  close(): void {
    if (this.held > 0) throw failure('WINDOW_MISUSED', { path: this.file, reason: 'closed while a call holds it' })
    const bytes = this.bytes
    this.bytes = undefined
    try {
      if (bytes !== undefined) this.writeBack(bytes)
    } finally {
      bytes?.release()
    }
  }

  private writeBack(bytes: Bytes): void {
    if (!this.stretch.writable) return
    try {
      bytes.flush()
    } catch (error) {
      throw asWindowFailure(error, { path: this.file, needed: this.length, writable: true })
    }
  }

  private open(from: number, length: number, size: number): ArrayBuffer {
    if (this.bytes === undefined) throw failure('WINDOW_MISUSED', { path: this.file, reason: 'used after close' })
    const fits = Number.isSafeInteger(from) && Number.isSafeInteger(length) && from >= 0 && length >= 0 &&
      from % size === 0 && this.stretch.offset % size === 0 && from + length * size <= this.length
    if (!fits) {
      const reason = `${length} samples of ${size} bytes at ${from} of ${this.length} from ${this.stretch.offset}`
      throw failure('WINDOW_MISUSED', { path: this.file, reason })
    }
    return this.bytes.buffer
  }
}

/**
 * The only door to pixels in files. With the native addon the bytes are mapped, else read and written back. A writable
 * window has its disk space reserved first, so that a full disk is an error here and not a dead process later.
 * @throws FILE_MISSING, FILE_UNREADABLE (also when the file ends before the window does), DISK_FULL, WINDOW_MISUSED
 */
export function openWindow(file: string, options: WindowOptions): Window {
  const { offset, length, writable = false } = options
  const isWhole = Number.isSafeInteger(offset) && Number.isSafeInteger(length)
  const fits = isWhole && offset >= 0 && length >= 1 && length <= MAX_WINDOW_BYTES
  if (!fits) throw failure('WINDOW_MISUSED', { path: file, reason: `a length of ${length} at ${offset}` })
  const stretch = { offset, length, writable }
  try {
    const bytes = mapBytes(file, stretch) ?? readBytes(file, stretch)
    return new Window(file, stretch, bytes)
  } catch (error) {
    throw asWindowFailure(error, { path: file, needed: length, writable })
  }
}

/**
 * Makes `file` exactly `bytes` long (new, grown or cut) with its disk space reserved; new bytes are 0.
 * A file that this call made is removed again when it fails.
 * @throws DISK_FULL, OUTPUT_UNWRITABLE
 */
export function reserveFile(file: string, bytes: number): void {
  if (!Number.isSafeInteger(bytes) || bytes < 0) {
    throw failure('WINDOW_MISUSED', { path: file, reason: `a file of ${bytes} bytes` })
  }
  const isNew = !fs.existsSync(file)
  try {
    const descriptor = fs.openSync(file, isNew ? 'wx+' : 'r+')
    try {
      const had = fs.fstatSync(descriptor).size
      if (bytes > had) reserve(file, descriptor, { had, bytes })
      fs.ftruncateSync(descriptor, bytes)
    } finally {
      fs.closeSync(descriptor)
    }
  } catch (error) {
    if (isNew) fs.rmSync(file, { force: true })
    throw asWindowFailure(error, { path: file, needed: bytes, writable: true })
  }
}

/**
 * The free space is compared first, so that a hopeless wish does not fill the disk before it fails. Without the addon that
 * is all, since Node can't allocate; the writes themselves still report a full disk.
 */
function reserve(file: string, descriptor: number, size: { had: number; bytes: number }): void {
  const disk = fs.statfsSync(file)
  const used = fs.fstatSync(descriptor).blocks * 512
  if (disk.bavail * disk.bsize < size.bytes - Math.min(size.had, used)) {
    throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC', syscall: 'statfs', path: file })
  }
  addon()?.reserveFile(file, size.bytes)
}
