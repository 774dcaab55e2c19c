import * as fs from 'node:fs/promises'
import * as path from 'node:path'
import { type BlobView, failure, MAX_PART_BYTES } from '#protocol'
import { checkRoom, DATA_FOLDER, type freeBytes } from './disk'
import type { PageState } from './job-record'
import { readWindow } from './read-window'

/** Uploaded bytes, one folder per owner; a file is exactly what has been received. */
export class BlobStore {
  /** Blobs with a part on its way; two parts of one blob at once could leave a gap. */
  private readonly busy = new Set<string>()

  constructor(private readonly folder: string, private readonly free: typeof freeBytes) {}

  file(owner: string, id: string): string {
    return path.join(this.folder, owner, id)
  }

  /**
   * Writes one part. A repeated part is taken again, a gap is refused.
   * @throws BLOB_INVALID, DISK_FULL
   */
  async write(part: BlobPart): Promise<BlobView> {
    const file = this.file(part.owner, part.id)
    if (this.busy.has(file)) throw failure('BLOB_INVALID', { reason: 'another part of it is on its way' })
    this.busy.add(file)
    try {
      return await this.writePart(file, part)
    } finally {
      this.busy.delete(file)
    }
  }

  /** Bytes received so far. @throws BLOB_MISSING */
  async size(owner: string, id: string): Promise<number> {
    const found = await fs.stat(this.file(owner, id)).catch(() => undefined)
    if (!found) throw failure('BLOB_MISSING', { id })
    return found.size
  }

  /** Lets go of blobs that a job has linked: they end with it. */
  async release(owner: string, ids: readonly string[]): Promise<void> {
    // One that can't be removed now is purged later.
    for (const id of ids) await fs.rm(this.file(owner, id), { force: true }).catch(() => undefined)
  }

  /** Up to its end, at most 16 MiB, where `length` is left out. @throws BLOB_MISSING, REQUEST_INVALID */
  async read(owner: string, id: string, { offset, length }: { offset: number; length?: number | undefined }): Promise<Buffer> {
    const left = await this.size(owner, id) - offset
    const wanted = Math.min(length ?? MAX_PART_BYTES, left)
    if (left < 0 || wanted > MAX_PART_BYTES) throw failure('REQUEST_INVALID', { reason: `${wanted} bytes from ${offset} on` })
    return readWindow(this.file(owner, id), offset, wanted)
  }

  /** Removes blobs that nobody touched since. An open page's masks and selections are such: they go with their page. */
  async purge(beforeMs: number, pageState: PageState): Promise<void> {
    for (const owner of await fs.readdir(this.folder).catch(() => [])) {
      const folder = path.join(this.folder, owner)
      const state = pageState(owner)
      if (state === 'gone') await fs.rm(folder, { recursive: true, force: true })
      if (state !== undefined) continue
      for (const id of await fs.readdir(folder)) {
        const file = path.join(folder, id)
        // One may be released meanwhile.
        const found = await fs.stat(file).catch(() => undefined)
        if (found && found.mtimeMs < beforeMs && !this.busy.has(file)) await fs.rm(file, { force: true })
      }
    }
  }

  private async writePart(file: string, { id, offset, length, total, bytes }: BlobPart): Promise<BlobView> {
    await fs.mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
    const found = await fs.stat(file).catch(() => undefined)
    const received = found?.size ?? 0
    if (found && found.nlink > 1) throw failure('BLOB_INVALID', { reason: 'a job uses it already' })
    if (offset > received) throw failure('BLOB_INVALID', { reason: `it holds ${received} bytes, this part begins at ${offset}` })
    await checkRoom(this.folder, Math.max(length, (total ?? 0) - received), this.free)
    const handle = await fs.open(file, found ? 'r+' : 'wx', 0o600)
    try {
      const end = await writeAll(handle, bytes, offset)
      return { id, received: Math.max(received, end) }
    } catch (thrown) {
      const isFull = (thrown as NodeJS.ErrnoException).code === 'ENOSPC'
      if (isFull) throw failure('DISK_FULL', { path: DATA_FOLDER, needed: length }, thrown)
      throw failure('BLOB_INVALID', { reason: 'the part broke off' }, thrown)
    } finally {
      await handle.close()
    }
  }
}

/** Chunks come in 64 KiB; written together they cost half. */
const BATCH_BYTES = 1024 * 1024

/** Writes while it reads; what came before a stream breaks off is kept. @returns the position after the last byte */
async function writeAll(handle: fs.FileHandle, bytes: AsyncIterable<Uint8Array>, offset: number): Promise<number> {
  let batch: Uint8Array[] = []
  let held = 0
  let position = offset
  let writing = Promise.resolve()
  const flush = async (): Promise<void> => {
    await writing
    writing = writeBatch(handle, batch, position)
    // Its failure is met at the next flush.
    writing.catch(() => undefined)
    position += held
    batch = []
    held = 0
  }
  try {
    for await (const chunk of bytes) {
      batch.push(chunk)
      held += chunk.length
      if (held >= BATCH_BYTES) await flush()
    }
  } finally {
    await flush()
    await writing
  }
  return position
}

async function writeBatch(handle: fs.FileHandle, batch: readonly Uint8Array[], position: number): Promise<void> {
  const total = batch.reduce((sum, chunk) => sum + chunk.length, 0)
  if (total === 0) return
  const { bytesWritten } = await handle.writev(batch, position)
  // A short write, as before a disk is full: the rest either fits or says why not.
  if (bytesWritten < total) await writeBatch(handle, [Buffer.concat(batch).subarray(bytesWritten)], position + bytesWritten)
}

export interface BlobPart {
  owner: string
  id: string
  offset: number
  /** As announced by Content-Length; the stream can't be longer. */
  length: number
  /** All bytes of the blob, where the client knows: refused before the first byte if they can't fit. */
  total: number | undefined
  bytes: AsyncIterable<Uint8Array>
}
