import { tiffBytes } from './exif'
import type { TiffEntry } from './tiff-directory'

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

export interface ExifEntries {
  main: TiffEntry[]
  photo: TiffEntry[]
  gps: TiffEntry[]
}

/** The directories of an EXIF block as entries of a little-endian TIFF; what can't be read is left out. */
export function exifEntries(exif: Buffer | undefined): ExifEntries {
  const bytes = exif === undefined ? undefined : tiffBytes(exif)
  if (exif === undefined || bytes === undefined) return { main: [], photo: [], gps: [] }
  const first = readDirectory(exif, bytes.u32(4))
  const inner = (pointer: number): TiffEntry[] => {
    const entry = first.find((each) => each.tag === pointer)
    return entry === undefined || entry.data.length < 4 ? [] : readDirectory(exif, entry.data.readUInt32LE())
  }
  return {
    main: first.filter((entry) => keptTags.has(entry.tag)),
    photo: inner(EXIF_POINTER).filter((entry) => entry.tag !== INTEROPERABILITY_POINTER),
    gps: inner(GPS_POINTER),
  }
}

function readDirectory(exif: Buffer, start: number): TiffEntry[] {
  const bytes = tiffBytes(exif)
  if (bytes === undefined || start + 2 > exif.length) return []
  const entries: TiffEntry[] = []
  const count = Math.min(bytes.u16(start), MAX_ENTRIES)
  for (let i = 0, at = start + 2; i < count && at + 12 <= exif.length; i++, at += 12) {
    const type = bytes.u16(at + 2)
    const size = sizes[type]
    const values = bytes.u32(at + 4)
    if (size === undefined || values * size.bytes > exif.length) continue
    const length = values * size.bytes
    const from = length <= 4 ? at + 8 : bytes.u32(at + 8)
    if (from + length > exif.length) continue
    const data = Buffer.from(exif.subarray(from, from + length))
    if (exif.toString('latin1', 0, 2) === 'MM') turn(data, size.turn)
    entries.push({ tag: bytes.u16(at), type, count: values, data })
  }
  return entries
}

function turn(data: Buffer, width: 1 | 2 | 4 | 8): void {
  if (width === 2) data.swap16()
  if (width === 4) data.swap32()
  if (width === 8) data.swap64()
}
