import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { failure, FirstpassError } from '#protocol'
import { Cancelled } from '#helper/tasks/task'

export interface AtomicWrite {
  /** Absolute path of the file to be. */
  path: string
  overwrite: boolean
  /** The job's: makes the temporary name unique, and known to the queue, which removes it after a SIGKILL. */
  id: string
  /** About how large it will be, for the message of a full disk. */
  expectedBytes: number
}

export interface WrittenFile {
  bytes: number
  sha256: string
}

/** `.NAME.ID.part` beside the target, within the 255 bytes that file systems allow. */
function temporaryPath(target: string, id: string): string {
  const base = path.basename(target)
  let kept = base
  while (Buffer.byteLength(kept) > 200) kept = kept.slice(0, -1)
  return path.join(path.dirname(target), `.${kept}.${id}.part`)
}

/**
 * Lets `write` fill a temporary file, then gives it its name: all or nothing.
 * @throws OUTPUT_EXISTS (also if another program made the file meanwhile), OUTPUT_UNWRITABLE, DISK_FULL
 */
export async function writeAtomically(request: AtomicWrite, write: (temporary: string) => Promise<void>): Promise<WrittenFile> {
  const temporary = temporaryPath(request.path, request.id)
  try {
    refuseTarget(request)
    fs.rmSync(temporary, { force: true })
    fs.closeSync(fs.openSync(temporary, 'wx'))
    await write(temporary)
    const written = await digest(temporary)
    sync(temporary, 'r+')
    place(temporary, request)
    return written
  } catch (error) {
    throw asWriteFailure(error, request.path, request.expectedBytes)
  } finally {
    fs.rmSync(temporary, { force: true })
  }
}

function refuseTarget(request: AtomicWrite): void {
  const found = fs.lstatSync(request.path, { throwIfNoEntry: false })
  if (found === undefined) return
  const reason = 'something that is not a file has this name'
  if (!found.isFile()) throw failure('OUTPUT_UNWRITABLE', { path: request.path, reason })
  if (!request.overwrite) throw failure('OUTPUT_EXISTS', { path: request.path })
}

function place(temporary: string, request: AtomicWrite): void {
  if (request.overwrite) {
    fs.renameSync(temporary, request.path)
  } else {
    try {
      // Unlike rename, a link never replaces a file that appeared meanwhile.
      fs.linkSync(temporary, request.path)
    } catch (error) {
      if (codeOf(error) === 'EEXIST') throw failure('OUTPUT_EXISTS', { path: request.path }, error)
      placeWithoutLinks(temporary, request.path, error)
    }
  }
  syncFolder(path.dirname(request.path))
}

/** FAT and some network disks have no links: the name is taken exclusively first, then replaced. */
function placeWithoutLinks(temporary: string, target: string, cause: unknown): void {
  if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP', 'EINVAL', 'EMLINK'].includes(codeOf(cause))) throw cause
  try {
    fs.closeSync(fs.openSync(target, 'wx'))
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw failure('OUTPUT_EXISTS', { path: target }, error)
    throw error
  }
  fs.renameSync(temporary, target)
}

function sync(file: string, flags: 'r' | 'r+'): void {
  const descriptor = fs.openSync(file, flags)
  try {
    fs.fsyncSync(descriptor)
  } finally {
    fs.closeSync(descriptor)
  }
}

/** Makes the new name last over a power cut. Windows can't open folders, and does not need it. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  try {
    sync(folder, 'r')
  } catch {
    // Some network disks refuse to sync a folder; the file itself is synced.
  }
}

async function digest(file: string): Promise<WrittenFile> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of fs.createReadStream(file, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) {
    hash.update(chunk)
    bytes += chunk.length
  }
  return { bytes, sha256: hash.digest('hex') }
}

const codeOf = (error: unknown): string => String((error as { code?: unknown } | undefined)?.code ?? '')

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'no permission', EPERM: 'no permission', EROFS: 'the disk is read-only', ENOENT: 'the folder does not exist',
  ENOTDIR: 'its folder is not a folder', ENAMETOOLONG: 'the name is too long', EISDIR: 'it is a folder',
  EFBIG: 'the disk allows no file of this size', EBUSY: 'another program uses it', EMFILE: 'too many files are open',
  EIO: 'the disk reports an error',
}

/** A failure to write, by the system's code, or by libvips' words where it has none. */
export function asWriteFailure(error: unknown, target: string, expectedBytes = 1): unknown {
  if (error instanceof FirstpassError || error instanceof Cancelled) return error
  const text = error instanceof Error ? error.message : ''
  if (['ENOSPC', 'EDQUOT'].includes(codeOf(error)) || /no space left|disk quota|ENOSPC/i.test(text)) {
    return failure('DISK_FULL', { path: target, needed: expectedBytes }, error)
  }
  const reason = reasons[codeOf(error)]
  return reason === undefined ? error : failure('OUTPUT_UNWRITABLE', { path: target, reason }, error)
}
