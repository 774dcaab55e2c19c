import type { FileModule } from './modules'

/** Pixels up to this many bytes stay in memory; more go to the plugin's temporary folder. */
const MEMORY_BYTES = 4 * 1024 * 1024

/** A run of bytes, written and read by windows. */
export interface Scratch {
  write(bytes: Uint8Array<ArrayBuffer>, offset: number): Promise<void>
  /** @returns exactly `length` bytes, the caller's own */
  read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>
  /** Harmless twice. */
  close(): Promise<void>
}

let made = 0

/** Room for so many bytes, all 0 at first. */
export async function openScratch(fs: FileModule, bytes: number): Promise<Scratch> {
  return bytes <= MEMORY_BYTES ? inMemory(bytes) : inFile(fs, bytes)
}

function inMemory(size: number): Scratch {
  let held: Uint8Array<ArrayBuffer> = new Uint8Array(size)
  return {
    write: async (bytes, offset) => held.set(bytes, offset),
    read: async (offset, length) => held.slice(offset, offset + length),
    close: async () => {
      held = new Uint8Array(0)
    },
  }
}

async function inFile(fs: FileModule, size: number): Promise<Scratch> {
  made += 1
  const path = `plugin-temp:/firstpass-${made}-${Math.random().toString(36).slice(2)}.bin`
  const file = await fs.open(path, 'w+')
  // Reserves the room, and makes windows that are never written read as 0.
  await fs.write(file, new ArrayBuffer(1), 0, 1, size - 1)
  let isOpen = true
  return {
    write: async (bytes, offset) => {
      for (let done = 0; done < bytes.length;) {
        const { bytesWritten } = await fs.write(file, bytes.buffer, bytes.byteOffset + done, bytes.length - done, offset + done)
        if (bytesWritten <= 0) throw new Error('the disk took no more bytes')
        done += bytesWritten
      }
    },
    read: async (offset, length) => {
      const bytes = new Uint8Array(length)
      for (let done = 0; done < length;) {
        const { bytesRead } = await fs.read(file, bytes.buffer, done, length - done, offset + done)
        if (bytesRead <= 0) throw new Error('a temporary file ended early')
        done += bytesRead
      }
      return bytes
    },
    close: async () => {
      if (!isOpen) return
      isOpen = false
      await fs.close(file)
      await fs.unlink(path)
    },
  }
}
