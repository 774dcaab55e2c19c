import { kernels, resizeRows, type Raster, type Region } from '#native'
import { hasAlpha, rowBytes, type PictureHeader } from '#protocol'
import { openCrop } from './crop-band'
import type { PictureFile } from './picture-file'

const WINDOW_BYTES = 64 * 1024 * 1024

export interface Shrunk {
  width: number
  height: number
  /** Interleaved, as many channels as the picture, 0..1 of white. */
  values: Float32Array
  channels: number
}

/** A region of a picture at another size, as floats, colour weighted by alpha. Only a part of it is in memory at a time. */
export function shrinkPart(
  picture: PictureFile, region: Region, size: { width: number; height: number }, filter: 'box' | 'lanczos3',
): Shrunk {
  const { header } = picture
  const channels = channelsOf(header)
  const values = new Float32Array(size.width * size.height * channels)
  const rowsAtOnce = Math.max(1, Math.floor((WINDOW_BYTES / rowBytes(header)) * (size.height / region.height)))
  for (let top = 0; top < size.height; top += rowsAtOnce) {
    const height = Math.min(rowsAtOnce, size.height - top)
    const from = openCrop(picture, region, resizeRows({ top, height }, region.height, size.height, filter))
    const target: Raster = {
      data: values.subarray(top * size.width * channels, (top + height) * size.width * channels),
      width: size.width, height, channels, top, fullHeight: size.height,
    }
    kernels().resize(from.raster, target, { filter, max: 1, scale: 1 / header.max, alpha: hasAlpha(header.channels) })
    from.close()
  }
  return { ...size, values, channels }
}

const channelsOf = (header: PictureHeader): number => ({ gray: 1, 'gray-alpha': 2, rgb: 3, 'rgb-alpha': 4 })[header.channels]
