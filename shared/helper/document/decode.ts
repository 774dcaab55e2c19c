import fs from 'node:fs'
import path from 'node:path'
import type { Metadata as SharpMetadata, SharpOptions } from 'sharp'
import { openWindow } from '#native'
import { type Channels, failure, type PictureHeader, pixelBytes, plainHeader, rowBytes } from '#protocol'
import type { PictureFile } from '#helper/tasks/task'
import { asWriteFailure } from './atomic-file'
import { withUprightExif } from './exif'
import { profileName, profileSpace } from './icc'
import type { FileFormat } from './input-file'
import { checkRoom, checkSize } from './limits'
import type { Metadata } from './metadata'
import { bandRows, rowRanges } from './picture-rows'
import { sharp, streamed } from './sharp-setup'
import { exifOfTiff } from './tiff-exif'
import { readVipsHeader, VIPS_HEADER_BYTES, vipsTrailer } from './vips-file'
import { withUprightXmp } from './xmp'

/** A picture of the user's as the job folder holds it. */
export interface Decoded {
  picture: PictureFile
  metadata: Metadata
  /** 1..8, as the file said; the pixels are upright. */
  orientation: number
  notes: string[]
  /** A PSD's layers, bottom to top. */
  layers?: { name: string; isHidden: boolean; opacity: number }[]
  /** Laid over each other, they are what the file shows. */
  isPlain?: boolean
  /** Of the one layer that was asked for. */
  mask?: PictureFile
}

const channelsOf: Readonly<Record<number, Channels>> = { 1: 'gray', 2: 'gray-alpha', 3: 'rgb', 4: 'rgb-alpha' }

/**
 * Decodes with libvips into `folder`, streaming. Colour is never converted, only turned upright.
 * @throws FILE_UNREADABLE, FILE_UNSUPPORTED, COLOUR_UNSUPPORTED, PICTURE_TOO_LARGE, DISK_FULL
 */
export async function decodeFile(source: { path: string; format: FileFormat }, folder: string): Promise<Decoded> {
  const found = await readDescription(source.path)
  checkSize(source.path, found)
  const space = targetSpace(source.path, found)
  const orientation = found.orientation ?? 1
  const expected = found.width * found.height * found.channels * (found.depth === 'ushort' ? 2 : 1)
  checkRoom(folder, expected * (orientation === 1 ? 1 : 2))
  const file = path.join(folder, 'picture.v')
  const notes = await decodePixels(source.path, { file, space, orientation })
  const header = headerOf(file)
  const metadata = describeMetadata(found, { header, path: source.path, notes })
  const exif = source.format === 'tiff' ? exifOfTiff(source.path) : undefined
  if (exif !== undefined) metadata.exif = exif
  if (metadata.icc !== undefined) header.colour.profileName = profileName(metadata.icc)
  if ((found.pages ?? 1) > 1) notes.push(`The file holds ${found.pages} pictures; the first one was opened.`)
  replaceTrailer(file, header, metadata)
  const picture = { file, offset: VIPS_HEADER_BYTES, header }
  const bits = found.bitsPerSample ?? 16
  if (source.format === 'avif' && header.sample === 'u16' && bits > 8 && bits < 16) fillLowBits(picture, bits)
  return { picture, metadata, orientation, notes }
}

async function readDescription(file: string): Promise<SharpMetadata> {
  try {
    return await sharp(file, { ...streamed, failOn: 'error' }).metadata()
  } catch (error) {
    throw asDecodeFailure(error, file)
  }
}

/** The libvips colour space that keeps the samples as they are. */
function targetSpace(file: string, found: SharpMetadata): 'srgb' | 'rgb16' | 'b-w' | 'grey16' {
  const isGray = found.space === 'b-w' || found.space === 'grey16'
  if (!isGray && found.space !== 'srgb' && found.space !== 'rgb16' && found.space !== 'rgb') {
    throw failure('COLOUR_UNSUPPORTED', { path: file, colour: found.space.toUpperCase() })
  }
  if (found.depth !== 'uchar' && found.depth !== 'ushort') {
    throw failure('FILE_UNSUPPORTED', { path: file, reason: `its samples are of type ${found.depth}` })
  }
  if (found.channels > (isGray ? 2 : 4)) {
    throw failure('FILE_UNSUPPORTED', { path: file, reason: `it has ${found.channels} channels` })
  }
  if (isGray) return found.depth === 'ushort' ? 'grey16' : 'b-w'
  return found.depth === 'ushort' ? 'rgb16' : 'srgb'
}

