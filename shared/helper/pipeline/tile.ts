import type { Region } from '#native'
import { failure } from '#protocol'

/** Planar float [channels, height, width], colour 0..1 before alpha, at `left`, `top` of a picture of its own scale. */
export interface Tile extends Region {
  channels: number
  planes: Float32Array
}

/** @throws INTERNAL_ERROR: a geometry that contradicts itself is a bug, and would read foreign memory */
export function assertGeometry(holds: boolean, what: string): asserts holds {
  if (!holds) throw failure('INTERNAL_ERROR', { reason: `tile geometry: ${what}` })
}

/** One plane of a tile, not copied. */
export function planeOf(tile: Tile, channel: number): Float32Array {
  const size = tile.width * tile.height
  return tile.planes.subarray(channel * size, (channel + 1) * size)
}

export function emptyTile(region: Region, channels: number): Tile {
  const { left, top, width, height } = region
  return { left, top, width, height, channels, planes: new Float32Array(channels * width * height) }
}

/** The part of a tile inside `region`, copied unless it is the whole. */
export function cropTile(tile: Tile, region: Region): Tile {
  const dx = region.left - tile.left
  const dy = region.top - tile.top
  const isInside = dx >= 0 && dy >= 0 && dx + region.width <= tile.width && dy + region.height <= tile.height
  assertGeometry(isInside, 'crop outside the tile')
  if (region.width === tile.width && region.height === tile.height) return tile
  const cropped = emptyTile(region, tile.channels)
  for (let c = 0; c < tile.channels; c++) {
    for (let y = 0; y < region.height; y++) {
      const from = (c * tile.height + y + dy) * tile.width + dx
      cropped.planes.set(tile.planes.subarray(from, from + region.width), (c * region.height + y) * region.width)
    }
  }
  return cropped
}

/** `region` of a picture that is `scale` times as large. */
export function scaleRegion(region: Region, scale: number): Region {
  return { left: region.left * scale, top: region.top * scale, width: region.width * scale, height: region.height * scale }
}

/** `region` with `px` taken from every side; negative grows. */
export function shrinkRegion(region: Region, px: number): Region {
  return { left: region.left + px, top: region.top + px, width: region.width - 2 * px, height: region.height - 2 * px }
}
