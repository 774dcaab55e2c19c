import { kernels, type Raster, type Region, type ResizeFilter, resizeRows, MAX_WINDOW_BYTES } from '#native'
import { hasAlpha, rowBytes } from '#protocol'
import { openBand, type PictureFile } from './picture-file'
import { emptyTile, planeOf, type Tile } from './tile'

/** A plane as a picture of its own. */
export function planeRaster(plane: Float32Array, size: { width: number; height: number }): Raster {
  return { data: plane, width: size.width, height: size.height, channels: 1, top: 0, fullHeight: size.height }
}

/** The whole tile at another size, plane by plane, with aligned centres; what lies near its edges is mirrored, not true. */
export function resampleTile(tile: Tile, to: Region, filter: ResizeFilter): Tile {
  const result = emptyTile(to, tile.channels)
  for (let c = 0; c < tile.channels; c++) {
    kernels().resize(planeRaster(planeOf(tile, c), tile), planeRaster(planeOf(result, c), to), { filter, max: 1, alpha: false })
  }
  return result
}

/** Rows of the result that are made at a time. */
const BAND_BYTES = MAX_WINDOW_BYTES / 8

/** Resamples a picture file into another, band by band; alpha weighs the colour. */
export function resamplePicture(
  source: PictureFile, target: PictureFile, filter: ResizeFilter, progress: (done: number, total: number) => void,
): void {
  const { height, channels, max } = target.header
  const step = Math.max(1, Math.floor(BAND_BYTES / rowBytes(target.header)))
  for (let top = 0; top < height; top += step) {
    progress(top, height)
    const rows = { top, height: Math.min(step, height - top) }
    const from = openBand(source, resizeRows(rows, source.header.height, height, filter))
    const to = openBand(target, rows, true)
    kernels().resize(from.raster, to.raster, { filter, max, scale: max / source.header.max, alpha: hasAlpha(channels) })
    from.close()
    to.close()
  }
  progress(height, height)
}
