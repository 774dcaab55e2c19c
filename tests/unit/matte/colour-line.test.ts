import type { Kernels, LineGeometry, LineMatte, Raster } from '../../../native/lib/kernels'
import { both, depths, emptyRaster, itNative, largestDifference, randomFrom, randomRaster, seed, truth } from '../native/support'

interface Case {
  geometry: LineGeometry
  source: Raster
  prior: Float32Array
  priorSize: { width: number; height: number }
  cells: Uint8Array
  scale: number
}

const gridOf = ({ width, height, stepPx, cellPx }: LineGeometry): { width: number; height: number } => ({
  width: Math.ceil(Math.ceil(width / stepPx) / cellPx), height: Math.ceil(Math.ceil(height / stepPx) / cellPx),
})
const levelArea = ({ width, height, stepPx }: LineGeometry): number => Math.ceil(width / stepPx) * Math.ceil(height / stepPx)

/** A matte that falls from left to right, over colours that follow it with some noise. */
function makeCase(geometry: LineGeometry, channels: number, depth: readonly ['u8' | 'u16' | 'f32', number]): Case {
  const random = randomFrom(seed)
  const { width, height } = geometry
  const source = randomRaster({ width, height, channels, depth: depth[0] }, depth[1], random)
  for (let i = 0; i < width * height; i++) {
    const t = Math.min(1, Math.max(0, ((i % width) / width) * 3 - 1))
    for (let c = 0; c < channels; c++) {
      const value = (1 - t) * (c === 0 ? 0.8 : 0.3) + t * (c === 0 ? 0.2 : 0.7) + 0.05 * random()
      source.data[i * channels + c] = value * depth[1]
    }
  }
  const priorSize = { width: 7, height: 5 }
  const prior = Float32Array.from({ length: 35 }, (_, i) => [1, 1, 0.9, 0.5, 0.2, 0, 0][i % 7]!)
  const grid = gridOf(geometry)
  const cells = Uint8Array.from({ length: grid.width * grid.height }, (_, i) => {
    const x = ((i % grid.width) + 0.5) / grid.width
    return x > 0.25 && x < 0.75 ? 2 : x > 0.1 && x < 0.9 ? 1 : 0
  })
  return { geometry, source, prior, priorSize, cells, scale: 1 / depth[1] }
}

interface More {
  isLinear?: boolean
  keep?: boolean
  max?: number
}

function refine(kernels: Kernels, made: Case, more: More = {}): { matte: LineMatte; target: Raster } {
  const { geometry, source, prior, priorSize, cells, scale } = made
  const planes = source.channels < 3 ? [0, 0, 0] : [0, 1, 2]
  const colours = { planes, scale, isLinear: more.isLinear ?? false }
  const level = new Float32Array(levelArea(geometry) * 3)
  kernels.shrinkCells(source, geometry, cells, level, colours)
  const matte = kernels.fitColourLines(level, prior, priorSize, geometry, cells)
  const max = more.max ?? 255
  const target = emptyRaster({ width: geometry.width, height: geometry.height, channels: 1, depth: max === 255 ? 'u8' : 'u16' })
  if (more.keep) target.data.fill(77)
  kernels.projectColourLines(source, geometry, matte, target, { ...colours, max, keep: more.keep ?? false })
  return { matte, target }
}

const geometries: readonly LineGeometry[] = [
  { width: 64, height: 40, stepPx: 2, cellPx: 4 }, { width: 61, height: 37, stepPx: 3, cellPx: 2 },
  { width: 53, height: 1, stepPx: 1, cellPx: 4 }, { width: 1, height: 1, stepPx: 1, cellPx: 2 },
  { width: 47, height: 29, stepPx: 5, cellPx: 1 },
]

describe('the colour line', () => {
  for (const geometry of geometries) {
    for (const depth of depths) {
      for (const channels of [1, 3, 4]) {
        const what = `${Object.values(geometry).join('/')}, ${depth.join(' ')}, ${channels} channels`
        itNative(`is the same in C++: ${what}, seed ${seed}`, (native) => {
          for (const more of [{ keep: false }, { keep: true, max: 65535 }, { isLinear: true }]) {
            const made = makeCase(geometry, channels, depth)
            const ours = refine(native, made, more)
            const right = refine(truth, made, more)
            // Sums in single precision stand against variances of 0.012 squared; a narrow picture has few pixels to a sum.
            expect(largestDifference(ours.matte.alpha, right.matte.alpha)).toBeLessThan(0.006)
            expect(largestDifference(ours.target.data, right.target.data)).toBeLessThanOrEqual(more.max === 65535 ? 6 * 257 : 6)
          }
        })
      }
    }
  }
})

describe.each(both)('the colour line ($kind)', (kernels) => {
  it('places a pixel between foreground and background by its colour', () => {
    const geometry = { width: 96, height: 48, stepPx: 1, cellPx: 4 }
    const source = emptyRaster({ width: 96, height: 48, channels: 3, depth: 'u8' })
    // Left red, right blue; one pixel column in the band is three quarters red, where the prior says a half.
    const random = randomFrom(5)
    for (let i = 0; i < 96 * 48; i++) {
      const x = i % 96
      const share = x === 50 ? 0.75 : x < 46 ? 1 : 0
      const colour = [200 * share + 20 * (1 - share), 40, 20 * share + 220 * (1 - share)]
      colour.forEach((value, c) => { source.data[i * 3 + c] = Math.round(value + 2 * random()) })
    }
    const prior = Float32Array.from({ length: 24 * 12 }, (_, i) => Math.min(1, Math.max(0, (13.5 - (i % 24)) / 5)))
    const cells = Uint8Array.from({ length: 24 * 12 }, (_, i) => (Math.abs((i % 24) - 11) < 6 ? 2 : 1))
    const { target } = refine(kernels, { geometry, source, prior, priorSize: { width: 24, height: 12 }, cells, scale: 1 / 255 })
    const row = Array.from(target.data.slice(24 * 96, 25 * 96))
    // The plain prior says 0.8, 0.53, 0.5, 0.32 and 0.1 here.
    expect(row[40]).toBeGreaterThan(225)
    expect(row[45]).toBeGreaterThan(220)
    expect(row[46]).toBeLessThan(30)
    expect(Math.abs(row[50]! / 255 - 0.75)).toBeLessThan(0.12)
    expect(row[55]).toBeLessThan(20)
  })

  it('leaves what is settled at 0 and 1 exactly, and with `keep` as it was', () => {
    const made = makeCase(geometries[0]!, 3, ['u8', 255])
    const { target } = refine(kernels, made)
    expect(target.data[0]).toBe(255)
    expect(target.data[63]).toBe(0)
    const kept = refine(kernels, made, { keep: true }).target
    expect(kept.data[0]).toBe(77)
    expect(kept.data[63]).toBe(77)
    expect(kept.data[30]).not.toBe(77)
  })

  it('refuses arrays of the wrong size', () => {
    const made = makeCase(geometries[0]!, 3, ['u8', 255])
    const misused = expect.objectContaining({ code: 'KERNEL_MISUSED' })
    expect(() => refine(kernels, { ...made, cells: made.cells.subarray(1) })).toThrow(misused)
    expect(() => refine(kernels, { ...made, geometry: { ...made.geometry, cellPx: 3 } })).toThrow(misused)
  })
})
