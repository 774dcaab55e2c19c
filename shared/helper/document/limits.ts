import fs from 'node:fs'
import { failure, MAX_SIDE_PX } from '#protocol'

/** All limits of pictures that are opened, in one place. */
export const limits = {
  sidePx: MAX_SIDE_PX,
  /** 1 gigapixel: 6 GB as RGB of 16 bits, on disk. */
  pixels: 1_000_000_000,
  /** A PSD's metadata and layer records are read into memory as a whole. */
  psdMetadataBytes: 64 * 1024 * 1024,
  psdLayers: 8000,
} as const

/** @throws PICTURE_TOO_LARGE, before anything of the size is allocated. */
export function checkSize(what: string, size: { width: number; height: number }): void {
  const { width, height } = size
  if (width > limits.sidePx || height > limits.sidePx) {
    throw failure('PICTURE_TOO_LARGE', { what, size: `${width} x ${height}`, limit: `${limits.sidePx} pixels a side` })
  }
  if (width * height > limits.pixels) {
    throw failure('PICTURE_TOO_LARGE', { what, size: `${width} x ${height}`, limit: `${limits.pixels / 1e6} megapixels` })
  }
}

/** @throws DISK_FULL where `folder` has no room for `bytes`. */
export function checkRoom(folder: string, bytes: number): void {
  const disk = fs.statfsSync(folder)
  if (disk.bavail * disk.bsize < bytes) throw failure('DISK_FULL', { path: folder, needed: bytes })
}
