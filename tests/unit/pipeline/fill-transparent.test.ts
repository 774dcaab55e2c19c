import { fillTransparent, FILL_REACH_PX } from '#helper/pipeline/fill-transparent'
import { emptyTile, type Tile } from '#helper/pipeline/tile'

/** A row of gray-alpha pixels in which only the first shows, as 0.8. */
function row(width: number): Tile {
  const tile = emptyTile({ left: 0, top: 0, width, height: 1 }, 2)
  tile.planes[0] = 0.8
  tile.planes[width] = 0.01
  return tile
}

describe('colour where nothing shows', () => {
  it('grows from the neighbours that show, and no further than a network looks', () => {
    const tile = row(FILL_REACH_PX + 3)
    fillTransparent(tile)
    const colour = [...tile.planes.subarray(0, tile.width)].map((value) => Math.round(value * 1e6) / 1e6)
    expect(colour).toEqual([...Array.from({ length: FILL_REACH_PX + 1 }, () => 0.8), 0, 0])
  })

  it('leaves alpha and what shows alone', () => {
    const tile = emptyTile({ left: 0, top: 0, width: 2, height: 2 }, 2)
    tile.planes.set([0.1, 0.2, 0.9, 0.4, 1, 0, 0.5, 1])
    fillTransparent(tile)
    const expected = [0.1, (0.1 + 0.9 + 0.4) / 3, 0.9, 0.4, 1, 0, 0.5, 1]
    tile.planes.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 6))
  })

  it('a tile in which nothing shows stays', () => {
    const tile = emptyTile({ left: 0, top: 0, width: 3, height: 3 }, 4)
    tile.planes.fill(0.3, 0, 27)
    const before = tile.planes.slice()
    fillTransparent(tile)
    expect(tile.planes).toEqual(before)
  })
})
