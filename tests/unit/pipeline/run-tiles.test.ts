import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { failure, type PictureHeader } from '#protocol'
import { planesIn, planesOut } from '#helper/pipeline/colour-planes'
import { type PictureFile } from '#helper/pipeline/picture-file'
import { writeResult } from '#helper/pipeline/result-file'
import { runTiles } from '#helper/pipeline/run-tiles'
import { emptyTile, planeOf, type Tile } from '#helper/pipeline/tile'
import { planTiles, type TileRules } from '#helper/pipeline/tile-grid'
import { headerOf, jobFolder, paint, readSamples, seededNumbers, toFile } from '../../support/run-task'

const folder = jobFolder()
const rules: TileRules = { alignPx: 2, contextPx: 4, preferredPx: 64, bytesPerPixel: 1, budgetBytes: 1e9, rowBytes: 1 }

interface Attempt {
  source: PictureFile
  work(tile: Tile): Promise<Tile>
  /** Memory allows tiles of this side. */
  sidePx?: number
  progress?(done: number, total: number): void
}

let count = 0

async function run({ source, work, sidePx = 24, progress = () => undefined }: Attempt): Promise<PictureFile> {
  const { header } = source
  const grid = planTiles(header, { ...rules, budgetBytes: sidePx ** 2 })
  return writeResult(join(folder, `result-${count++}`), header, (picture) => runTiles({
    source, grid, scale: 1, progress,
    planes: planesIn(header.channels),
    targets: [{ picture, planes: planesOut(header.channels) }],
    work: async (tile) => [await work(tile)],
  }))
}

function noise(header: PictureHeader, seed: number): PictureFile {
  const next = seededNumbers(seed)
  return toFile(folder, header, paint(header, () => next()))
}

/** Mean of the neighbours within 4 px in a row: looks as far as the rules' context. */
async function smear(tile: Tile): Promise<Tile> {
  const result = emptyTile(tile, tile.channels)
  for (let c = 0; c < tile.channels; c++) {
    const [from, to] = [planeOf(tile, c), planeOf(result, c)]
    for (let i = 0; i < to.length; i++) {
      for (const step of [-4, 0, 4]) for (const line of [-4, 0, 4]) to[i]! += (from[i + step + line * tile.width] ?? 0) / 9
    }
  }
  return result
}

describe('tiles of a picture', () => {
  const sizes = [[1, 1], [1, 37], [61, 1], [23, 29], [64, 48]] as const
  const layouts = [['rgb', 'u8'], ['rgb-alpha', 'u8'], ['rgb', 'u16'], ['rgb-alpha', 'f32']] as const

  it.each(sizes.flatMap((size) => layouts.map(([channels, sample]) => ({ size, channels, sample }))))(
    '$size $channels $sample: what is not changed comes back bit for bit',
    async ({ size: [width, height], channels, sample }) => {
      const source = noise(headerOf(width, height, { channels, sample }), width * 100 + height)
      const result = await run({ source, work: async (tile) => tile })
      expect(readSamples(result)).toEqual(readSamples(source))
      expect(result.offset).toBe(64)
    })

  it('tiled equals untiled', async () => {
    const source = noise(headerOf(101, 67), 5)
    const [tiled, whole] = [await run({ source, work: smear }), await run({ source, work: smear, sidePx: 200 })]
    expect(readSamples(tiled)).toEqual(readSamples(whole))
    expect(readSamples(tiled)).not.toEqual(readSamples(source))
  })

  it('where memory gives out, a tile is run in parts', async () => {
    const source = noise(headerOf(50, 50), 6)
    let largest = 0
    const work = (tile: Tile): Promise<Tile> => {
      if (tile.width * tile.height > 400) throw failure('OUT_OF_MEMORY', { needed: 1 })
      largest = Math.max(largest, tile.width * tile.height)
      return smear(tile)
    }
    const [parted, whole] = [await run({ source, work, sidePx: 64 }), await run({ source, work: smear, sidePx: 64 })]
    expect(readSamples(parted)).toEqual(readSamples(whole))
    expect(largest).toBeGreaterThan(0)
  })

  it('gives up when the smallest part does not fit, and leaves no file', async () => {
    const source = noise(headerOf(30, 30), 7)
    const file = join(folder, `result-${count}`)
    const work = (): Promise<Tile> => { throw failure('OUT_OF_MEMORY', { needed: 77 }) }
    await expect(run({ source, work })).rejects.toMatchObject({ code: 'OUT_OF_MEMORY', data: { needed: 77 } })
    expect(existsSync(file)).toBe(false)
  })

  it('can be stopped between tiles', async () => {
    const source = noise(headerOf(60, 60), 8)
    const file = join(folder, `result-${count}`)
    let tiles = 0
    const progress = (done: number): void => { if (done > 1000) throw new Error('stop') }
    await expect(run({ source, progress, work: async (tile) => { tiles++; return tile } })).rejects.toThrow('stop')
    expect(tiles).toBe(5)
    expect(existsSync(file)).toBe(false)
  })

  it('progress rises to the number of pixels', async () => {
    const seen: number[] = []
    await run({ source: noise(headerOf(40, 20), 9), work: async (tile) => tile, progress: (done) => seen.push(done) })
    expect(seen[0]).toBe(0)
    expect(seen.at(-1)).toBe(800)
    expect(seen).toEqual([...seen].sort((a, b) => a - b))
  })
})
