import type { Region } from '#native'
import { type Network, runNetwork } from './network'
import { resampleTile } from './resample'
import { assertGeometry, cropTile, scaleRegion, shrinkRegion, type Tile } from './tile'

/** How a picture becomes `scale` times as large with a network of another factor. */
export interface Enlargement {
  network: Network
  alignPx: number
  /** The network's own, see manifest.ts. */
  contextPx: number
  /** How often the network runs, each time on what it made before. */
  passes: number
  scale: number
  /** Rounds of back-projection; 0 for networks that mean to change what they are given (a denoising one). */
  backProjections: number
  /** What a sample of the reduced result may differ from the source without being corrected, on 0..1. */
  slack: number
}

/** Bicubic down and up again look two source pixels far each. */
const BACK_PROJECTION_PX = 4

/** Lanczos with three lobes, shrinking by at most 2, looks this many source pixels far. */
const REDUCTION_PX = 4

/** Border around a core, in source pixels, beyond which nothing reaches the core's result. */
export function reachOf({ network, contextPx, passes, scale, backProjections }: Enlargement): number {
  const once = contextPx + network.shape.trimPx
  let reach = 0
  for (let pass = 0; pass < passes; pass++) reach += Math.ceil(once / network.shape.scale ** pass)
  return reach + marginOf({ network, passes, scale, backProjections })
}

type Finish = Pick<Enlargement, 'network' | 'passes' | 'scale' | 'backProjections'>

function marginOf({ network, passes, scale, backProjections }: Finish): number {
  return backProjections * BACK_PROJECTION_PX + (network.shape.scale ** passes === scale ? 0 : REDUCTION_PX)
}

/** The three colour planes of `core`, enlarged. `tile` reaches `reachOf` beyond it. */
export async function enlargeTile(how: Enlargement, tile: Tile, core: Region): Promise<Tile> {
  const { network, alignPx, passes, scale } = how
  const made = network.shape.scale ** passes
  let large = await runNetwork(network, tile)
  for (let pass = 1; pass < passes; pass++) large = await runNetwork(network, cropToAlignment(large, alignPx))
  const kept = shrinkRegion(core, -marginOf(how))
  large = cropTile(large, scaleRegion(kept, made))
  if (made !== scale) large = resampleTile(large, scaleRegion(kept, scale), 'lanczos3')
  const colours = { ...tile, channels: 3, planes: tile.planes.subarray(0, 3 * tile.width * tile.height) }
  const source = cropTile(colours, kept)
  for (let round = 0; round < how.backProjections; round++) backProject(large, source, how.slack)
  return cropTile(large, scaleRegion(core, scale))
}

function cropToAlignment(tile: Tile, alignPx: number): Tile {
  const left = Math.ceil(tile.left / alignPx) * alignPx
  const top = Math.ceil(tile.top / alignPx) * alignPx
  const width = Math.floor((tile.left + tile.width - left) / alignPx) * alignPx
  const height = Math.floor((tile.top + tile.height - top) / alignPx) * alignPx
  return cropTile(tile, { left, top, width, height })
}

/**
 * One round of iterative back-projection (Irani, Peleg 1991, section 3): what the reduced result lacks of the source is
 * enlarged and added, so that reducing the result gives the source again, but for `slack`: so much of the source's noise may
 * stay removed. What lacks twice as much or more is no noise, and is added whole; edges do not run over then.
 */
export function backProject(large: Tile, source: Tile, slack: number): void {
  assertGeometry(large.width % source.width === 0 && large.height % source.height === 0, 'back-projection of another region')
  const lack = resampleTile(large, source, 'bicubic')
  for (let i = 0; i < lack.planes.length; i++) {
    const missing = (source.planes[i] as number) - (lack.planes[i] as number)
    lack.planes[i] = slack === 0 ? missing : missing * Math.min(1, Math.max(0, Math.abs(missing) / slack - 1))
  }
  const added = resampleTile(lack, large, 'bicubic')
  for (let i = 0; i < added.planes.length; i++) large.planes[i] = (large.planes[i] as number) + (added.planes[i] as number)
}
