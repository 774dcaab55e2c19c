import { addon } from '../load'
import type { Bytes } from '../window'

/** Nothing without the addon, and for what can't be mapped safely: holes to be read, hosts that forbid such buffers. */
export function mapBytes(file: string, stretch: { offset: number; length: number; writable: boolean }): Bytes | undefined {
  const native = addon()
  const buffer = native?.mapFile(file, stretch.offset, stretch.length, stretch.writable)
  if (native === undefined || buffer === undefined) return undefined
  return {
    buffer,
    isShared: true,
    // Mapped pages are the file's own pages: readers see them at once.
    flush: () => undefined,
    release: () => {
      native.unmapFile(buffer)
    },
  }
}
