import { cleanByMeans, MEANS_BYTES_PER_PIXEL, MEANS_REACH_PX } from '#helper/pipeline/clean-by-means'
import { halvedReachPx, isBlotchy, MERGE_REACH_PX, takeBlotches } from '#helper/pipeline/clean-halved'
import type { CleanPlanes } from '#helper/pipeline/clean-tile'
import { runNetwork } from '#helper/pipeline/network'
import { type NoiseLevel, scaleNoise } from '#helper/pipeline/noise-level'
import { noiseMap, noiseMapReachPx } from '#helper/pipeline/noise-map'
import type { PictureFile } from '#helper/pipeline/picture-file'
import { cropTile, shrinkRegion, type Tile } from '#helper/pipeline/tile'
import type { LoadedModel } from './task'
import { type TileDemand, tiledRules } from './tile-budget'

/** A way to take noise away. */
export interface Method {
  /** At this multiple of the noise level. */
  clean(strength: number): CleanPlanes
  /** It has one strength of its own. */
  isBlind: boolean
  demand: TileDemand
}

/** What a tile holds besides the network: the picture, its noise map, what comes out. */
const PLANES_BYTES_PER_PIXEL = 4 * 4 * 4

/** The same at half size, with the differences and their squares. */
const HALVED_BYTES_PER_PIXEL = (4 * 20) / 4

export function byNetwork(model: LoadedModel, level: NoiseLevel): Method {
  const { manifest } = model
  const { alignPx, contextPx, trimPx, preferredPx } = tiledRules(manifest)
  const noise = manifest.noise
  const reachPx = contextPx + trimPx + (noise ? noiseMapReachPx(noise.divisor) : 0)
  const demand = { alignPx, preferredPx, scale: 1, reachPx, bytesPerPixel: manifest.bytesPerPixel + PLANES_BYTES_PER_PIXEL }
  const cleanAt = passOf(model)
  if (!noise || trimPx > 0 || !isBlotchy(level)) {
    return { clean: (strength) => (tile) => cleanAt(tile, scaleNoise(level, strength)), isBlind: !noise, demand }
  }
  const { divisor } = noise
  const halvedAlignPx = 2 * alignPx
  const insetPx = Math.floor((halvedReachPx(reachPx) - reachPx - MERGE_REACH_PX) / halvedAlignPx) * halvedAlignPx
  return {
    clean: (strength) => async (tile) => {
      const scaled = scaleNoise(level, strength)
      const fine = await cleanAt(cropTile(tile, shrinkRegion(tile, insetPx)), scaled)
      await takeBlotches(fine, tile, { level: scaled, divisor, cleanAt })
      return fine
    },
    isBlind: false,
    demand: {
      ...demand, alignPx: halvedAlignPx, reachPx: halvedReachPx(reachPx), preferredPx: preferredPx + 2 * insetPx,
      bytesPerPixel: demand.bytesPerPixel + HALVED_BYTES_PER_PIXEL,
    },
  }
}

/** The network over a tile, told the noise where it takes a map of it; beyond what it knows it shifts colours. */
function passOf({ manifest, session }: LoadedModel): (tile: Tile, level: NoiseLevel) => Promise<Tile> {
  const { input, output, noise } = manifest
  const network = { session, shape: { input, output, trimPx: tiledRules(manifest).trimPx, scale: 1 } }
  const most = noise?.most ?? Infinity
  const knownOf = (level: NoiseLevel): NoiseLevel => ({ ...level, sigma: level.sigma.map((value) => Math.min(value, most)) })
  return (tile, level) => runNetwork(network, tile, noise ? { [noise.name]: noiseMap(tile, knownOf(level), noise.divisor) } : {})
}

export function byMeans(level: NoiseLevel, { header }: PictureFile): Method {
  return {
    clean: (strength) => (tile) => cleanByMeans(tile, scaleNoise(level, strength).perChannel, header),
    isBlind: false,
    demand: { alignPx: 1, preferredPx: 512, scale: 1, reachPx: MEANS_REACH_PX, bytesPerPixel: MEANS_BYTES_PER_PIXEL },
  }
}
