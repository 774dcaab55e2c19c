import { kernels } from '#native'
import type { PictureHeader } from '#protocol'
import { emptyTile, type Tile } from './tile'

/** Patches of 5 x 5 sought within 15 x 15, between the IPOL 2011 settings for weak and strong noise. */
const PATCH_RADIUS_PX = 2
const SEARCH_RADIUS_PX = 7

export const MEANS_REACH_PX = PATCH_RADIUS_PX + SEARCH_RADIUS_PX

/** The tile, the result and the kernel's sums. */
export const MEANS_BYTES_PER_PIXEL = 4 * 16

/** Non-local means (Buades, Coll, Morel 2005) of the colours of a tile; gray is one plane. */
export async function cleanByMeans(tile: Tile, sigma: readonly number[], { channels }: PictureHeader): Promise<Tile> {
  const size = tile.width * tile.height
  const isGray = channels === 'gray' || channels === 'gray-alpha'
  const planes = isGray ? 1 : 3
  const options = { planes, sigma: sigma.slice(0, planes), patchRadius: PATCH_RADIUS_PX, searchRadius: SEARCH_RADIUS_PX }
  const cleaned = kernels().nonLocalMeans(tile.planes.subarray(0, planes * size), tile.width, tile.height, options)
  const result = emptyTile(tile, 3)
  for (let c = 0; c < 3; c++) result.planes.set(cleaned.subarray(isGray ? 0 : c * size, (isGray ? 0 : c * size) + size), c * size)
  return result
}
