import { coresOf, planTiles, regionOf, splitCore, type TileRules } from '#helper/pipeline/tile-grid'

const rules: TileRules = { alignPx: 2, contextPx: 4, preferredPx: 64, bytesPerPixel: 100, budgetBytes: 100e6, rowBytes: 300 }

describe('how a picture is cut', () => {
  it.each([[1, 1], [47, 1], [1, 53], [48, 48], [49, 97], [1000, 3]])('%i x %i: every pixel is in one core', (width, height) => {
    const grid = planTiles({ width, height }, rules)
    const seen = new Uint8Array(width * height)
    for (const core of coresOf(grid).flat()) {
      for (let i = 0; i < core.width * core.height; i++) {
        seen[(core.top + Math.floor(i / core.width)) * width + core.left + (i % core.width)]! += 1
      }
    }
    expect(seen.every((times) => times === 1)).toBe(true)
  })

  it('no tile is larger than what runs best', () => {
    for (const core of coresOf(planTiles({ width: 997, height: 499 }, rules)).flat()) {
      const region = regionOf(core, rules)
      expect(Math.max(region.width, region.height)).toBeLessThanOrEqual(64)
    }
  })

  it('regions start at the network\'s phase and end at a multiple of it', () => {
    const core = { left: 48, top: 0, width: 31, height: 7 }
    expect(regionOf(core, rules)).toEqual({ left: 44, top: -4, width: 40, height: 16 })
  })

  it('parts are nearly alike', () => {
    // 118 does not go into 56 twice; 40, 40 and 38 waste less than 56, 56 and 6.
    expect(coresOf(planTiles({ width: 118, height: 10 }, rules))[0]?.map(({ width }) => width)).toEqual([40, 40, 38])
  })

  it('a wide border makes larger tiles, or most would be border', () => {
    const grid = planTiles({ width: 1000, height: 1000 }, { ...rules, contextPx: 10 })
    expect(grid.corePx.width).toBeGreaterThan(120)
  })

  it('memory decides where it is short', () => {
    const grid = planTiles({ width: 1000, height: 1000 }, { ...rules, budgetBytes: 100 * 32 * 32 })
    expect(grid.corePx).toEqual({ width: 24, height: 24 })
  })

  it('rows of a very wide picture fit a window', () => {
    const grid = planTiles({ width: 300_000, height: 100 }, { ...rules, rowBytes: 300_000 * 16 })
    expect(grid.corePx.height + 2 * rules.contextPx).toBeLessThanOrEqual(Math.floor(256 * 1024 * 1024 / (300_000 * 16)))
  })

  it('says what the smallest tile would need', () => {
    expect(() => planTiles({ width: 9, height: 9 }, { ...rules, budgetBytes: 100 })).toThrow(
      expect.objectContaining({ code: 'OUT_OF_MEMORY', data: { needed: 10 * 10 * 100 } }))
  })

  it('a core is quartered at the network\'s phase', () => {
    expect(splitCore({ left: 4, top: 2, width: 7, height: 1 }, 2)).toEqual([
      { left: 4, top: 2, width: 4, height: 1 }, { left: 8, top: 2, width: 3, height: 1 },
    ])
    expect(splitCore({ left: 0, top: 0, width: 2, height: 2 }, 2)).toBeUndefined()
  })
})
