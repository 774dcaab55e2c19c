import { kernels, type Region } from '#native'
import type { MotionField } from './motion'
import { openBand, type PictureFile } from './picture-file'
import { cropTile, emptyTile, type Tile } from './tile'

/** A frame beside another, and the motion from that one to it. */
export interface MovedFrame {
  picture: PictureFile
  motion: MotionField
}

/** What of a frame is read beyond where motion points: the reach of its cubic. */
const CUBIC_REACH_PX = 3

/** How far an average looks beyond a pixel. */
export const AVERAGE_REACH_PX = 2

/** The averaged colours of a tile, and the share of the noise that is left at each pixel. */
export interface Averaged {
  tile: Tile
  left: Tile
}

/** The mean of a tile's three colours and of what other frames show of the same, weighted by `sigma`, its noise by luminance. */
export function averageOverTime(tile: Tile, picture: PictureFile, others: readonly MovedFrame[], sigma: Float32Array): Averaged {
  const inside = insideOf(tile, picture.header)
  const frame = cropTile({ ...tile, channels: 3 }, inside)
  const moved = others.map((other) => bringOnto(inside, other))
  const { width, height } = inside
  const planes = kernels().averageFrames(frame.planes.subarray(0, 3 * width * height), moved, width, height, { sigma })
  const size = width * height
  return {
    tile: mirrorOut({ ...inside, channels: 3, planes: planes.subarray(0, 3 * size) }, tile),
    left: mirrorOut({ ...inside, channels: 1, planes: planes.subarray(3 * size) }, tile),
  }
}

/** Beyond the picture a tile is its mirror, which motion knows nothing of. */
function insideOf(region: Region, picture: { width: number; height: number }): Region {
  const left = Math.max(0, region.left)
  const top = Math.max(0, region.top)
  const right = Math.min(picture.width, region.left + region.width)
  const bottom = Math.min(picture.height, region.top + region.height)
  return { left, top, width: right - left, height: bottom - top }
}

/** The three colours of what a frame shows of `region` of another. */
function bringOnto(region: Region, { picture, motion }: MovedFrame): Float32Array {
  const place = placeOf(region, picture, motion)
  const band = openBand(picture, { top: place.top, height: place.height })
  try {
    const planes = new Float32Array(3 * place.width * place.height)
    const { max, channels } = picture.header
    const map = channels === 'gray' || channels === 'gray-alpha' ? [0, 0, 0] : [0, 1, 2]
    kernels().pack(band.raster, place, planes, { planes: map, scale: 1 / max, mean: [0, 0, 0], std: [1, 1, 1] })
    return kernels().warp(planes, place, motion, region, { planes: 3, filter: 'bicubic' })
  } finally {
    band.close()
  }
}

/** Where motion brings the pixels of `region` from, within the picture. */
function placeOf(region: Region, { header }: PictureFile, motion: MotionField): Region {
  const [stepX, stepY] = [motion.pictureWidth / motion.width, motion.pictureHeight / motion.height]
  const first = (px: number, step: number): number => Math.max(0, Math.floor(px / step) - 1)
  const last = (px: number, step: number, count: number): number => Math.min(count - 1, Math.ceil(px / step) + 1)
  const [x0, x1] = [first(region.left, stepX), last(region.left + region.width, stepX, motion.width)]
  const [y0, y1] = [first(region.top, stepY), last(region.top + region.height, stepY, motion.height)]
  const [leftmost, rightmost] = rangeOf(motion.data.subarray(0, motion.width * motion.height), { x0, x1, y0, y1 }, motion.width)
  const [highest, lowest] = rangeOf(motion.data.subarray(motion.width * motion.height), { x0, x1, y0, y1 }, motion.width)
  const clamp = (px: number, most: number): number => Math.min(most, Math.max(0, px))
  const left = clamp(Math.floor(region.left + leftmost * stepX) - CUBIC_REACH_PX, header.width - 1)
  const top = clamp(Math.floor(region.top + highest * stepY) - CUBIC_REACH_PX, header.height - 1)
  const right = clamp(Math.ceil(region.left + region.width + rightmost * stepX) + CUBIC_REACH_PX, header.width)
  const bottom = clamp(Math.ceil(region.top + region.height + lowest * stepY) + CUBIC_REACH_PX, header.height)
  return { left, top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) }
}

function rangeOf(
  plane: Float32Array, { x0, x1, y0, y1 }: { x0: number; x1: number; y0: number; y1: number }, width: number,
): [number, number] {
  let [least, most] = [Infinity, -Infinity]
  for (let y = y0; y <= y1; y++) {
    for (let i = y * width + x0; i <= y * width + x1; i++) {
      const value = plane[i] as number
      if (value < least) least = value
      if (value > most) most = value
    }
  }
  return least <= most ? [least, most] : [0, 0]
}

/** A tile of `region`, mirrored beyond `inner` as pack does at a picture's edges. */
function mirrorOut(inner: Tile, region: Region): Tile {
  if (inner.width === region.width && inner.height === region.height) return inner
  const result = emptyTile(region, inner.channels)
  for (let c = 0; c < inner.channels; c++) {
    const plane = inner.planes.subarray(c * inner.width * inner.height, (c + 1) * inner.width * inner.height)
    const raster = { data: plane, width: inner.width, height: inner.height, channels: 1, top: 0, fullHeight: inner.height }
    const place = { left: region.left - inner.left, top: region.top - inner.top, width: region.width, height: region.height }
    const target = result.planes.subarray(c * region.width * region.height, (c + 1) * region.width * region.height)
    kernels().pack(raster, place, target, { planes: [0], scale: 1, mean: [0], std: [1] })
  }
  return result
}
