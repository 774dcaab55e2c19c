import * as fs from 'node:fs'
import { reserveFile } from '#native'
import { pixelBytes, type PictureHeader } from '#protocol'
import type { PictureFile } from './picture-file'

/** Room at the front for the header of a libvips `.v` file, so that a picture is encoded without a copy. */
export const RESULT_OFFSET = 64

/** Makes a result's file at its full size. @throws DISK_FULL, OUTPUT_UNWRITABLE */
export function reserveResult(file: string, header: PictureHeader): PictureFile {
  reserveFile(file, RESULT_OFFSET + pixelBytes(header))
  return { file, offset: RESULT_OFFSET, header }
}

/**
 * Makes a result's file at its full size, so that a full disk is known before any work, and lets `fill` write it.
 * Whatever `fill` throws, nothing partial stays.
 * @throws DISK_FULL, OUTPUT_UNWRITABLE
 */
export async function writeResult(
  file: string, header: PictureHeader, fill: (target: PictureFile) => Promise<void> | void,
): Promise<PictureFile> {
  const target = reserveResult(file, header)
  try {
    await fill(target)
    return target
  } catch (error) {
    fs.rmSync(file, { force: true })
    throw error
  }
}
