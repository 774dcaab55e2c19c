import {
  connectivityError, gradientError, gradientMagnitude, type Judged, largestRegion, sumOfDifferences, unknownBand,
} from '../../support/matting-metrics'

const width = 40
const height = 30
const everywhere = new Uint8Array(width * height).fill(1)
const plane = (valueAt: (x: number, y: number) => number): Float32Array =>
  Float32Array.from({ length: width * height }, (_, i) => valueAt(i % width, Math.floor(i / width)))
const edge = plane((x) => (x < 20 ? 1 : 0))
const judged = (matte: Float32Array, truth = edge, unknown = everywhere): Judged => ({ width, height, matte, truth, unknown })

describe('measures of a matte', () => {
  it('are 0 for the truth itself', () => {
    for (const measure of [sumOfDifferences, gradientError, connectivityError]) expect(measure(judged(edge))).toBe(0)
  })

  it('count differences in the unknown band alone', () => {
    const off = edge.slice()
    off[3] = 0.5
    expect(sumOfDifferences(judged(off))).toBeCloseTo(0.5)
    const unknown = everywhere.slice()
    unknown[3] = 0
    expect(sumOfDifferences(judged(off, edge, unknown))).toBe(0)
  })

  it('find the slope of a ramp', () => {
    const ramp = plane((x) => x / 100)
    expect(gradientMagnitude(ramp, { width, height })[15 * width + 20]).toBeCloseTo(0.01, 4)
    const down = plane((_, y) => y / 50)
    expect(gradientMagnitude(down, { width, height })[15 * width + 20]).toBeCloseTo(0.02, 4)
  })

  it('punish a blurred edge by its gradient, an even shift of a flat area not', () => {
    const blurred = plane((x) => Math.min(1, Math.max(0, (24 - x) / 8)))
    expect(gradientError(judged(blurred))).toBeGreaterThan(1)
    expect(gradientError(judged(plane(() => 0.3), plane(() => 0.4)))).toBeLessThan(1e-9)
  })

  it('punish an island by its connectivity', () => {
    const island = plane((x, y) => (x < 20 || (x > 30 && y > 10 && y < 15) ? 1 : 0))
    expect(connectivityError(judged(island))).toBeCloseTo(9 * 4, 3)
    // The same area beside the subject is connected to nothing that both have, so it counts as much; fainter it counts less.
    const faint = plane((x, y) => (x < 20 ? 1 : x > 30 && y > 10 && y < 15 ? 0.1 : 0))
    expect(connectivityError(judged(faint))).toBe(0)
  })

  it('find the largest region and the band', () => {
    const ones = Uint8Array.from([1, 0, 0, 1, 0, 1, 0, 1, 1])
    expect(Array.from(largestRegion(ones, 3, 3))).toEqual([0, 0, 0, 0, 0, 1, 0, 1, 1])
    const mixed = plane((x, y) => (x === 10 && y === 10 ? 0.5 : 0))
    const band = unknownBand(mixed, { width, height }, 2)
    expect(band.reduce((sum, value) => sum + value, 0)).toBe(25)
    expect(band[8 * width + 12]).toBe(1)
  })
})
