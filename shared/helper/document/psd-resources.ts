import type { ByteSink } from './byte-sink'
import type { PsdDocument } from './psd-document'
import { resources } from './psd-structure'

/** Image resource blocks, in the order of their numbers; profile, EXIF and XMP byte for byte. */
export function writeResources(sink: ByteSink, document: PsdDocument): void {
  writeResource(sink, resources.resolution, resolution(document.pixelsPerInch))
  if (document.icc !== undefined) writeResource(sink, resources.icc, document.icc)
  writeResource(sink, resources.version, versionInfo())
  if (document.exif !== undefined) writeResource(sink, resources.exif, document.exif)
  if (document.xmp !== undefined) writeResource(sink, resources.xmp, document.xmp)
}

/** The length is that of the data; the padding to an even size is not counted. */
function writeResource(sink: ByteSink, id: number, data: Buffer): void {
  sink.ascii('8BIM')
  sink.u16(id)
  sink.u16(0)
  sink.u32(data.length)
  sink.write(data)
  if (data.length % 2 === 1) sink.u8(0)
}

/** 16.16 fixed point pixels per inch, shown in pixels per inch, sizes in centimetres. */
function resolution(pixelsPerInch: number): Buffer {
  const bytes = Buffer.alloc(16)
  for (const at of [0, 8]) {
    bytes.writeUInt32BE(Math.round(Math.min(30_000, Math.max(1, pixelsPerInch)) * 65536), at)
    bytes.writeUInt16BE(1, at + 4)
    bytes.writeUInt16BE(2, at + 6)
  }
  return bytes
}

/** Says that the merged picture is real, so that readers without layers may use it. */
function versionInfo(): Buffer {
  const name = Buffer.from('Firstpass', 'utf16le').swap16()
  const count = Buffer.alloc(4)
  count.writeUInt32BE(name.length / 2)
  return Buffer.concat([Buffer.from([0, 0, 0, 1, 1]), count, name, count, name, Buffer.from([0, 0, 0, 1])])
}
