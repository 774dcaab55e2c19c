import { failure, type PictureHeader, rowBytes } from '#protocol'
import type { Manifest } from '#helper/models/manifest'
import { planTiles, type TileGrid } from '#helper/pipeline/tile-grid'

/** What one tile may take; with the helper, the runtime and the weights this stays below 1.2 GiB. */
const TILE_BUDGET_BYTES = 640 * 1024 * 1024

export type TiledRules = Extract<Manifest['tile'], { kind: 'tiled' }>

/** @throws MODEL_REFUSED for a network of fixed size */
export function tiledRules(manifest: Manifest): TiledRules {
  if (manifest.tile.kind === 'tiled') return manifest.tile
  throw failure('MODEL_REFUSED', { model: manifest.id, reason: 'it takes one fixed size, and this task needs tiles' })
}

export interface TileDemand {
  alignPx: number
  /** What everything around the core needs, before alignment. */
  reachPx: number
  preferredPx: number
  /** Of one tile, per source pixel. */
  bytesPerPixel: number
  /** How many rows and columns of the result one of the source becomes. */
  scale: number
}

/** How a picture is cut so that one tile stays within memory and its rows within a window. @throws OUT_OF_MEMORY */
export function planPicture(header: PictureHeader, demand: TileDemand): TileGrid {
  const { alignPx, reachPx, preferredPx, bytesPerPixel, scale } = demand
  return planTiles(header, {
    alignPx, preferredPx, bytesPerPixel,
    contextPx: Math.ceil(reachPx / alignPx) * alignPx,
    budgetBytes: TILE_BUDGET_BYTES,
    rowBytes: rowBytes(header) * scale * scale,
  })
}
