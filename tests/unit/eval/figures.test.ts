import { deadLeaves } from '../../support/charts'
import { lumaOf } from '../../support/chart-measures'
import { bandPower, textureMtf50 } from '../../support/spectrum'
import { type Figure, formatFigures, isReached } from '../../eval/section'

const SIDE = 128
const wave = (lengthPx: number) => ({
  side: SIDE, plane: Float64Array.from({ length: SIDE ** 2 }, (_, i) => Math.sin((2 * Math.PI * (i % SIDE)) / lengthPx)),
})

describe('what the evaluation measures with', () => {
  it('the power of waves of 8 to 32 px is that of those waves', () => {
    const band = { fromPx: 8, toPx: 32 }
    const inside = bandPower(wave(16), band)
    expect(inside).toBeGreaterThan(1000)
    expect(bandPower(wave(4), band)).toBeLessThan(inside * 1e-4)
    expect(bandPower(wave(128), band)).toBeLessThan(inside * 0.05)
    const halved = { side: SIDE, plane: wave(16).plane.map((value) => value / 2) }
    expect(bandPower(halved, band) / inside).toBeCloseTo(0.25, 6)
  })

  it('a lens of 0.6 px keeps half the contrast of dead leaves at 0.31 cycles per pixel', () => {
    const { chart, seen } = deadLeaves(128, 3)
    const square = (data: Float32Array) => ({ side: 128, plane: lumaOf(data) })
    // exp(-2 (pi 0.6 f)^2) = 0.5
    expect(textureMtf50(square(chart.data), square(seen.data))).toBeCloseTo(0.3125, 1)
    expect(textureMtf50(square(chart.data), square(chart.data))).toBe(0.5)
  })

  it('a figure meets its goal from above or from below', () => {
    const figure = (reached: number, goal: Figure['goal']): Figure =>
      ({ what: 'x', unit: 'dB', reached, ...(goal ? { goal } : {}) })
    expect(isReached(figure(1, { atLeast: 1 }))).toBe(true)
    expect(isReached(figure(0.9, { atLeast: 1 }))).toBe(false)
    expect(isReached(figure(1.1, { atMost: 1 }))).toBe(false)
    expect(isReached(figure(5, undefined))).toBe(true)
  })

  it('the table tells what was reached, and which figures are those of others', () => {
    const table = formatFigures([
      {
        what: 'sharpness', unit: 'dB', reached: 31.234, goal: { atLeast: 33 },
        beside: [{ name: 'FFDNet', value: 33.87, isPublished: true }],
      },
    ])
    expect(table.split('\n')[1]).toBe('sharpness  >= 33.00 dB  31.23 dB  missed  FFDNet 33.87 (published, other protocol)')
  })
})
