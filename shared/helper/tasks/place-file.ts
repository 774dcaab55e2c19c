import fs from 'node:fs'
import path from 'node:path'
import { syncFolder } from '#helper/media/measure-file'
import { failure, FirstpassError } from '#protocol'
import { Cancelled } from './task'

export interface Target {
  /** Absolute path of the file, or of the folder, to be. */
  path: string
  overwrite: boolean
}

/** `.NAME.ID.part` beside the target, within the 255 bytes that file systems allow. The queue knows it by the job's id. */
export function partPath(target: string, id: string): string {
  const base = path.basename(target)
  let kept = base
  while (Buffer.byteLength(kept) > 200) kept = kept.slice(0, -1)
  return path.join(path.dirname(target), `.${kept}.${id}.part`)
}

/** What a folder of an earlier result holds, and what systems put into folders that people look at. */
const REPLACEABLE = /^(frame[-_]\d{6,}\.png|\.DS_Store|Thumbs\.db|desktop\.ini)$/

/**
 * @throws OUTPUT_EXISTS, OUTPUT_UNWRITABLE where something of another kind has this name, or a folder holds more than pictures
 * of an earlier result: whoever agrees to replace those does not mean the folder of a film
 */
export function refuseTarget(target: Target, kind: 'file' | 'folder' = 'file'): void {
  const found = fs.lstatSync(target.path, { throwIfNoEntry: false })
  if (found === undefined) return
  const reason = `something that is not a ${kind} has this name`
  if (kind === 'file' ? !found.isFile() : !found.isDirectory()) throw failure('OUTPUT_UNWRITABLE', { path: target.path, reason })
  if (!target.overwrite) throw failure('OUTPUT_EXISTS', { path: target.path })
  const strange = kind === 'folder' ? fs.readdirSync(target.path).find((name) => !REPLACEABLE.test(name)) : undefined
  if (strange === undefined) return
  throw failure('OUTPUT_UNWRITABLE', { path: target.path, reason: `it holds "${strange}", which is no numbered picture` })
}

/** Gives a whole file its name, all at once. @throws OUTPUT_EXISTS if another program made one meanwhile */
export function placeFile(temporary: string, target: Target): void {
  if (target.overwrite) {
    fs.renameSync(temporary, target.path)
  } else {
    try {
      // Unlike rename, a link never replaces a file that appeared meanwhile.
      fs.linkSync(temporary, target.path)
    } catch (error) {
      if (codeOf(error) === 'EEXIST') throw failure('OUTPUT_EXISTS', { path: target.path }, error)
      placeWithoutLinks(temporary, target.path, error)
    }
  }
  syncFolder(path.dirname(target.path))
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

/**
 * The same for a folder. One that is replaced is put aside first, under a name beside `temporary`, and removed after.
 * @throws OUTPUT_EXISTS, OUTPUT_UNWRITABLE
 */
export function placeFolder(temporary: string, target: Target): void {
  refuseTarget(target, 'folder')
  const aside = `${temporary}.old`
  const isReplaced = target.overwrite && fs.existsSync(target.path)
  if (isReplaced) fs.renameSync(target.path, aside)
  try {
    takeName(temporary, target.path)
  } catch (error) {
    if (isReplaced && !fs.existsSync(target.path)) fs.renameSync(aside, target.path)
    throw codeOf(error) === 'EEXIST' ? failure('OUTPUT_EXISTS', { path: target.path }, error) : error
  }
  fs.rmSync(aside, { recursive: true, force: true })
  syncFolder(path.dirname(target.path))
}

/** Made first: a rename would go over an empty folder of another's. */
function takeName(temporary: string, target: string): void {
  fs.mkdirSync(target)
  try {
    // Windows renames over no folder, not even an empty one.
    if (process.platform === 'win32') fs.rmdirSync(target)
    fs.renameSync(temporary, target)
  } catch (error) {
    if (fs.existsSync(target)) fs.rmdirSync(target)
    throw error
  }
}

const codeOf = (error: unknown): string => String((error as { code?: unknown } | undefined)?.code ?? '')

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'no permission', EPERM: 'no permission', EROFS: 'the disk is read-only', ENOENT: 'the folder does not exist',
  ENOTDIR: 'its folder is not a folder', ENAMETOOLONG: 'the name is too long', EISDIR: 'it is a folder',
  EFBIG: 'the disk allows no file of this size', EBUSY: 'another program uses it', EMFILE: 'too many files are open',
  EIO: 'the disk reports an error', EEXIST: 'something else has the name of its folder',
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
