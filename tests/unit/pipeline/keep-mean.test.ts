import { KEEP_MEAN_REACH_PX, keepMean } from '#helper/pipeline/keep-mean'
import { cropTile, emptyTile, shrinkRegion, type Tile } from '#helper/pipeline/tile'
import { seededNumbers } from '../../support/run-task'

const region = { left: -13, top: 5, width: 90, height: 61 }

function tileOf(valueAt: (i: number) => number): Tile {
  const tile = emptyTile(region, 3)
  for (let i = 0; i < tile.planes.length; i++) tile.planes[i] = valueAt(i)
  return tile
}

describe('the mean that a network shifts', () => {
  it('comes back: a shift is undone everywhere', () => {
    const source = tileOf((i) => 0.2 + 0.1 * Math.sin(i))
    const shifted = tileOf((i) => 0.2 + 0.1 * Math.sin(i) + 0.05)
    keepMean(shifted, source)
    shifted.planes.forEach((value, i) => expect(value).toBeCloseTo(source.planes[i] as number, 6))
  })

  it('brings little of the noise back', () => {
    const next = seededNumbers(2)
    const source = tileOf(() => 0.5 + 0.1 * (next() - 0.5))
    const cleaned = tileOf(() => 0.5)
    keepMean(cleaned, source)
    const rms = ({ planes }: Tile): number =>
      Math.sqrt(planes.reduce((sum, value) => sum + (value - 0.5) ** 2, 0) / planes.length)
    expect(rms(cleaned)).toBeLessThan(rms(source) / 12)
    expect(rms(cleaned)).toBeGreaterThan(0)
  })

  it('does not depend on the tile beyond its reach', () => {
    const next = seededNumbers(3)
    const source = tileOf(next)
    const cleaned = tileOf((i) => (source.planes[i] as number) * 0.7)
    const inner = { left: 0, top: 9, width: 60, height: 50 }
    const part = { ...cropTile(cleaned, inner), planes: cropTile(cleaned, inner).planes.slice() }
    keepMean(part, source)
    keepMean(cleaned, source)
    const core = shrinkRegion(inner, KEEP_MEAN_REACH_PX)
    const [a, b] = [cropTile(part, core).planes, cropTile(cleaned, core).planes]
    a.forEach((value, i) => expect(value).toBeCloseTo(b[i] as number, 6))
  })

  it('a tile of one pixel is possible', () => {
    const tile = { left: 3, top: 3, width: 1, height: 1, channels: 3, planes: Float32Array.of(0.1, 0.2, 0.3) }
    keepMean(tile, { ...tile, planes: Float32Array.of(0.2, 0.2, 0.1) })
    expect([...tile.planes].map((value) => Math.round(value * 1e6) / 1e6)).toEqual([0.2, 0.2, 0.1])
  })
})
