import * as fs from 'node:fs/promises'
import { failure } from '#protocol'

/** Exactly `length` bytes of a file. @throws FILE_UNREADABLE */
export async function readWindow(file: string, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length)
  const handle = await fs.open(file, 'r')
  try {
    for (let at = 0; at < length;) {
      const { bytesRead } = await handle.read(bytes, at, length - at, position + at)
      if (bytesRead === 0) throw failure('FILE_UNREADABLE', { path: file, reason: 'it is shorter than it was' })
      at += bytesRead
    }
  } finally {
    await handle.close()
  }
  return bytes
}
