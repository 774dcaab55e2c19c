import fs from 'node:fs'
import { directoryBytes, longs, type TiffEntry, tiffHeader } from './tiff-directory'

/** Bytes of one value of each TIFF type, and the width in which its byte order turns. */
const sizes: Readonly<Record<number, { bytes: number; turn: 1 | 2 | 4 | 8 }>> = {
  1: { bytes: 1, turn: 1 }, 2: { bytes: 1, turn: 1 }, 3: { bytes: 2, turn: 2 }, 4: { bytes: 4, turn: 4 },
  5: { bytes: 8, turn: 4 }, 6: { bytes: 1, turn: 1 }, 7: { bytes: 1, turn: 1 }, 8: { bytes: 2, turn: 2 },
  9: { bytes: 4, turn: 4 }, 10: { bytes: 8, turn: 4 }, 11: { bytes: 4, turn: 4 }, 12: { bytes: 8, turn: 8 },
}

const EXIF_POINTER = 34665
const GPS_POINTER = 34853
const INTEROPERABILITY_POINTER = 40965
/** Of the first directory: who made the picture and when; the rest of it describes pixels or a thumbnail. */
const keptTags = new Set([270, 271, 272, 305, 306, 315, 33432])
const MAX_ENTRIES = 1000
const MAX_VALUE_BYTES = 1024 * 1024

export interface ExifEntries {
  main: TiffEntry[]
  photo: TiffEntry[]
  gps: TiffEntry[]
}

const nothing = (): ExifEntries => ({ main: [], photo: [], gps: [] })

/** `length` bytes at a position; fewer where they end before. */
type Read = (at: number, length: number) => Buffer

/** The directories of an EXIF block as entries of a little-endian TIFF; what can't be read is left out. */
export function exifEntries(exif: Buffer | undefined): ExifEntries {
  return exif === undefined ? nothing() : readEntries((at, length) => exif.subarray(at, at + length))
}

/** The EXIF block of a TIFF or BigTIFF file, which libvips leaves out; undefined where it has none. */
export function exifOfTiff(file: string): Buffer | undefined {
  const descriptor = fs.openSync(file, 'r')
  try {
    const found = readEntries((at, length) => {
      const bytes = Buffer.alloc(length)
      return bytes.subarray(0, fs.readSync(descriptor, bytes, 0, length, at))
    })
    return found.main.length + found.photo.length + found.gps.length === 0 ? undefined : asBlock(found)
  } finally {
    fs.closeSync(descriptor)
  }
}

function readEntries(read: Read): ExifEntries {
  const head = read(0, 16)
  const mark = head.toString('latin1', 0, 4)
  if (head.length < 8 || !['II*\0', 'MM\0*', 'II+\0', 'MM\0+'].includes(mark)) return nothing()
  const form = { isLittle: mark.startsWith('I'), isBig: mark.includes('+') }
  if (form.isBig && head.length < 16) return nothing()
  const first = readDirectory(read, number(head, form.isBig ? 8 : 4, form), form)
  const inner = (pointer: number): TiffEntry[] => {
    const entry = first.find((each) => each.tag === pointer)
    if (entry === undefined || entry.data.length < 4) return []
    const at = entry.data.length >= 8 ? Number(entry.data.readBigUInt64LE()) : entry.data.readUInt32LE()
    return Number.isSafeInteger(at) ? readDirectory(read, at, form) : []
  }
  return {
    main: first.filter((entry) => keptTags.has(entry.tag)),
    photo: inner(EXIF_POINTER).filter((entry) => entry.tag !== INTEROPERABILITY_POINTER && entry.type in sizes),
    gps: inner(GPS_POINTER),
  }
}

interface Form {
  isLittle: boolean
  isBig: boolean
}

const short = (bytes: Buffer, at: number, form: Form): number => (form.isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at))

/** A position or count: 4 bytes, or 8 in a BigTIFF. */
function number(bytes: Buffer, at: number, form: Form): number {
  if (form.isBig) return Number(form.isLittle ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at))
  return form.isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)
}

function readDirectory(read: Read, start: number, form: Form): TiffEntry[] {
  const word = form.isBig ? 8 : 4
  const countBytes = form.isBig ? 8 : 2
  const head = Number.isSafeInteger(start) ? read(start, countBytes) : Buffer.alloc(0)
  if (head.length < countBytes) return []
  const count = Math.min(form.isBig ? number(head, 0, form) : short(head, 0, form), MAX_ENTRIES)
  const all = read(start + countBytes, count * (4 + 2 * word))
  const entries: TiffEntry[] = []
  for (let at = 0; at + 4 + 2 * word <= all.length; at += 4 + 2 * word) {
    const type = short(all, at + 2, form)
    // LONG8 and IFD8 occur only as pointers here.
    const size = type === 16 || type === 18 ? { bytes: 8, turn: 8 as const } : sizes[type === 13 ? 4 : type]
    const values = number(all, at + 4, form)
    if (size === undefined || values * size.bytes > MAX_VALUE_BYTES) continue
    const length = values * size.bytes
    const from = number(all, at + 4 + word, form)
    const found = length <= word ? all.subarray(at + 4 + word, at + 4 + word + length) : readSafely(read, from, length)
    if (found.length < length) continue
    const data = Buffer.from(found)
    if (!form.isLittle) turn(data, size.turn)
    entries.push({ tag: short(all, at, form), type, count: values, data })
  }
  return entries
}

const readSafely = (read: Read, at: number, length: number): Buffer =>
  (Number.isSafeInteger(at) ? read(at, length) : Buffer.alloc(0))

function turn(data: Buffer, width: 1 | 2 | 4 | 8): void {
  if (width === 2) data.swap16()
  if (width === 4) data.swap32()
  if (width === 8) data.swap64()
}

/** The entries as an EXIF block of their own. */
function asBlock(found: ExifEntries): Buffer {
  const build = (photoAt: number, gpsAt: number): Buffer => directoryBytes([
    ...found.main,
    ...(found.photo.length === 0 ? [] : [longs(EXIF_POINTER, [photoAt], false)]),
    ...(found.gps.length === 0 ? [] : [longs(GPS_POINTER, [gpsAt], false)]),
  ], { isBig: false, at: 8 })
  const photoAt = 8 + build(0, 0).length
  const photo = directoryBytes(found.photo, { isBig: false, at: photoAt })
  const gpsAt = photoAt + photo.length
  const gps = directoryBytes(found.gps, { isBig: false, at: gpsAt })
  return Buffer.concat([tiffHeader(false, 8), build(photoAt, gpsAt), photo, gps])
}
