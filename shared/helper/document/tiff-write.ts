import fs from 'node:fs'
import { promisify } from 'node:util'
import zlib from 'node:zlib'
import type { Samples } from '#native'
import { channelCount, hasAlpha, type PictureHeader, pixelBytes, plainHeader, rowBytes } from '#protocol'
import type { PictureFile } from '#helper/tasks/task'
import { ByteSink } from './byte-sink'
import type { Metadata } from './metadata'
import { bytesOf, copyBands } from './picture-copy'
import { ascii, bytesEntry, directoryBytes, longs, rational, shorts, type TiffEntry, tiffHeader } from './tiff-directory'
import { exifEntries } from './tiff-exif'

const deflate = promisify(zlib.deflate)

const STRIP_BYTES = 512 * 1024
const DEFAULT_PPI = 72
/** Positions of a plain TIFF are 32 bits; this leaves room for what deflate may add and for metadata. */
const CLASSIC_BYTES = 4_000_000_000

const tags = {
  width: 256, height: 257, bits: 258, compression: 259, photometric: 262, stripOffsets: 273, orientation: 274, samples: 277,
  rowsPerStrip: 278, stripBytes: 279, xResolution: 282, yResolution: 283, planar: 284, resolutionUnit: 296, software: 305,
  predictor: 317, extraSamples: 338, sampleFormat: 339, xmp: 700, icc: 34675, exif: 34665, gps: 34853,
} as const

const ADOBE_DEFLATE = 8
const STRAIGHT_ALPHA = 2

type Progress = (stage: string, done: number, total: number) => void

/**
 * A TIFF of 8, 16 or 32 bits (TIFF 6.0; deflate as in Adobe's Technical Note 2, horizontal prediction for integers),
 * a BigTIFF past 4 GB. Written here since libvips makes 8 bits of 16-bit gray and leaves EXIF out.
 */
export async function writeTiff(
  output: { picture: PictureFile; metadata: Metadata; temporary: string }, progress: Progress,
): Promise<void> {
  const { picture, metadata } = output
  const header = plainHeader(picture.header, picture.header.channels, picture.header.sample)
  const isBig = pixelBytes(header) > CLASSIC_BYTES
  const descriptor = fs.openSync(output.temporary, 'r+')
  try {
    const sink = new ByteSink(descriptor)
    sink.write(tiffHeader(isBig, 0))
    const strips = await writeStrips(sink, { picture, header }, progress)
    const place = (entries: TiffEntry[]): number => {
      sink.pad(0, 2)
      const at = sink.position
      sink.write(directoryBytes(entries, { isBig, at }))
      return at
    }
    const exif = exifEntries(metadata.exif)
    const entries = [
      ...pictureEntries(header, strips, isBig), ...metadataEntries(metadata),
      ...(exif.photo.length === 0 ? [] : [longs(tags.exif, [place(exif.photo)], isBig)]),
      ...(exif.gps.length === 0 ? [] : [longs(tags.gps, [place(exif.gps)], isBig)]),
    ]
    const known = new Set(entries.map((entry) => entry.tag))
    const at = place([...entries, ...exif.main.filter((entry) => !known.has(entry.tag))])
    sink.patch(0, tiffHeader(isBig, at))
  } finally {
    fs.closeSync(descriptor)
  }
}

interface Strips {
  rows: number
  offsets: number[]
  bytes: number[]
}

async function writeStrips(
  sink: ByteSink, source: { picture: PictureFile; header: PictureHeader }, progress: Progress,
): Promise<Strips> {
  const { picture, header } = source
  const rows = Math.min(header.height, Math.max(1, Math.floor(STRIP_BYTES / rowBytes(header))))
  const strips: Strips = { rows, offsets: [], bytes: [] }
  for (const { range, samples } of copyBands(picture, header, rows)) {
    predict(samples, header)
    const bytes = bytesOf(samples)
    const parts: Uint8Array[] = []
    const stripBytes = rows * rowBytes(header)
    for (let at = 0; at < bytes.length; at += stripBytes) parts.push(bytes.subarray(at, at + stripBytes))
    for (const packed of await Promise.all(parts.map((part) => deflate(part, { level: 4 })))) {
      strips.offsets.push(sink.position)
      strips.bytes.push(packed.length)
      sink.write(packed)
    }
    progress('writing', range.top + range.count, header.height)
  }
  return strips
}

/** Each sample less the one to its left (TIFF 6.0, section 14), in place; floats stay. */
function predict(samples: Samples, header: PictureHeader): void {
  if (samples instanceof Float32Array) return
  const step = channelCount(header.channels)
  const perRow = header.width * step
  for (let row = 0; row < samples.length; row += perRow) {
    for (let i = row + perRow - 1; i >= row + step; i--) samples[i] = (samples[i] as number) - (samples[i - step] as number)
  }
}

function pictureEntries(header: PictureHeader, strips: Strips, isBig: boolean): TiffEntry[] {
  const samples = channelCount(header.channels)
  const bits = { u8: 8, u16: 16, f32: 32 }[header.sample]
  const isFloat = header.sample === 'f32'
  const each = (value: number): number[] => Array.from({ length: samples }, () => value)
  return [
    longs(tags.width, [header.width], false), longs(tags.height, [header.height], false), shorts(tags.bits, each(bits)),
    shorts(tags.compression, [ADOBE_DEFLATE]), shorts(tags.photometric, [samples < 3 ? 1 : 2]), shorts(tags.orientation, [1]),
    shorts(tags.samples, [samples]), longs(tags.rowsPerStrip, [strips.rows], false), shorts(tags.planar, [1]),
    longs(tags.stripOffsets, strips.offsets, isBig), longs(tags.stripBytes, strips.bytes, isBig),
    shorts(tags.predictor, [isFloat ? 1 : 2]), shorts(tags.sampleFormat, each(isFloat ? 3 : 1)),
    ...(hasAlpha(header.channels) ? [shorts(tags.extraSamples, [STRAIGHT_ALPHA])] : []),
  ]
}

function metadataEntries(metadata: Metadata): TiffEntry[] {
  const ppi = metadata.pixelsPerInch ?? DEFAULT_PPI
  return [
    rational(tags.xResolution, ppi), rational(tags.yResolution, ppi), shorts(tags.resolutionUnit, [2]),
    ascii(tags.software, 'Firstpass'),
    ...(metadata.xmp === undefined ? [] : [bytesEntry(tags.xmp, metadata.xmp, 'byte')]),
    ...(metadata.icc === undefined ? [] : [bytesEntry(tags.icc, metadata.icc, 'undefined')]),
  ]
}
