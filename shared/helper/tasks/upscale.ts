import { join } from 'node:path'
import type { Region } from '#native'
import { failure, hasAlpha, MAX_SIDE_PX, type PictureHeader, type UpscaleOptions } from '#protocol'
import { finishColours, planesIn, planesOut, prepareColours, takeExcess } from '#helper/pipeline/colour-planes'
import { copyPicture } from '#helper/pipeline/copy-picture'
import { type Enlargement, enlargeTile, reachOf } from '#helper/pipeline/enlarge-tile'
import { FILL_REACH_PX } from '#helper/pipeline/fill-transparent'
import { curveOf, type LightCurve } from '#helper/pipeline/light-curve'
import type { PictureFile } from '#helper/pipeline/picture-file'
import { resamplePicture, resampleTile } from '#helper/pipeline/resample'
import { writeResult } from '#helper/pipeline/result-file'
import { runTiles } from '#helper/pipeline/run-tiles'
import { cropTile, planeOf, scaleRegion, type Tile } from '#helper/pipeline/tile'
import type { Manifest } from '#helper/models/manifest'
import { inputOf } from './inputs'
import type { LoadedModel, Task, TaskContext } from './task'
import { planPicture, tiledRules } from './tile-budget'
import { asResult, credit, timed } from './work-done'

const STAGE = 'upscale'

/** Two rounds bring the reduced result to within 1 % of the source; a third adds little. */
const BACK_PROJECTIONS = 2

/** Makes a picture 2, 3 or 4 times as wide and high, alpha included. Scale 1 gives the picture back, bit for bit. */
export const upscale: Task<UpscaleOptions> = (context, options) => timed(async () => {
  const source = inputOf(context, 'picture')
  const header = enlargedHeader(source.header, options.scale)
  const file = join(context.order.folder, 'picture.v')
  if (options.scale === 1 || options.method === 'traditional') {
    const picture = await writeResult(file, header, (target) => {
      const progress = (done: number, total: number): void => context.progress(STAGE, done, total)
      if (options.scale === 1) copyPicture(source, target, progress)
      else resamplePicture(source, target, 'lanczos3', progress)
    })
    return { results: { picture: asResult(picture) }, method: options.method, notes: [], facts: {}, inferMs: 0 }
  }
  const model = await context.model('upscale', options.model, { scale: options.scale, blend: options.denoise })
  const how = enlargementOf(model, options.scale)
  const { manifest, session } = model
  const picture = await writeResult(file, header, (target) => enlargePicture(context, { source, target, how, manifest }))
  const facts = { networkScale: how.network.shape.scale, passes: how.passes, backProjections: how.backProjections }
  const results = { picture: asResult(picture) }
  return { results, method: 'model', ...credit(model), notes: [], facts, inferMs: session.inferMs() }
})

/** @throws PICTURE_TOO_LARGE */
function enlargedHeader(header: PictureHeader, scale: number): PictureHeader {
  const { width, height, origin } = header
  if (Math.max(width, height) * scale > MAX_SIDE_PX) {
    const size = `${width * scale} x ${height * scale}`
    throw failure('PICTURE_TOO_LARGE', { what: 'The enlarged picture', size, limit: `${MAX_SIDE_PX} px a side` })
  }
  const moved = { left: origin.left * scale, top: origin.top * scale }
  return { ...header, width: width * scale, height: height * scale, origin: moved }
}

/** A network with too small a factor runs twice; one with too large a factor is reduced. */
function enlargementOf({ manifest, session }: LoadedModel, scale: number): Enlargement {
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

interface Work {
  source: PictureFile
  target: PictureFile
  how: Enlargement
  manifest: Manifest
}

async function enlargePicture(context: TaskContext, { source, target, how, manifest }: Work): Promise<void> {
  const { header } = source
  const curve = curveOf(source, (done, total) => context.progress('measure', done, total))
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
    progress: (done, total) => context.progress(STAGE, done, total),
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
