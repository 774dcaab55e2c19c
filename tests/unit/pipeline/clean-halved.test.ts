import { isBlotchy, takeBlotches } from '#helper/pipeline/clean-halved'
import { evenNoise } from '#helper/pipeline/noise-level'
import { cropTile, emptyTile, shrinkRegion, type Tile } from '#helper/pipeline/tile'

const level = evenNoise(0.05, 0.8)
const region = { left: -8, top: 4, width: 64, height: 48 }

function tileOf(valueAt: (x: number, y: number, channel: number) => number): Tile {
  const tile = emptyTile(region, 3)
  const size = region.width * region.height
  tile.planes.forEach((_, i) => {
    tile.planes[i] = valueAt(i % region.width, Math.floor((i % size) / region.width), Math.floor(i / size))
  })
  return tile
}

const gray = async (tile: Tile): Promise<Tile> => ({ ...tile, planes: tile.planes.map(() => 0.5) })
const rms = ({ planes }: Tile): number => Math.sqrt(planes.reduce((sum, value) => sum + (value - 0.5) ** 2, 0) / planes.length)

describe('the pass at half size', () => {
  const blotches = (amplitude: number) => tileOf((x, y, c) => 0.5 + (c - 1) * amplitude * Math.sin(x / 4) * Math.sin(y / 4))

  it('takes what it finds there and leaves what is far above the noise', async () => {
    for (const [amplitude, least, most] of [[0.01, 0, 0.12], [0.4, 0.95, 1.01]] as const) {
      const tile = blotches(amplitude)
      const fine = { ...tile, planes: tile.planes.slice() }
      await takeBlotches(fine, tile, { level, divisor: 2, cleanAt: gray })
      expect(rms(fine) / rms(tile)).toBeGreaterThanOrEqual(least)
      expect(rms(fine) / rms(tile)).toBeLessThan(most)
    }
  })

  it('changes nothing where nothing is found, and nothing without noise', async () => {
    const tile = blotches(0.01)
    const nothing = evenNoise(0, 0.8)
    for (const how of [{ level, cleanAt: async (small: Tile) => small }, { level: nothing, cleanAt: gray }]) {
      const fine = { ...tile, planes: tile.planes.slice() }
      await takeBlotches(fine, tile, { divisor: 2, ...how })
      fine.planes.forEach((value, i) => expect(Math.abs(value - tile.planes[i]!)).toBeLessThan(1e-6))
    }
  })

  it('says at half size the noise that is left there', async () => {
    let told = 0
    const tile = blotches(0.01)
    await takeBlotches({ ...tile }, tile, { level, divisor: 2, cleanAt: async (small, lower) => {
      told = lower.sigma[0]!
      return small
    } })
    expect(told).toBeCloseTo(0.04, 6)
  })

  it('a smaller tile within gets the same', async () => {
    const tile = blotches(0.02)
    const inner = shrinkRegion(region, 8)
    const fine = { ...tile, planes: tile.planes.slice() }
    const part = { ...cropTile(fine, inner), planes: cropTile(fine, inner).planes.slice() }
    await takeBlotches(part, tile, { level, divisor: 2, cleanAt: gray })
    await takeBlotches(fine, tile, { level, divisor: 2, cleanAt: gray })
    const core = shrinkRegion(inner, 4)
    const expected = cropTile(fine, core).planes
    cropTile(part, core).planes.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-6))
  })

  it('is not for white noise', () => {
    expect(isBlotchy({ ...level, halved: 0.5 })).toBe(false)
    expect(isBlotchy(level)).toBe(true)
  })
})
