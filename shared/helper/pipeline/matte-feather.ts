import { gaussianReachPx, kernels, type Raster, resizeRows } from '#native'
import type { Progress } from './matte-refine'
import { openBand, type PictureFile, type Rows } from './picture-file'

/** A Gaussian this wide is as good on a reduced matte; above it, the matte is reduced first. */
const FULL_SIZE_SIGMA = 8

const BAND_SAMPLES = 4_000_000

/** Gaussian blur of a matte; `sigma` in its pixels. Memory is bounded by bands, and by reducing where sigma is large. */
export function featherMatte(source: PictureFile, target: PictureFile, sigma: number, progress: Progress): void {
  const { width, height } = source.header
  const factor = Math.max(1, Math.floor(sigma / (FULL_SIZE_SIGMA / 2)))
  const small = { width: Math.ceil(width / factor), height: Math.ceil(height / factor) }
  // Averaging over `factor` pixels blurs too: by a variance of (factor^2 - 1) / 12.
  const reduced = Math.sqrt(Math.max(0, sigma ** 2 - (factor ** 2 - 1) / 12)) / factor
  const reach = Math.ceil(gaussianReachPx(reduced))
  const step = Math.max(factor, Math.floor(BAND_SAMPLES / width))
  for (let top = 0; top < height; top += step) {
    progress(top, height)
    const rows = { top, height: Math.min(step, height - top) }
    const core = resizeRows(rows, small.height, height, 'bicubic')
    const wide = widen(core, reach, small.height)
    const band = reduceRows(source, small, wide)
    kernels().gaussianBlur(band.data as Float32Array, band.width, band.height, reduced)
    const to = openBand(target, rows, true)
    kernels().resize(band, to.raster, { filter: 'bicubic', max: target.header.max, scale: target.header.max, alpha: false })
    to.close()
  }
  progress(height, height)
}

export function widen(rows: Rows, by: number, fullHeight: number): Rows {
  const top = Math.max(0, rows.top - by)
  return { top, height: Math.min(fullHeight, rows.top + rows.height + by) - top }
}

/** Rows of the matte at a smaller size, 0..1. */
function reduceRows(source: PictureFile, size: { width: number; height: number }, rows: Rows): Raster {
  const from = openBand(source, resizeRows(rows, source.header.height, size.height, 'box'))
  const data = new Float32Array(size.width * rows.height)
  const band: Raster = { data, width: size.width, height: rows.height, channels: 1, top: rows.top, fullHeight: size.height }
  kernels().resize(from.raster, band, { filter: 'box', max: 1, scale: 1 / source.header.max, alpha: false })
  from.close()
  return band
}
