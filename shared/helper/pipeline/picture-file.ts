import { openWindow, type Raster, type Samples } from '#native'
import { channelCount, failure, type PictureHeader, rowBytes } from '#protocol'
import type { KeptWindows } from './kept-windows'

/** Pixels in a file: `header` says what they mean, `offset` where they begin (64 in a libvips `.v` file). */
export interface PictureFile {
  file: string
  offset: number
  header: PictureHeader
  /** Where its window stays open, if it is used again and again. */
  kept?: KeptWindows
}

/** Rows `[top, top + height)` of a picture. */
export interface Rows {
  top: number
  height: number
}

/** A band of rows as samples; they belong to the band until `close()`. */
export interface Band {
  raster: Raster
  /** @throws DISK_FULL for a writable band whose bytes can't be kept */
  close(): void
}

/** Opens rows of a picture. @throws PICTURE_INVALID for rows outside it, and what openWindow throws */
export function openBand(picture: PictureFile, rows: Rows, writable = false): Band {
  const { header } = picture
  if (rows.top < 0 || rows.height < 1 || rows.top + rows.height > header.height) {
    throw failure('PICTURE_INVALID', { reason: `rows ${rows.top} to ${rows.top + rows.height} of ${header.height}` })
  }
  const bytes = rowBytes(header)
  const [place, length] = [rows.top * bytes, rows.height * bytes]
  const whole = picture.kept?.whole(picture)
  const window = whole ?? openWindow(picture.file, { offset: picture.offset + place, length, writable })
  const from = whole ? place : 0
  const samples: Record<PictureHeader['sample'], () => Samples> = {
    u8: () => window.u8(from, length),
    u16: () => window.u16(from, length / 2),
    f32: () => window.f32(from, length / 4),
  }
  const raster: Raster = {
    data: samples[header.sample](),
    width: header.width,
    height: rows.height,
    channels: channelCount(header.channels),
    top: rows.top,
    fullHeight: header.height,
  }
  return { raster, close: () => (whole ? undefined : window.close()) }
}
