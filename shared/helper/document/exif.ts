/** EXIF 2.32 (CIPA DC-008), a TIFF 6.0 structure. */
const ORIENTATION_TAG = 0x0112
const SHORT = 3

interface TiffBytes {
  u16(at: number): number
  u32(at: number): number
}

/** Reads numbers in the structure's own byte order; undefined where the bytes are no TIFF structure. */
export function tiffBytes(exif: Buffer): TiffBytes | undefined {
  const mark = exif.toString('latin1', 0, 4)
  if (exif.length < 8) return undefined
  if (mark === 'II*\0') return { u16: (at) => exif.readUInt16LE(at), u32: (at) => exif.readUInt32LE(at) }
  if (mark === 'MM\0*') return { u16: (at) => exif.readUInt16BE(at), u32: (at) => exif.readUInt32BE(at) }
  return undefined
}

/** Where the 12-byte entry of the orientation stands in the first directory. */
function orientationEntry(exif: Buffer): number | undefined {
  const bytes = tiffBytes(exif)
  if (bytes === undefined) return undefined
  const start = bytes.u32(4)
  if (start + 2 > exif.length) return undefined
  for (let i = 0, at = start + 2; i < bytes.u16(start) && at + 12 <= exif.length; i++, at += 12) {
    if (bytes.u16(at) === ORIENTATION_TAG && bytes.u16(at + 2) === SHORT) return at
  }
  return undefined
}

/** 1..8; 1 where nothing is said. */
export function exifOrientation(exif: Buffer): number {
  const entry = orientationEntry(exif)
  const value = entry === undefined ? 1 : tiffBytes(exif)?.u16(entry + 8) ?? 1
  return value >= 1 && value <= 8 ? value : 1
}

/** A copy that says "upright": the pixels have been turned. */
export function withUprightExif(exif: Buffer): Buffer {
  const copy = Buffer.from(exif)
  const entry = orientationEntry(copy)
  if (entry === undefined) return copy
  if (copy.toString('latin1', 0, 2) === 'II') copy.writeUInt16LE(1, entry + 8)
  else copy.writeUInt16BE(1, entry + 8)
  return copy
}
