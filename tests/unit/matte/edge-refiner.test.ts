import { failure, plainHeader } from '#protocol'
import { kernels, MAX_WINDOW_BYTES } from '#native'
import type { ModelSession, Tensor } from '#helper/pipeline/model-session'
import { sampleMatte } from '#helper/pipeline/matte-edge-tile'
import { refineEdges } from '#helper/pipeline/matte-edges'
import { placesToCheck } from '#helper/pipeline/matte-doubts'
import { segmentsOf, widen } from '#helper/pipeline/matte-open'
import type { LoadedModel } from '#helper/tasks/task'
import { Cancelled } from '#helper/tasks/task'
import { asUnits, fixedNetwork, type MaskInput, runMask } from '../../support/run-mask'
import { headerOf, paint, tinyManifest } from '../../support/run-task'

type Planes = (at: { image: Float32Array; coarse: Float32Array; lines: Float32Array; size: number }) => Float32Array[]

/** A refiner that makes its matte (and doubt) of its inputs by arithmetic; `seen` are the sizes it was run at. */
function refinerOf(make: Planes, seen: [number, number][] = []): LoadedModel {
  const session: ModelSession = {
    provider: 'cpu',
    run: async (inputs) => {
      const { data, dims } = inputs['image'] as Tensor
      const [, , height, width] = dims as [number, number, number, number]
      const size = width * height
      const mattes = (inputs['mattes'] as Tensor).data
      seen.push([width, height])
      const [matte, doubt = new Float32Array(size)] = make({
        image: data, coarse: mattes.subarray(0, size), lines: mattes.subarray(size), size,
      })
      const out = new Float32Array(5 * size)
      out.set(matte!)
      out.set(doubt, 4 * size)
      return { out: { data: out, dims: [1, 5, height, width] } }
    },
    inferMs: () => 7,
  }
  const manifest = tinyManifest('refine', {
    id: 'tiny-refine', mattes: { name: 'mattes' },
    tile: { kind: 'tiled', alignPx: 8, contextPx: 16, trimPx: 0, preferredPx: 128 },
  })
  return { manifest, session }
}

const sameAsLines = (seen: [number, number][] = []): LoadedModel => refinerOf(({ lines }) => [lines.slice()], seen)

function discPicture(width: number, height: number, sample: 'u8' | 'f32' = 'u8'): MaskInput {
  const header = headerOf(width, height, { sample })
  const data = paint(header, (x, y, c) => {
    const cover = Math.min(1, Math.max(0, height / 3 + 0.5 - Math.hypot(x - width / 2, y - height / 2)))
    const grain = 0.01 * Math.sin(x * 12.9 + y * 78.2 + c)
    return [0.8, 0.2, 0.2][c]! * cover + [0.2, 0.6, 0.3][c]! * (1 - cover) + grain
  })
  return { header, data }
}

const coarse = (side: number): LoadedModel => fixedNetwork({
  width: side, height: side,
  values: Float32Array.from({ length: side * side }, (_, i) => {
    const [x, y] = [((i % side) + 0.5) / side - 0.5, (Math.floor(i / side) + 0.5) / side - 0.5]
    return Math.min(1, Math.max(0, (1 / 3 - Math.hypot(x, y)) * side / 3 + 0.5))
  }),
})

const most = (a: Float32Array, b: Float32Array): number => a.reduce((so, value, i) => Math.max(so, Math.abs(value - b[i]!)), 0)

