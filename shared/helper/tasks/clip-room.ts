import fs from 'node:fs/promises'
import path from 'node:path'
import { type Encoding, failure, type PictureHeader } from '#protocol'

/** Left free whatever happens. */
const RESERVE_BYTES = 64 * 1024 * 1024

/**
 * Bytes per pixel that even calm footage takes; a job that can't fit even so is refused before it begins, any other after
 * its first chunk or when the disk is full. Intra codecs keep a rate per picture, the others depend on what is seen.
 */
const leastBytesPerPixel: Readonly<Record<Encoding, number>> = {
  'prores-4444': 0.12, 'prores-422-hq': 0.1, ffv1: 0.25, h264: 0.005, png: 0.25,
}

/** Of one frame, at least. */
export function roughBytes(encoding: Encoding, { width, height }: PictureHeader): number {
  return width * height * leastBytesPerPixel[encoding]
}

/** Bytes this user may still write there. */
export async function roomAt(folder: string): Promise<number> {
  const { bavail, bsize } = await fs.statfs(folder)
  return bavail * bsize
}

/** @throws DISK_FULL */
export async function checkRoomFor(folder: string, bytes: number): Promise<void> {
  const needed = Math.ceil(bytes) + RESERVE_BYTES
  if (await roomAt(folder) < needed) throw failure('DISK_FULL', { path: path.dirname(folder), needed })
}
