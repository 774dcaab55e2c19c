import { hasAlpha, rowBytes } from '#protocol'
import { openBand, type PictureFile } from './picture-file'

const BAND_BYTES = 16 * 1024 * 1024

/** Mid gray as a sample: half of white, rounded up. */
export const midGray = (max: number): number => (max === 1 ? 0.5 : Math.floor(max / 2 + 0.5))

/** Fills a picture with mid gray under the alpha of another of the same header. */
export function fillMidGray(target: PictureFile, source: PictureFile): void {
  const { height, max, channels: layout } = target.header
  const step = Math.max(1, Math.floor(BAND_BYTES / rowBytes(target.header)))
  for (let top = 0; top < height; top += step) {
    const rows = { top, height: Math.min(step, height - top) }
    const to = openBand(target, rows, true)
    const { data, channels } = to.raster
    data.fill(midGray(max))
    if (hasAlpha(layout)) {
      const from = openBand(source, rows)
      for (let i = channels - 1; i < data.length; i += channels) data[i] = from.raster.data[i] as number
      from.close()
    }
    to.close()
  }
}
