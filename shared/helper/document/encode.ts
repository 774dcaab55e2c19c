import fs from 'node:fs'
import path from 'node:path'
import { type Channels, failure, hasAlpha, type PictureHeader, pixelBytes, plainHeader } from '#protocol'
import type { PictureFile } from '#helper/tasks/task'
import { asWriteFailure } from './atomic-file'
import { writeAll } from './byte-sink'
import { profileSpace } from './icc'
import { checkRoom } from './limits'
import type { Metadata } from './metadata'
import { bytesOf, copyBands } from './picture-copy'
import { sharp, streamed } from './sharp-setup'
import { writeTiff } from './tiff-write'
import { VIPS_HEADER_BYTES, vipsHeader, vipsTrailer } from './vips-file'

type Progress = (stage: string, done: number, total: number) => void

export type FlatFormat = 'png' | 'jpeg' | 'tiff'

export interface FlatOutput {
  picture: PictureFile
  metadata: Metadata
  format: FlatFormat
  temporary: string
  target: string
  /** Job folder, for the pixels in the form that libvips reads. */
  folder: string
}

const JPEG_MAX_SIDE_PX = 65_535
/** What one JPEG segment holds beside its marker. */
const JPEG_MAX_EXIF_BYTES = 65_527
const JPEG_MAX_XMP_BYTES = 65_502
const DEFAULT_PPI = 72

/** One picture without layers; returns what the format could not hold, in sentences. */
export async function saveFlat(output: FlatOutput, progress: Progress): Promise<string[]> {
  const { header } = output.picture
  if (output.format === 'jpeg' && Math.max(header.width, header.height) > JPEG_MAX_SIDE_PX) {
    const reason = `${header.width} x ${header.height} pixels, and a JPEG ends at ${JPEG_MAX_SIDE_PX} a side`
    throw failure('OUTPUT_TOO_LARGE', { path: output.target, reason })
  }
  const metadata = fittingProfile(output.metadata, header)
  if (output.format === 'tiff') {
    await writeTiff({ picture: output.picture, metadata, temporary: output.temporary }, progress)
    return []
  }
  const notes: string[] = []
  const kept = output.format === 'jpeg' ? fittingJpeg(metadata, notes) : metadata
  const target = headerFor(output.format, header, notes)
  await encode(output, { header: target, metadata: kept }, progress)
  return notes
}

/** A profile for another colour space would make the file unreadable: a gray matte of an RGB picture has none. */
function fittingProfile(metadata: Metadata, header: PictureHeader): Metadata {
  const { icc, ...rest } = metadata
  const wanted = header.channels.startsWith('gray') ? 'GRAY' : 'RGB'
  return icc !== undefined && profileSpace(icc) === wanted ? metadata : rest
}

function fittingJpeg(metadata: Metadata, notes: string[]): Metadata {
  const { exif, xmp, ...rest } = metadata
  const hasExif = exif !== undefined && exif.length <= JPEG_MAX_EXIF_BYTES
  const hasXmp = xmp !== undefined && xmp.length <= JPEG_MAX_XMP_BYTES
  if (exif !== undefined && !hasExif) notes.push('The EXIF block is too large for a JPEG and was left out.')
  if (xmp !== undefined && !hasXmp) notes.push('The XMP packet is too large for a JPEG and was left out.')
  return { ...rest, ...(hasExif ? { exif } : {}), ...(hasXmp ? { xmp } : {}) }
}

/** The nearest header that the format holds. */
function headerFor(format: 'png' | 'jpeg', header: PictureHeader, notes: string[]): PictureHeader {
  const name = header.colour.profileName
  if (format === 'png') {
    if (header.sample === 'f32') notes.push('A PNG holds 16 bits: values were rounded, and those outside of black and white cut.')
    return plainHeader(header, header.channels, header.sample === 'u8' ? 'u8' : 'u16', name)
  }
  if (header.sample !== 'u8') notes.push('A JPEG holds 8 bits: values were rounded.')
  if (hasAlpha(header.channels)) notes.push('A JPEG has no transparency: the picture was laid on white.')
  const channels: Channels = header.channels.startsWith('gray') ? 'gray' : 'rgb'
  return plainHeader(header, channels, 'u8', name)
}

async function encode(
  output: FlatOutput, target: { header: PictureHeader; metadata: Metadata }, progress: Progress,
): Promise<void> {
  const file = path.join(output.folder, 'encode.v')
  try {
    writeVips(file, output.picture, { ...target, progress })
    const picture = sharp(file, streamed).keepMetadata().toColourspace(spaceOf(target.header))
    // Optimised Huffman tables would keep the whole picture's coefficients in memory.
    const encoded = output.format === 'png' ? picture.png({ compressionLevel: 6 })
      : picture.jpeg({ quality: 95, chromaSubsampling: '4:4:4', optimiseCoding: false })
    await encoded.toFile(output.temporary)
  } catch (error) {
    throw asEncodeFailure(error, output.target, pixelBytes(target.header))
  } finally {
    fs.rmSync(file, { force: true })
  }
}

function spaceOf(header: PictureHeader): 'srgb' | 'rgb16' | 'b-w' | 'grey16' {
  if (header.channels.startsWith('gray')) return header.sample === 'u16' ? 'grey16' : 'b-w'
  return header.sample === 'u16' ? 'rgb16' : 'srgb'
}

/** The pixels in another form, as libvips reads them: results of other tasks have neither its header nor metadata. */
function writeVips(
  file: string, picture: PictureFile, target: { header: PictureHeader; metadata: Metadata; progress: Progress },
): void {
  const { header, metadata, progress } = target
  checkRoom(path.dirname(file), pixelBytes(header))
  fs.writeFileSync(file, vipsHeader(header, metadata.pixelsPerInch ?? DEFAULT_PPI))
  const descriptor = fs.openSync(file, 'r+')
  try {
    let position = VIPS_HEADER_BYTES
    for (const { range, samples } of copyBands(picture, header)) {
      position += writeAll(descriptor, bytesOf(samples), position)
      progress('writing', range.top + range.count, header.height)
    }
    writeAll(descriptor, vipsTrailer(metadata), position)
  } finally {
    fs.closeSync(descriptor)
  }
}

/** Words of libvips while it writes. */
function asEncodeFailure(error: unknown, target: string, expectedBytes: number): unknown {
  const known = asWriteFailure(error, target, expectedBytes)
  if (known !== error || !(error instanceof Error)) return known
  return /unable to (open|write|call)|write error|failed to write/i.test(error.message)
    ? failure('OUTPUT_UNWRITABLE', { path: target, reason: (error.message.split('\n')[0] ?? '').slice(0, 200) }, error) : error
}
