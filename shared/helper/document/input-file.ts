import fs from 'node:fs'
import path from 'node:path'
import { failure } from '#protocol'

export type FileFormat = 'jpeg' | 'png' | 'tiff' | 'webp' | 'avif' | 'psd'

const HEAD_BYTES = 64

/**
 * A user's file may be opened if its absolute path names a regular file; what it is, its first bytes say, never its name.
 * @throws PATH_FORBIDDEN, FILE_MISSING, FILE_EMPTY, FILE_UNREADABLE, FILE_UNSUPPORTED
 */
export function identifyFile(file: string): FileFormat {
  checkRegular(file)
  const head = readHead(file)
  const format = formatOf(head)
  if (format === undefined) throw failure('FILE_UNSUPPORTED', { path: file, reason: describe(head) })
  return format
}

function checkRegular(file: string): void {
  if (file.includes('\0') || !path.isAbsolute(file)) {
    throw failure('PATH_FORBIDDEN', { path: file.replaceAll('\0', '?'), reason: 'it is not an absolute path' })
  }
  const found = statOf(file)
  if (found.isSymbolicLink()) throw failure('PATH_FORBIDDEN', { path: file, reason: 'it is a symbolic link' })
  if (found.isDirectory()) throw failure('PATH_FORBIDDEN', { path: file, reason: 'it is a folder' })
  if (!found.isFile()) throw failure('PATH_FORBIDDEN', { path: file, reason: 'it is not a regular file' })
  if (found.size === 0) throw failure('FILE_EMPTY', { path: file })
}

function statOf(file: string): fs.Stats {
  try {
    return fs.lstatSync(file)
  } catch (error) {
    throw asReadFailure(error, file)
  }
}

function readHead(file: string): Buffer {
  try {
    // Not blocking: should the path have become a FIFO by now, opening must not wait for its writer.
    const descriptor = fs.openSync(file, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0))
    try {
      const head = Buffer.alloc(HEAD_BYTES)
      return head.subarray(0, fs.readSync(descriptor, head, 0, HEAD_BYTES, 0))
    } finally {
      fs.closeSync(descriptor)
    }
  } catch (error) {
    throw asReadFailure(error, file)
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'no permission', EPERM: 'no permission', EIO: 'the disk reports an error', EISDIR: 'it is a folder',
  ELOOP: 'its links go in circles', ENAMETOOLONG: 'its name is too long', EMFILE: 'too many files are open',
}

/** A failure of the file system while reading `file`. */
export function asReadFailure(error: unknown, file: string): unknown {
  const code = String((error as { code?: unknown }).code ?? '')
  if (code === 'ENOENT' || code === 'ENOTDIR') return failure('FILE_MISSING', { path: file }, error)
  const reason = reasons[code]
  return reason === undefined ? error : failure('FILE_UNREADABLE', { path: file, reason }, error)
}

const ascii = (head: Buffer, from: number, to: number): string => head.toString('latin1', from, to)

/** By magic numbers alone; only these formats ever reach a decoder. */
function formatOf(head: Buffer): FileFormat | undefined {
  const four = ascii(head, 0, 4)
  if (ascii(head, 0, 3) === '\xff\xd8\xff') return 'jpeg'
  if (ascii(head, 0, 8) === '\x89PNG\r\n\x1a\n') return 'png'
  if (['II*\0', 'MM\0*', 'II+\0', 'MM\0+'].includes(four)) return 'tiff'
  if (four === 'RIFF' && ascii(head, 8, 12) === 'WEBP') return 'webp'
  if (four === '8BPS') return 'psd'
  return isAvif(head) ? 'avif' : undefined
}

function isAvif(head: Buffer): boolean {
  if (ascii(head, 4, 8) !== 'ftyp') return false
  const brands = [ascii(head, 8, 12)]
  for (let at = 16; at + 4 <= Math.min(head.length, head.readUInt32BE(0)); at += 4) brands.push(ascii(head, at, at + 4))
  return brands.includes('avif') || brands.includes('avis')
}

function describe(head: Buffer): string {
  if (ascii(head, 0, 4) === 'GIF8') return 'it is a GIF'
  if (ascii(head, 4, 8) === 'ftyp') return 'it is a HEIF picture or a film'
  if (ascii(head, 0, 2) === 'BM') return 'it is a BMP'
  if (ascii(head, 0, 4) === '%PDF') return 'it is a PDF'
  return head.every((byte) => byte >= 9 && byte < 127) ? 'its content is text' : 'its content is unknown'
}