describe('the edge refiner', () => {
  it.each([
    ['at full size', 160, 54], ['after a look at the reduced picture', 300, 38], ['at half size with detail', 480, 30],
  ])('%s, changes nothing where its network gives the colour lines back', async (_, size, side) => {
    const picture = discPicture(size, size)
    const plain = asUnits((await runMask({ picture, model: coarse(side) })).matte)
    const { matte, done } = await runMask({ picture, model: coarse(side), refiner: sameAsLines() })
    expect(done).toMatchObject({ facts: { refinement: 'tiny-refine' }, notes: [] })
    expect(done.timings.inferMs).toBe(7)
    // Ends of the network's range are cut off, and colour lines are asked twice where a reduced picture is looked at first.
    expect(most(asUnits(matte), plain)).toBeLessThan(size === 160 ? 0.045 : 0.25)
    const mean = asUnits(matte).reduce((sum, value, i) => sum + Math.abs(value - plain[i]!), 0) / plain.length
    expect(mean).toBeLessThan(0.012)
  })

  it('touches the open cells alone, and only runs there', async () => {
    const seen: [number, number][] = []
    const picture = discPicture(480, 480)
    const half = refinerOf(({ size }) => [new Float32Array(size).fill(0.5)], seen)
    const values = asUnits((await runMask({ picture, model: coarse(160), refiner: half })).matte)
    values.forEach((value, i) => {
      const distance = Math.abs(Math.hypot((i % 480) - 240, Math.floor(i / 480) - 240) - 160)
      if (distance > 60 && value !== 0 && value !== 1) throw new Error(`${value} at ${distance} px from the edge`)
      if (distance < 1 && Math.abs(value - 0.5) > 0.01) throw new Error(`${value} on the edge`)
    })
    const area = seen.reduce((sum, [width, height]) => sum + width * height, 0)
    expect(area).toBeLessThan(480 * 480)
    for (const [width, height] of seen) expect([width % 8, height % 8, height <= 128, width <= 1200]).toEqual([0, 0, true, true])
  })

  it('gives floats that are no numbers, and samples beyond white, to no network', async () => {
    const picture = discPicture(200, 200, 'f32')
    picture.data[(100 * 200 + 34) * 3] = NaN
    picture.data[(100 * 200 + 35) * 3] = 40
    let isTame = true
    const watching = refinerOf(({ image, lines }) => {
      isTame &&= image.every((value) => value >= 0 && value <= 1)
      return [lines.slice()]
    })
    await runMask({ picture, model: coarse(60), refiner: watching })
    expect(isTame).toBe(true)
  })

  it('is not asked for where there is no edge, a mask was given, or colours were asked for', async () => {
    const never = refinerOf(() => { throw new Error('asked') })
    const picture = discPicture(120, 120)
    const empty = fixedNetwork({ width: 8, height: 8, values: new Float32Array(64) })
    const { done } = await runMask({ picture, model: empty, refiner: never })
    expect(done).toMatchObject({ facts: { refinement: 'colour-lines' }, notes: [expect.stringContaining('no clear subject')] })
    const data = new Uint8Array(14_400).fill(255, 0, 7000)
    const mask = { header: plainHeader({ width: 120, height: 120 }, 'gray', 'u8'), data }
    expect((await runMask({ picture, mask, refiner: never })).done.facts).toEqual({ refinement: 'colour-lines' })
    const plain = await runMask({ picture, model: coarse(40), refiner: never, options: { refine: false } })
    expect(plain.done.facts).toEqual({})
  })

  it('is replaced by colour lines where it is not on this machine, and the result says so', async () => {
    const { done } = await runMask({ picture: discPicture(120, 120), model: coarse(40) })
    expect(done).toMatchObject({ facts: { refinement: 'colour-lines' }, checkList: [] })
    expect(done.notes).toEqual([expect.stringMatching(/edge refiner could not be loaded/)])
  })

  it('passes on what its network fails with, and refuses a tensor of another size', async () => {
    const picture = discPicture(120, 120)
    const full = refinerOf(() => { throw failure('OUT_OF_MEMORY', { needed: 1 }) })
    await expect(runMask({ picture, model: coarse(40), refiner: full })).rejects.toMatchObject({ code: 'OUT_OF_MEMORY' })
    const odd = sameAsLines()
    const short: ModelSession = { ...odd.session, run: async () => ({ out: { data: new Float32Array(4), dims: [1, 1, 2, 2] } }) }
    await expect(runMask({ picture, model: coarse(40), refiner: { ...odd, session: short } }))
      .rejects.toMatchObject({ code: 'OUTPUT_INVALID' })
  })

  it('tells progress that never falls and can be stopped between rows of tiles', async () => {
    const shares: number[] = []
    const progress = (stage: string, done: number, total: number): void => { if (stage === 'refine') shares.push(done / total) }
    await runMask({ picture: discPicture(480, 480), model: coarse(30), refiner: sameAsLines(), progress })
    expect(shares).toEqual([...shares].sort((a, b) => a - b))
    expect(shares.length).toBeGreaterThan(5)
    expect(shares.at(-1)).toBe(1)
    const run = runMask({ picture: discPicture(480, 480), model: coarse(30), refiner: sameAsLines(), cancelAfter: 5 })
    await expect(run).rejects.toBeInstanceOf(Cancelled)
  })

  it('names the places that the network doubts, worst first', async () => {
    const doubting = refinerOf(({ lines, coarse: prior, size }) => {
      const doubt = new Float32Array(size)
      for (let i = 0; i < size; i++) doubt[i] = prior[i]! > 0 && prior[i]! < 1 ? 0.4 : 0
      return [lines.slice(), doubt]
    })
    const { done } = await runMask({ picture: discPicture(480, 480), model: coarse(120), refiner: doubting })
    const list = done.checkList!
    expect(list.length).toBeGreaterThan(0)
    for (const { left, top, right, bottom, score } of list) {
      expect([left >= 0, top >= 0, right <= 480, bottom <= 480, score > 0, score <= 1]).toEqual(Array(6).fill(true))
      const distance = Math.hypot((left + right) / 2 - 240, (top + bottom) / 2 - 240)
      expect(Math.abs(distance - 160)).toBeLessThan(40)
    }
  })
})

