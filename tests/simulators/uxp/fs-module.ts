import { promises as nodeFs, constants as nodeConstants } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import type { FileRoots } from './file-roots'

type Window = [file: number, buffer: Bytes, offset: number, length: number, position: number]
type Bytes = ArrayBuffer | ArrayBufferView

const viewOf = (buffer: Bytes): Uint8Array => {
  if (ArrayBuffer.isView(buffer)) return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
  return new Uint8Array(buffer)
}

/** What `require('fs')` gives a plugin: files of its own folders only (S7), by descriptor. */
export function makeFs(roots: FileRoots) {
  const handles = new Map<number, FileHandle>()
  const reach = (path: string): string => {
    const found = roots.find(path)
    if (found === undefined) throw new Error(`Permission denied, open '${path}'`)
    return found
  }
  const handle = (file: number): FileHandle => {
    const found = handles.get(file)
    if (found === undefined) throw new Error('EBADF: bad file descriptor')
    return found
  }
  const module = {
    open: async (path: string, flags: string | number = 'r', mode?: string | number): Promise<number> => {
      const opened = await nodeFs.open(reach(path), flags, mode)
      handles.set(opened.fd, opened)
      return opened.fd
    },
    read: async (...[file, buffer, offset, length, position]: Window) => {
      const view = viewOf(buffer)
      if (offset + length > view.byteLength) throw new RangeError('The window is outside of the buffer.')
      const { bytesRead } = await handle(file).read(view, offset, length, position)
      return { bytesRead, buffer }
    },
    write: async (...[file, buffer, offset, length, position]: Window) => {
      const view = viewOf(buffer)
      if (offset + length > view.byteLength) throw new RangeError('The window is outside of the buffer.')
      const { bytesWritten } = await handle(file).write(view, offset, length, position)
      return { bytesWritten, buffer }
    },
    close: async (file: number): Promise<number> => {
      await handle(file).close()
      handles.delete(file)
      return 0
    },
    readFile: async (path: string, options?: { encoding?: string }): Promise<ArrayBuffer | string> => {
      const bytes = await nodeFs.readFile(reach(path))
      if (options?.encoding !== undefined) return bytes.toString('utf8')
      return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
    },
    writeFile: async (path: string, data: string | Bytes): Promise<number> => {
      const bytes = typeof data === 'string' ? Buffer.from(data, 'utf8') : viewOf(data)
      await nodeFs.writeFile(reach(path), bytes)
      return bytes.byteLength
    },
    unlink: async (path: string): Promise<number> => {
      await nodeFs.unlink(reach(path))
      return 0
    },
    rename: async (from: string, to: string): Promise<number> => {
      await nodeFs.rename(reach(from), reach(to))
      return 0
    },
    mkdir: async (path: string): Promise<number> => {
      await nodeFs.mkdir(reach(path))
      return 0
    },
    readdir: async (path: string): Promise<string[]> => await nodeFs.readdir(reach(path)),
    lstat: async (path: string) => await nodeFs.lstat(reach(path)),
    // S7: typed, and not there.
    lstatSync: (_path: string): never => { throw new Error('Unimplemented method: lstatSync') },
    constants: nodeConstants,
  }
  /** How many files are open still. */
  return { module, countOpen: (): number => handles.size }
}
