import fs from 'node:fs'
import { channelCount, failure, type PictureHeader, pixelBytes } from '#protocol'
import type { PictureFile } from '#helper/tasks/task'
import type { Metadata } from './metadata'

/**
 * A libvips `.v` file: 64 bytes of header, interleaved rows in the byte order of the machine, then XML with metadata
 * (libvips/iofuncs/vips.c). Read and written here without sharp; only little-endian files.
 */
export const VIPS_HEADER_BYTES = 64

/** Metadata is read into memory as a whole. */
const MAX_TRAILER_BYTES = 64 * 1024 * 1024

const MAGIC = 0x08f2a6b6
const MM_PER_INCH = 25.4
const formats = { u8: 0, u16: 2, f32: 6 } as const
const bits = { u8: 8, u16: 16, f32: 32 } as const
const interpretations = { gray: { u8: 1, u16: 26, f32: 1 }, rgb: { u8: 22, u16: 25, f32: 22 } } as const

const colourOf = (header: PictureHeader): 'gray' | 'rgb' => (header.channels.startsWith('gray') ? 'gray' : 'rgb')

/** The 64 bytes before the pixels. */
export function vipsHeader(header: PictureHeader, pixelsPerInch = 72): Buffer {
  const bytes = Buffer.alloc(VIPS_HEADER_BYTES)
  const ints = [header.width, header.height, channelCount(header.channels), bits[header.sample], formats[header.sample], 0,
    interpretations[colourOf(header)][header.sample]]
  bytes.writeUInt32LE(MAGIC)
  ints.forEach((value, index) => bytes.writeInt32LE(value, 4 + index * 4))
  bytes.writeFloatLE(pixelsPerInch / MM_PER_INCH, 32)
  bytes.writeFloatLE(pixelsPerInch / MM_PER_INCH, 36)
  return bytes
}

const blobNames = { icc: 'icc-profile-data', exif: 'exif-data', xmp: 'xmp-data' } as const
const SOURCE_FIELD = 'firstpass-source'

/** The XML after the pixels. */
export function vipsTrailer(metadata: Metadata): Buffer {
  const exif = metadata.exif === undefined ? undefined : Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), metadata.exif])
  const blobs = Object.entries({ icc: metadata.icc, exif, xmp: metadata.xmp })
    .filter((entry): entry is ['icc' | 'exif' | 'xmp', Buffer] => entry[1] !== undefined)
    .map(([key, blob]) => `    <field type="VipsBlob" name="${blobNames[key]}">${blob.toString('base64')}</field>\n`)
  const source = metadata.sourcePath === undefined ? '' : `    <field type="VipsRefString" name="${SOURCE_FIELD}">`
    + `${Buffer.from(metadata.sourcePath).toString('base64')}</field>\n`
  return Buffer.from('<?xml version="1.0"?>\n<root xmlns="http://www.vips.ecs.soton.ac.uk//dzsave/8.18.7">\n  <header>\n'
    + `  </header>\n  <meta>\n${blobs.join('')}${source}  </meta>\n</root>\n`)
}

/** True of a file that begins with exactly the header these pixels need. */
export function isVipsFile(picture: PictureFile): boolean {
  if (picture.offset !== VIPS_HEADER_BYTES) return false
  const found = readAt(picture.file, 0, VIPS_HEADER_BYTES)
  const wanted = vipsHeader(picture.header)
  return found.length === VIPS_HEADER_BYTES && found.subarray(0, 12).equals(wanted.subarray(0, 12))
    && [12, 20, 24, 28].every((at) => found.readInt32LE(at) === wanted.readInt32LE(at))
}

/** The metadata behind the pixels; nothing for raw pixels. */
export function readMetadata(picture: PictureFile): Metadata {
  if (!isVipsFile(picture)) return {}
  const start = VIPS_HEADER_BYTES + pixelBytes(picture.header)
  const length = fs.statSync(picture.file).size - start
  if (length > MAX_TRAILER_BYTES) {
    throw failure('FILE_UNREADABLE', { path: picture.file, reason: `it holds ${length} bytes of metadata` })
  }
  const xml = length > 0 ? readAt(picture.file, start, length).toString('latin1') : ''
  const field = (name: string): Buffer | undefined => {
    const from = xml.indexOf(`name="${name}">`)
    const to = xml.indexOf('<', from)
    return from < 0 || to < 0 ? undefined : Buffer.from(xml.slice(xml.indexOf('>', from) + 1, to), 'base64')
  }
  const icc = field(blobNames.icc)
  const exif = withoutMarker(field(blobNames.exif))
  const xmp = field(blobNames.xmp)
  const source = field(SOURCE_FIELD)
  const pixelsPerMm = readAt(picture.file, 32, 4).readFloatLE()
  return {
    ...(icc === undefined ? {} : { icc }),
    ...(exif === undefined ? {} : { exif }),
    ...(xmp === undefined ? {} : { xmp }),
    ...(source === undefined ? {} : { sourcePath: source.toString() }),
    ...(pixelsPerMm > 0 && Number.isFinite(pixelsPerMm) ? { pixelsPerInch: pixelsPerMm * MM_PER_INCH } : {}),
  }
}

const withoutMarker = (exif: Buffer | undefined): Buffer | undefined =>
  exif !== undefined && exif.subarray(0, 4).toString('latin1') === 'Exif' ? exif.subarray(6) : exif

function readAt(file: string, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  const descriptor = fs.openSync(file, 'r')
  try {
    return bytes.subarray(0, fs.readSync(descriptor, bytes, 0, length, position))
  } finally {
    fs.closeSync(descriptor)
  }
}

export interface VipsSize {
  width: number
  height: number
  bands: number
  /** 0 u8, 2 u16, 6 f32 among others. */
  format: number
}

/** What the header of a `.v` file that libvips wrote says. */
export function readVipsHeader(file: string): VipsSize {
  const bytes = readAt(file, 0, VIPS_HEADER_BYTES)
  if (bytes.length < VIPS_HEADER_BYTES || bytes.readUInt32LE() !== MAGIC) {
    throw failure('INTERNAL_ERROR', { reason: 'a decoded picture is no little-endian .v file' })
  }
  const [width = 0, height = 0, bands = 0, format = 0] = [4, 8, 12, 20].map((at) => bytes.readInt32LE(at))
  return { width, height, bands, format }
}