describe('what the edge refiner is made of', () => {
  it.each([
    ['as many rows as usual', 1000, 120], ['fewer rows of a very wide picture', MAX_WINDOW_BYTES / 50, 48],
    ['colour lines alone of one whose least tile fits no window', MAX_WINDOW_BYTES / 39, 16],
  ])('opens %s', async (_, rowBytes, most) => {
    const [width, height] = [64, 200]
    const opened: number[] = []
    const rowsOf = (channels: number, told: number[]) => ({ top, height: rows }: { top: number; height: number }) => {
      told.push(rows)
      const data = new Uint8Array(width * rows * channels)
      return { raster: { data, width, height: rows, channels, top, fullHeight: height }, close: () => undefined }
    }
    const { session } = sameAsLines()
    const plane = { width, height, values: new Float32Array(width * height).fill(0.5) }
    const size = { width, height }
    const written: number[] = []
    await refineEdges({ session, shape: { image: 'image', mattes: 'mattes', output: 'out', alignPx: 8, contextPx: 16 } }, {
      geometry: { width, height, stepPx: 1, cellPx: 4 }, coarse: { plane, size, span: size }, factor: 1, max: 255, rowBytes,
      colours: { planes: [0, 1, 2], scale: 1 / 255, isLinear: false },
      matte: { fields: new Float32Array(16 * 50 * 6), alpha: plane.values },
      cells: { columns: 16, rows: 50, cellPx: 4, open: new Uint8Array(800).fill(1) },
      picture: rowsOf(3, opened), target: rowsOf(1, written),
    }, () => undefined)
    expect(Math.max(...opened)).toBe(most)
    expect(written.reduce((sum, rows) => sum + rows, 0)).toBe(height)
  })

  it('samples a matte as the resampler does, at any place', () => {
    const values = Float32Array.from({ length: 12 * 7 }, (_, i) => (Math.sin(i * 1.7) + 1) / 2)
    const source = { data: values, width: 12, height: 7, channels: 1, top: 0, fullHeight: 7 }
    const target = { data: new Float32Array(50 * 33), width: 50, height: 33, channels: 1, top: 0, fullHeight: 33 }
    kernels().resize(source, target, { filter: 'bicubic', max: 1, alpha: false })
    const size = { width: 50, height: 33 }
    const plane = { width: 12, height: 7, values }
    const made = sampleMatte({ plane, size, span: size }, { left: 8, top: 5, width: 20, height: 16 })
    made.forEach((value, i) => {
      const expected = target.data[(5 + Math.floor(i / 20)) * 50 + 8 + (i % 20)]!
      expect(value).toBeCloseTo(Math.min(1, Math.max(0, expected)), 4)
    })
  })

  it('widens marks to all sides', () => {
    const marks = new Uint8Array(7 * 5)
    marks[2 * 7 + 3] = 1
    const wide = widen(marks, { columns: 7, rows: 5 }, 1)
    const rows = Array.from({ length: 5 }, (_, y) => [...wide.slice(y * 7, y * 7 + 7)].join(''))
    expect(rows).toEqual(['0000000', '0011100', '0011100', '0011100', '0000000'])
  })

  it('joins what is near, cuts what is long, and covers every open cell', () => {
    const open = new Uint8Array(300)
    for (const i of [0, 1, 5, 40, ...Array.from({ length: 200 }, (_, k) => 90 + k)]) open[i] = 1
    const segments = segmentsOf({ columns: 300, rows: 1, cellPx: 10, open }, 0, 10, 3000)
    expect(segments.slice(0, 2)).toEqual([{ left: 0, right: 65 }, { left: 395, right: 415 }])
    expect(segments.at(-1)!.right).toBe(2905)
    segments.forEach(({ left, right }, i) => {
      expect(right - left).toBeLessThanOrEqual(1024)
      expect(left).toBeGreaterThanOrEqual(segments[i - 1]?.right ?? 0)
    })
    open.forEach((value, i) => {
      if (value === 1) expect(segments.some(({ left, right }) => left <= i * 10 && right >= i * 10 + 10 - 5)).toBe(true)
    })
  })

  it('names no place where doubt is small or alike everywhere', () => {
    const cells = { columns: 48, rows: 48, cellPx: 4, open: new Uint8Array(48 * 48).fill(1) }
    const region = { left: 0, top: 0, width: 192, height: 192 }
    expect(placesToCheck({ cells, doubts: new Float32Array(48 * 48).fill(16 * 0.3) }, region)).toEqual([])
    const doubts = new Float32Array(48 * 48)
    doubts[10 * 48 + 20] = 16
    expect(placesToCheck({ cells, doubts }, region)).toEqual([
      { left: 80, top: 40, right: 88, bottom: 48, score: 0.5, reason: 'The edge is hard to tell here.' },
    ])
  })
})
