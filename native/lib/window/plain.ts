import fs from 'node:fs'
import type { Bytes } from '../window'
import { shortFile } from './failures'

/** The whole stretch in memory, written back by flush(). */
export function readBytes(file: string, stretch: { offset: number; length: number; writable: boolean }): Bytes {
  const { offset, length, writable } = stretch
  const descriptor = fs.openSync(file, writable ? 'r+' : 'r')
  let buffer: ArrayBuffer
  try {
    const { size } = fs.fstatSync(descriptor)
    if (size < offset + length) throw shortFile(size, offset + length)
    buffer = new ArrayBuffer(length)
    transfer(length, (from) => fs.readSync(descriptor, new Uint8Array(buffer), from, length - from, offset + from))
  } catch (error) {
    fs.closeSync(descriptor)
    throw error
  }
  return {
    buffer,
    isShared: false,
    flush: () => transfer(length, (from) => fs.writeSync(descriptor, new Uint8Array(buffer), from, length - from, offset + from)),
    release: () => {
      structuredClone(buffer, { transfer: [buffer] })
      fs.closeSync(descriptor)
    },
  }
}

/** Repeats a read or write, which may do less than asked, until all is done. */
function transfer(length: number, step: (from: number) => number): void {
  for (let from = 0; from < length;) {
    const done = step(from)
    if (done === 0) throw shortFile(from, length)
    from += done
  }
}
