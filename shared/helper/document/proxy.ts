import path from 'node:path'
import { plainHeader } from '#protocol'
import type { PictureFile } from '#helper/tasks/task'
import { asDecodeFailure, type Decoded } from './decode'
import { sharp, streamed } from './sharp-setup'
import { readVipsHeader, VIPS_HEADER_BYTES } from './vips-file'

/** Longest side of the picture that models of the whole scene see. */
export const PROXY_PX = 1600

/**
 * The picture as sRGB of 8 bits, shrunk, on white where it is transparent. sharp converts from the embedded profile;
 * for 16 bits only `withIccProfile` does that rightly (its default ends in Display P3), and only where there is a profile.
 */
export async function makeProxy(decoded: Decoded, folder: string): Promise<PictureFile> {
  const file = path.join(folder, 'proxy.v')
  const { header } = decoded.picture
  const isColour = header.channels.startsWith('rgb')
  try {
    const small = sharp(decoded.picture.file, streamed).flatten({ background: '#ffffff' })
      .resize({ width: PROXY_PX, height: PROXY_PX, fit: 'inside', withoutEnlargement: true })
    const converted = isColour && decoded.metadata.icc !== undefined ? small.withIccProfile('srgb') : small
    await converted.toColourspace('srgb').toFile(file)
  } catch (error) {
    throw asDecodeFailure(error, file)
  }
  const { width, height } = readVipsHeader(file)
  return { file, offset: VIPS_HEADER_BYTES, header: plainHeader({ width, height }, 'rgb', 'u8') }
}
