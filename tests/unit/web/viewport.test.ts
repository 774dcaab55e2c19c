import {
  around, boxBetween, fit, MOST_SCALE, moved, toCanvas, toDocument, visiblePart, zoomAt,
} from '#standalone/web/viewport'

const canvas = { width: 1000, height: 500 }

describe('what a canvas shows of a document', () => {
  it('fits the whole in the middle, and never enlarges to do so', () => {
    const large = fit({ width: 6000, height: 4000 }, canvas)
    expect(large.scale).toBeCloseTo(470 / 4000, 6)
    expect(toCanvas(large, { x: 3000, y: 2000 })).toEqual({ x: 500, y: 250 })
    expect(fit({ width: 10, height: 10 }, canvas)).toEqual({ scale: 1, left: -495, top: -245 })
  })

  it('zooms around a point, which stays where it is, between the least and the most', () => {
    const from = fit({ width: 6000, height: 4000 }, canvas)
    const at = { x: 700, y: 100 }
    const place = toDocument(from, at)
    const to = zoomAt(from, at, { factor: 3, least: 0.01 })
    expect(to.scale).toBeCloseTo(from.scale * 3, 9)
    expect(toDocument(to, at).x).toBeCloseTo(place.x, 6)
    expect(toDocument(to, at).y).toBeCloseTo(place.y, 6)
    expect(zoomAt(from, at, { factor: 1e9, least: 0.01 }).scale).toBe(MOST_SCALE)
    expect(zoomAt(from, at, { factor: 1e-9, least: 0.01 }).scale).toBe(0.01)
  })

  it('moves with the pointer at every scale', () => {
    const by = { x: 30, y: -20 }
    const viewport = { scale: 4, left: 100, top: 100 }
    const point = toCanvas(moved(viewport, by), { x: 110, y: 120 })
    expect(point).toEqual({ x: 40 + 30, y: 80 - 20 })
  })

  it('names the part that is seen, cut to the document', () => {
    expect(visiblePart({ scale: 2, left: -10, top: 30.5 }, { width: 300, height: 200 }, canvas))
      .toEqual({ left: 0, top: 30, right: 300, bottom: 200 })
    expect(visiblePart({ scale: 1, left: 400, top: 0 }, { width: 300, height: 200 }, canvas)).toBeUndefined()
  })

  it('brings a region into the middle with as much around it', () => {
    const viewport = around({ left: 100, top: 100, right: 200, bottom: 150 }, canvas)
    expect(viewport.scale).toBe(4)
    expect(toCanvas(viewport, { x: 150, y: 125 })).toEqual({ x: 500, y: 250 })
  })

  it('takes a box in whole px, whichever way it is dragged, within the document', () => {
    const size = { width: 100, height: 80 }
    expect(boxBetween({ x: 90.4, y: 70 }, { x: 20.6, y: -5 }, size)).toEqual({ left: 21, top: 0, right: 90, bottom: 70 })
    expect(boxBetween({ x: 10, y: 10 }, { x: 10.3, y: 60 }, size)).toBeUndefined()
    expect(boxBetween({ x: 120, y: 10 }, { x: 150, y: 60 }, size)).toBeUndefined()
  })
})
