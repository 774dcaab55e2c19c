import type { Raster, Region } from '#native'
import { type Band, openBand, type PictureFile, type Rows } from './picture-file'

/** Rows of `region`, counted from its top, as a raster of its width: a copy unless the region is as wide as the picture. */
export function openCrop(picture: PictureFile, region: Region, rows: Rows, writable = false): Band {
  const band = openBand(picture, { top: region.top + rows.top, height: rows.height }, writable)
  const { raster } = band
  const place = { width: region.width, height: rows.height, top: rows.top, fullHeight: region.height }
  if (region.width === raster.width) return { raster: { ...raster, ...place }, close: () => band.close() }
  const data = raster.data.slice(0, region.width * rows.height * raster.channels)
  const copied: Raster = { ...raster, ...place, data }
  copyColumns(raster, copied, region.left)
  return {
    raster: copied,
    close() {
      if (writable) copyColumns(raster, copied, region.left, true)
      band.close()
    },
  }
}

function copyColumns(wide: Raster, narrow: Raster, left: number, isBack = false): void {
  const count = narrow.width * narrow.channels
  for (let y = 0; y < narrow.height; y++) {
    const at = (y * wide.width + left) * wide.channels
    if (isBack) wide.data.set(narrow.data.subarray(y * count, (y + 1) * count), at)
    else narrow.data.set(wide.data.subarray(at, at + count), y * count)
  }
}
