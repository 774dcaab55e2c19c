import { rowBytes } from '#protocol'
import { openBand, type PictureFile } from './picture-file'

const COPY_BYTES = 16 * 1024 * 1024

/** Copies every sample as it is, band by band; both pictures have the same header. */
export function copyPicture(source: PictureFile, target: PictureFile, progress: (done: number, total: number) => void): void {
  const { height } = source.header
  const step = Math.max(1, Math.floor(COPY_BYTES / rowBytes(source.header)))
  for (let top = 0; top < height; top += step) {
    progress(top, height)
    const rows = { top, height: Math.min(step, height - top) }
    const from = openBand(source, rows)
    const to = openBand(target, rows, true)
    to.raster.data.set(from.raster.data)
    from.close()
    to.close()
  }
  progress(height, height)
}
