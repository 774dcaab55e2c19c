import { kernels, reflectedRows, type PlaneMap, type Region } from '#native'
import { FirstpassError } from '#protocol'
import { type Band, openBand, type PictureFile } from './picture-file'
import { assertGeometry, emptyTile, scaleRegion, type Tile } from './tile'
import { coresOf, regionOf, splitCore, type TileGrid } from './tile-grid'

/** Where tiles of a run go, besides the first target: the same size and scale. */
export interface TileTarget {
  picture: PictureFile
  /** planes[c] of the tile becomes this channel. */
  planes: PlaneMap
}

export interface TileRun {
  source: PictureFile
  /** Channels of the source, in the order the tile has them. */
  planes: PlaneMap
  targets: readonly TileTarget[]
  /** Targets are this many times as large as the source. */
  scale: number
  grid: TileGrid
  /**
   * Makes one tile per target of the tile it is given (0..1, floats of a linear picture as they are). What comes back
   * covers at least `core` times scale.
   */
  work(tile: Tile, core: Region): Promise<readonly Tile[]>
  /** Called before each tile and at the end, in pixels; throws to stop. */
  progress(done: number, total: number): void
}

/** Runs a picture through `work`, tile by tile, row by row; nothing but single tiles and mapped bands is held. */
export async function runTiles(run: TileRun): Promise<void> {
  const { source, targets, scale, grid } = run
  const total = grid.width * grid.height
  let done = 0
  for (const cores of coresOf(grid)) {
    const first = cores[0] as Region
    const region = regionOf(first, grid.rules)
    const bands: Band[] = []
    const open = (picture: PictureFile, rows: { top: number; height: number }, writable: boolean): Band => {
      const band = openBand(picture, rows, writable)
      bands.push(band)
      return band
    }
    try {
      const from = open(source, reflectedRows(region.top, region.height, source.header.height), false)
      const to = targets.map(({ picture }) => open(picture, { top: first.top * scale, height: first.height * scale }, true))
      for (const core of cores) {
        run.progress(done, total)
        await runCore(run, core, { from, to })
        done += core.width * core.height
      }
    } finally {
      for (const band of bands) band.close()
    }
  }
  run.progress(total, total)
}

interface OpenBands {
  from: Band
  to: readonly Band[]
}

/** One core; where memory gives out, its quarters, which need less. */
async function runCore(run: TileRun, core: Region, bands: OpenBands): Promise<void> {
  try {
    const tile = readTile(run, core, bands.from)
    const results = await run.work(tile, core)
    writeTiles(run, core, { results, to: bands.to })
  } catch (error) {
    const isMemory = error instanceof FirstpassError && error.code === 'OUT_OF_MEMORY'
    const parts = isMemory ? splitCore(core, run.grid.rules.alignPx) : undefined
    if (!parts) throw error
    for (const part of parts) await runCore(run, part, bands)
  }
}

function readTile({ source, planes, grid }: TileRun, core: Region, from: Band): Tile {
  const tile = emptyTile(regionOf(core, grid.rules), planes.length)
  const none = planes.map(() => 0)
  const ones = planes.map(() => 1)
  kernels().pack(from.raster, tile, tile.planes, { planes, scale: 1 / source.header.max, mean: none, std: ones })
  return tile
}

function writeTiles({ targets, scale }: TileRun, core: Region, made: { results: readonly Tile[]; to: readonly Band[] }): void {
  const { results, to } = made
  assertGeometry(results.length === targets.length, `${results.length} tiles for ${targets.length} targets`)
  const crop = scaleRegion(core, scale)
  targets.forEach(({ picture, planes }, i) => {
    const tile = results[i] as Tile
    assertGeometry(tile.channels === planes.length, `${tile.channels} planes for ${planes.length} channels`)
    const { max } = picture.header
    kernels().unpack(tile.planes, tile, crop, (to[i] as Band).raster, { planes, scale: max, max })
  })
}
