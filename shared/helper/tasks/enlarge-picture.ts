import type { Region } from '#native'
import { failure, hasAlpha, type PictureHeader } from '#protocol'
import { finishColours, planesIn, planesOut, prepareColours, takeExcess } from '#helper/pipeline/colour-planes'
import { type Enlargement, enlargeTile, reachOf } from '#helper/pipeline/enlarge-tile'
import { FILL_REACH_PX } from '#helper/pipeline/fill-transparent'
import { curveOf, type LightCurve } from '#helper/pipeline/light-curve'
import type { PictureFile } from '#helper/pipeline/picture-file'
import { resampleTile } from '#helper/pipeline/resample'
import { runTiles } from '#helper/pipeline/run-tiles'
import { cropTile, planeOf, scaleRegion, type Tile } from '#helper/pipeline/tile'
import type { Manifest } from '#helper/models/manifest'
import type { LoadedModel } from './task'
import { planPicture, tiledRules } from './tile-budget'

/** Two rounds bring the reduced result to within 1 % of the source; a third adds little. */
const BACK_PROJECTIONS = 2

/** A network with too small a factor runs twice; one with too large a factor is reduced. */
export function enlargementOf({ manifest, session }: LoadedModel, scale: number): Enlargement {
  const { alignPx, contextPx, trimPx } = tiledRules(manifest)
  const { input, output, scale: factor } = manifest
  if (factor === undefined) throw failure('MODEL_REFUSED', { model: manifest.id, reason: 'its manifest names no scale' })
  return {
    network: { session, shape: { input, output, trimPx, scale: factor } },
    alignPx, contextPx, scale,
    passes: factor >= scale ? 1 : 2,
    backProjections: manifest.fidelity ? BACK_PROJECTIONS : 0,
    slack: manifest.slack ?? 0,
  }
}

export interface EnlargeWork {
  source: PictureFile
  /** `how.scale` times as wide and high. */
  target: PictureFile
  how: Enlargement
  manifest: Manifest
  /** Throws to stop. */
  progress(stage: string, done: number, total: number): void
}

/** Enlarges a picture tile by tile, alpha included. */
export async function enlargePicture({ source, target, how, manifest, progress }: EnlargeWork): Promise<void> {
  const { header } = source
  const curve = curveOf(source, (done, total) => progress('measure', done, total))
  const { preferredPx } = tiledRules(manifest)
  const made = how.network.shape.scale ** how.passes
  const grid = planPicture(header, {
    alignPx: how.alignPx,
    reachPx: reachOf(how) + (hasAlpha(header.channels) ? FILL_REACH_PX : 0),
    preferredPx,
    // A second pass sees as many pixels as the first one made. Besides the network: about four copies of the result.
    bytesPerPixel: manifest.bytesPerPixel * how.network.shape.scale ** (2 * (how.passes - 1)) + 4 * 3 * 4 * made ** 2,
    scale: how.scale,
  })
  await runTiles({
    source, grid, scale: how.scale,
    planes: planesIn(header.channels),
    targets: [{ picture: target, planes: planesOut(header.channels) }],
    work: async (tile, core) => [await enlargeOne(tile, core, { how, header, curve })],
    progress: (done, total) => progress('upscale', done, total),
  })
}

async function enlargeOne(
  tile: Tile, core: Region, work: { how: Enlargement; header: PictureHeader; curve: LightCurve },
): Promise<Tile> {
  const { how, header, curve } = work
  prepareColours(tile, header, curve)
  const excess = takeExcess(tile, header)
  const large = await enlargeTile(how, tile, core)
  if (excess) addEnlarged(large, { ...tile, channels: 3, planes: excess }, how.scale)
  return finishColours(large, header, curve, hasAlpha(header.channels) ? enlargeAlpha(tile, large, how.scale) : undefined)
}

function addEnlarged(large: Tile, excess: Tile, scale: number): void {
  const added = cropTile(resampleTile(excess, scaleRegion(excess, scale), 'bilinear'), large)
  for (let i = 0; i < added.planes.length; i++) large.planes[i] = (large.planes[i] as number) + (added.planes[i] as number)
}

/** Alpha is no picture: it is interpolated, and stays within 0..1. */
function enlargeAlpha(tile: Tile, large: Tile, scale: number): Float32Array {
  const alpha = { ...tile, channels: 1, planes: planeOf(tile, 3) }
  const { planes } = cropTile(resampleTile(alpha, scaleRegion(tile, scale), 'lanczos3'), large)
  for (let i = 0; i < planes.length; i++) planes[i] = Math.min(1, Math.max(0, planes[i] as number))
  return planes
}
