import { kernels, type LineColours, type Region } from '#native'
import { type PictureHeader, rowBytes } from '#protocol'
import { openCrop } from './crop-band'
import type { MattePlane } from './matte-plane'
import type { PictureFile, Rows } from './picture-file'
import { makeTrimap, type Trimap } from './trimap'

/** Rows of the picture in one window. */
const WINDOW_BYTES = 64 * 1024 * 1024

export type Progress = (done: number, total: number) => void

export interface Refinement {
  picture: PictureFile
  /** Where the matte goes: gray u8 or u16, the picture's size. */
  target: PictureFile
  /** The part of both that the plane spans. */
  region: Region
  /** What lies outside the band stays as the target has it (a mask of the user's), else it becomes 0 or white. */
  keep: boolean
}

/** Red, green and blue of a picture's channels on 0..1. */
export function lineColours(header: PictureHeader): LineColours {
  const isGray = header.channels === 'gray' || header.channels === 'gray-alpha'
  return { planes: isGray ? [0, 0, 0] : [0, 1, 2], scale: 1 / header.max, isLinear: header.colour.transfer === 'linear' }
}

/** Bands of rows of `region` that begin at multiples of `stepPx`. */
export function* bandsOf(header: PictureHeader, region: Region, stepPx: number): Generator<Rows> {
  const fitting = Math.max(1, Math.floor(WINDOW_BYTES / rowBytes(header)))
  const height = Math.max(1, Math.floor(fitting / stepPx)) * stepPx
  for (let top = 0; top < region.height; top += height) yield { top, height: Math.min(height, region.height - top) }
}

export interface Refined {
  trimap: Trimap
  /** The refined matte per level pixel of the trimap's geometry, 0..1. */
  alpha: Float32Array
}

/**
 * Brings a matte to full size so that its edges follow the picture: two passes over the picture by bands, the first over
 * the surroundings of the band only.
 */
export function refineMatte(plane: MattePlane, how: Refinement, progress: Progress): Refined {
  const { picture, target, region, keep } = how
  const trimap = makeTrimap(region, plane)
  const { geometry, cells } = trimap
  const colours = lineColours(picture.header)
  const levelPixels = Math.ceil(region.width / geometry.stepPx) * Math.ceil(region.height / geometry.stepPx)
  const level = new Float32Array(levelPixels * 3)
  if (trimap.unknownShare > 0) {
    for (const rows of bandsOf(picture.header, region, geometry.stepPx)) {
      progress(rows.top, 2 * region.height)
      const band = openCrop(picture, region, rows)
      kernels().shrinkCells(band.raster, geometry, cells, level, colours)
      band.close()
    }
  }
  const matte = kernels().fitColourLines(level, plane.values, plane, geometry, cells)
  for (const rows of bandsOf(picture.header, region, geometry.stepPx)) {
    progress(region.height + rows.top, 2 * region.height)
    const from = openCrop(picture, region, rows)
    const to = openCrop(target, region, rows, true)
    kernels().projectColourLines(from.raster, geometry, matte, to.raster, { ...colours, max: target.header.max, keep })
    from.close()
    to.close()
  }
  progress(2 * region.height, 2 * region.height)
  return { trimap, alpha: matte.alpha }
}

/** Enlarges a matte without looking at the picture. */
export function enlargeMatte(plane: MattePlane, target: PictureFile, region: Region, progress: Progress): void {
  const source = { data: plane.values, width: plane.width, height: plane.height, channels: 1, top: 0, fullHeight: plane.height }
  const { max } = target.header
  for (const rows of bandsOf(target.header, region, 1)) {
    progress(rows.top, region.height)
    const to = openCrop(target, region, rows, true)
    kernels().resize(source, to.raster, { filter: 'bicubic', max, scale: max, alpha: false })
    to.close()
  }
  progress(region.height, region.height)
}
