import fs from 'node:fs'
import { failure } from '#protocol'
import type { Stream } from './probe-answer'

const HEAD_BYTES = 64

const starts = (head: Buffer, text: string, at = 0): boolean => head.toString('latin1', at, at + text.length) === text

/**
 * Refuses, by its first bytes, what is no clip, before any program opens it.
 * @throws FILE_EMPTY, FILE_MISSING, FILE_UNREADABLE, MEDIA_RAW, MEDIA_UNREADABLE
 */
export function refuseOthers(path: string): void {
  const head = readHead(path)
  if (head.length === 0) throw failure('FILE_EMPTY', { path })
  const raw = rawKindOf(head, path)
  if (raw !== undefined) throw failure('MEDIA_RAW', { path, kind: raw })
  const reason = stillKindOf(head) ?? textKindOf(head)
  if (reason !== undefined) throw failure('MEDIA_UNREADABLE', { path, reason })
}

const refusals: Readonly<Record<string, string>> = { EACCES: 'no permission', EPERM: 'no permission', EISDIR: 'it is a folder' }

function readHead(path: string): Buffer {
  let descriptor: number | undefined
  try {
    // Not blocking: should the path have become a FIFO by now, opening must not wait for its writer.
    descriptor = fs.openSync(path, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0))
    const head = Buffer.alloc(HEAD_BYTES)
    return head.subarray(0, fs.readSync(descriptor, head, 0, HEAD_BYTES, 0))
  } catch (thrown) {
    const code = String((thrown as NodeJS.ErrnoException).code)
    if (code === 'ENOENT' || code === 'ENOTDIR') throw failure('FILE_MISSING', { path }, thrown)
    throw failure('FILE_UNREADABLE', { path, reason: refusals[code] ?? code }, thrown)
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor)
  }
}

function rawKindOf(head: Buffer, path: string): string | undefined {
  if (starts(head, 'RED1', 4) || starts(head, 'RED2', 4)) return 'R3D (RED)'
  if (starts(head, 'ARRI')) return 'ARRIRAW'
  const isTiff = starts(head, 'II*\0') || starts(head, 'MM\0*')
  if (isTiff && /\.dng$/i.test(path)) return 'CinemaDNG'
  if (starts(head, 'crx ', 8)) return 'Canon raw (CRM)'
  return undefined
}

function stillKindOf(head: Buffer): string | undefined {
  const stills: readonly (readonly [string, number])[] = [
    ['\x89PNG', 0], ['\xff\xd8\xff', 0], ['II*\0', 0], ['MM\0*', 0], ['8BPS', 0], ['WEBP', 8], ['BM', 0],
    ['SDPX', 0], ['XPDS', 0], ['v/1\x01', 0], ['ftypavif', 4], ['ftypheic', 4], ['ftypmif1', 4],
  ]
  if (!stills.some(([text, at]) => starts(head, text, at))) return undefined
  return 'it is a still picture; Firstpass opens those as pictures'
}

function textKindOf(head: Buffer): string | undefined {
  if (starts(head, '#EXTM3U') || starts(head, 'ffconcat') || starts(head, '<?xml') || starts(head, '[playlist]')) {
    return 'it is a playlist, which names other files'
  }
  // yuv4mpeg begins with a line of text, too.
  const isText = head.every((byte) => (byte >= 32 && byte < 127) || byte === 9 || byte === 10 || byte === 13)
  return isText && !starts(head, 'YUV4MPEG2') ? 'its content is text' : undefined
}

const rawTags: readonly (readonly [RegExp, string])[] = [
  [/^br(aw|xq|hq|lt|st|xx|vn|s2|xh|v\d)/i, 'Blackmagic RAW (BRAW)'],
  [/^apr[nh]/i, 'ProRes RAW'],
  [/^(craw|crx )/i, 'Canon raw (CRM)'],
  [/^(nraw|nrw)/i, 'Nikon N-RAW'],
  [/^(r3d|redc)/i, 'R3D (RED)'],
]

/** What a stream without a decoder holds. */
export function rawKindOfStream({ codec_tag_string: tag, codec_name: name }: Stream): string | undefined {
  if (name !== undefined && name !== 'unknown' && name !== 'none' && name !== 'prores_raw') return undefined
  return name === 'prores_raw' ? 'ProRes RAW' : rawTags.find(([pattern]) => pattern.test(tag ?? ''))?.[1]
}