interface DecodeTarget {
  file: string
  space: 'srgb' | 'rgb16' | 'b-w' | 'grey16'
  orientation: number
}

/** A file that decodes only with its faults ignored is opened, and says so; one that ends early is not. */
async function decodePixels(source: string, target: DecodeTarget): Promise<string[]> {
  try {
    await decodeStrictly(source, target, 'warning')
    return []
  } catch (error) {
    const refusal = asDecodeFailure(error, target.file)
    if ((refusal as { code?: string }).code === 'DISK_FULL') throw refusal
  }
  try {
    await decodeStrictly(source, target, 'error')
    return ['The file has faults that its decoder could pass over; look for damage.']
  } catch (error) {
    throw asDecodeFailure(error, source)
  }
}

/** Turning needs random access, which sharp would buy with memory: the upright copy is made from the decoded file. */
async function decodeStrictly(source: string, target: DecodeTarget, failOn: NonNullable<SharpOptions['failOn']>): Promise<void> {
  const isUpright = target.orientation === 1
  const decoded = isUpright ? target.file : `${target.file}.turned.v`
  try {
    await sharp(source, { ...streamed, failOn }).keepMetadata().toColourspace(target.space).toFile(decoded)
    if (isUpright) return
    await sharp(decoded, { ...streamed, sequentialRead: false }).autoOrient().keepIccProfile().toColourspace(target.space)
      .toFile(target.file)
  } finally {
    if (!isUpright) fs.rmSync(decoded, { force: true })
  }
}

function headerOf(file: string): PictureHeader {
  const { width, height, bands, format } = readVipsHeader(file)
  const channels = channelsOf[bands]
  if (channels === undefined || (format !== 0 && format !== 2)) {
    throw failure('INTERNAL_ERROR', { reason: `decoding gave ${bands} bands of format ${format}` })
  }
  return plainHeader({ width, height }, channels, format === 0 ? 'u8' : 'u16')
}

function describeMetadata(found: SharpMetadata, from: { header: PictureHeader; path: string; notes: string[] }): Metadata {
  const metadata: Metadata = { sourcePath: from.path }
  if (found.density !== undefined) metadata.pixelsPerInch = found.density
  if (found.exif !== undefined) {
    const marked = found.exif.subarray(0, 4).toString('latin1') === 'Exif'
    metadata.exif = withUprightExif(marked ? found.exif.subarray(6) : found.exif)
  }
  if (found.xmp !== undefined) metadata.xmp = withUprightXmp(found.xmp)
  if (found.icc === undefined) return metadata
  const wanted = from.header.channels.startsWith('gray') ? 'GRAY' : 'RGB'
  if (profileSpace(found.icc) === wanted) metadata.icc = found.icc
  else from.notes.push('The colour profile in the file does not fit its pixels and was left out.')
  return metadata
}

/** libvips' own trailer still has the old orientation inside the EXIF block; nobody has opened the file yet. */
export function replaceTrailer(file: string, header: PictureHeader, metadata: Metadata): void {
  const end = VIPS_HEADER_BYTES + pixelBytes(header)
  try {
    fs.truncateSync(file, end)
    fs.appendFileSync(file, vipsTrailer(metadata))
  } catch (error) {
    throw asWriteFailure(error, file)
  }
}

/** libvips puts 10 or 12 bits at the top of 16 and zeros below: repeated there instead, white is 65535 and black 0. */
function fillLowBits(picture: PictureFile, bits: number): void {
  const bytes = rowBytes(picture.header)
  for (const range of rowRanges(picture.header.height, bandRows(bytes))) {
    const place = { offset: picture.offset + range.top * bytes, length: range.count * bytes, writable: true }
    const window = openWindow(picture.file, place)
    try {
      const samples = window.u16()
      for (let i = 0; i < samples.length; i++) samples[i] = (samples[i] as number) | ((samples[i] as number) >> bits)
    } finally {
      window.close()
    }
  }
}

/** Words of libvips as one of our codes. */
export function asDecodeFailure(error: unknown, file: string): unknown {
  const known = asWriteFailure(error, file)
  if (known !== error) return known
  const text = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''
  const reason = text.replaceAll(file, 'the file').replace(/[\0-\x1f\x7f]/g, ' ').trim().replace(/\.+$/, '').slice(0, 200)
  if (/unsupported image format/i.test(text)) {
    return failure('FILE_UNREADABLE', { path: file, reason: 'it is damaged or cut short' }, error)
  }
  return failure('FILE_UNREADABLE', { path: file, reason: reason === '' ? 'the decoder refuses it' : reason }, error)
}
