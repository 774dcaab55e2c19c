import type { Raster, Samples } from '../../../native/lib/kernels'
import { both, itNative, randomFloats, randomFrom, seed, sizes, truth } from './support'

const refused = expect.objectContaining({ code: 'KERNEL_MISUSED' })

const matteOf = (data: Samples, width: number): Raster => {
  const height = data.length / width
  return { data, width, height, channels: 1, top: 0, fullHeight: height }
}

describe.each(both)('followMotion ($kind)', (kernels) => {
  it('goes on from where the first has brought it', () => {
    const first = Float32Array.of(1, 0.5, 0, 0, 0, 0)
    const second = Float32Array.of(10, 20, 30, 1, 2, 3)
    expect([...kernels.followMotion(first, second, { width: 3, height: 1 })]).toEqual([21, 25.5, 30, 2, 2.5, 3])
  })

  it('takes what lies beyond the sides as their value, and refuses another size', () => {
    const first = Float32Array.of(-5, 9, 7, -7)
    expect([...kernels.followMotion(first, Float32Array.of(1, 2, 3, 4), { width: 2, height: 1 })]).toEqual([-4, 11, 10, -3])
    expect(() => kernels.followMotion(first, new Float32Array(3), { width: 2, height: 1 })).toThrow(refused)
  })
})

const how = { share: 0.5, alike: 0.004, difference: 0.04, miss: 0.7, missOfWay: 0.02 }

describe.each(both)('addNeighbour ($kind)', (kernels) => {
  const add = (own: number[], other: number[], more: { gray?: number[]; way?: number[]; back?: number[] } = {}): number[][] => {
    const count = own.length
    const [sums, weights] = [Float32Array.from(own), new Float32Array(count).fill(1)]
    const still = new Array<number>(2 * count).fill(0)
    const seen = {
      own: { plane: Float32Array.from(own), gray: new Float32Array(count) },
      other: {
        plane: Float32Array.from(other), gray: Float32Array.from(more.gray ?? new Array<number>(count).fill(0)),
        way: Float32Array.from(more.way ?? still), back: Float32Array.from(more.back ?? still),
      },
    }
    kernels.addNeighbour(sums, weights, seen, { width: count, height: 1, ...how })
    return [[...sums], [...weights]]
  }

  it('adds by its share, and leaves what is alike', () => {
    expect(add([0, 0.5], [1, 0.503])).toEqual([[0.5, 0.5], [1.5, 1]])
  })

  it('counts less where another thing is seen, and half where the way misses by as much as is allowed', () => {
    const [sums, weights] = add([0, 0], [1, 1], { gray: [0.04, 0], back: [0, Math.sqrt(0.7), 0, 0] })
    expect(sums).toEqual([0.25, 0.25].map((value) => expect.closeTo(value, 5)))
    expect(weights).toEqual([1.25, 1.25].map((value) => expect.closeTo(value, 5)))
  })

  it('takes nothing from beyond the sides, or from nowhere', () => {
    expect(add([0, 0], [1, 1], { way: [-1, NaN, 0, 0] })).toEqual([[0, 0], [1, 1]])
  })
})

describe.each(both)('calmMatte ($kind)', (kernels) => {
  const calm = (own: number[], others: { matte: number[]; way?: [number, number] }[]): number[] => {
    const target = matteOf(new Uint8Array(own.length), own.length)
    const neighbours = others.map(({ matte, way = [0, 0] }) =>
      ({ matte: matteOf(Uint8Array.from(matte), own.length), way: Float32Array.from(way) }))
    kernels.calmMatte(matteOf(Uint8Array.from(own), own.length), target, neighbours, {
      max: 255, difference: 0.2, coarse: { width: 1, height: 1 },
    })
    return [...target.data]
  }

  it('keeps a matte without neighbours, and blocks that are settled', () => {
    expect(calm([1, 2, 3], [])).toEqual([1, 2, 3])
    expect(calm([0, 0, 255, 255], [{ matte: [90, 90, 90, 90] }])).toEqual([0, 0, 255, 255])
    expect(calm([0, 0, 0], [{ matte: [90, 90, 90] }])).toEqual([0, 0, 0])
  })

  it('is the mean of what agrees; what differs by a fifth of white counts half', () => {
    const side = 17
    const fill = (value: (x: number) => number): Raster =>
      matteOf(Uint8Array.from({ length: side * side }, (_, i) => value(i % side)), side)
    const target = fill(() => 0)
    const neighbours = [{ matte: fill((x) => (x < 8 ? 110 : 151)), way: new Float32Array(2) }]
    kernels.calmMatte(fill(() => 100), target, neighbours, { max: 255, difference: 0.2, coarse: { width: 1, height: 1 } })
    // The block in the last column has no fourth sample to lie between, so that it stays.
    expect([0, 9, 16].map((x) => target.data[x])).toEqual([105, 117, 100])
  })

  it('brings a neighbour along its way', () => {
    const size = 24
    const at = (x: number, y: number): number => Math.min(255, 10 * x + y)
    const plane = (dx: number): Uint8Array =>
      Uint8Array.from({ length: size * size }, (_, i) => at((i % size) + dx, Math.floor(i / size)))
    const target = matteOf(new Uint8Array(size * size), size)
    const way = Float32Array.of(2 / size, 0)
    kernels.calmMatte(matteOf(plane(0), size), target, [{ matte: matteOf(plane(-2), size), way }], {
      max: 255, difference: 0.2, coarse: { width: 1, height: 1 },
    })
    expect([...target.data.slice(0, 8)]).toEqual([...plane(0).slice(0, 8)])
    expect(() => kernels.calmMatte(target, target, [{ matte: target, way: new Float32Array(3) }], {
      max: 255, difference: 0.2, coarse: { width: 1, height: 1 },
    })).toThrow(refused)
  })
})

describe('the kernels that steady mattes', () => {
  itNative(`agree with TypeScript, seed ${seed}`, (native) => {
    const random = randomFrom(seed)
    for (const [width, height] of sizes) {
      const area = width * height
      const motion = (): Float32Array => randomFloats(2 * area, random).map((value) => 4 * value - 2)
      const [first, second] = [motion(), motion()]
      const size = { width, height }
      type Two = [Float32Array, Float32Array]
      const [one, other] = [native, truth].map((kernels) => kernels.followMotion(first, second, size)) as Two
      one.forEach((value, i) => expect(value).toBeCloseTo(other[i] as number, 4))
      const planes = (): { plane: Float32Array; gray: Float32Array } =>
        ({ plane: randomFloats(area, random), gray: randomFloats(area, random).map((value) => value / 10) })
      const seen = { own: planes(), other: { ...planes(), way: motion(), back: motion() } }
      const [a, b] = [native, truth].map((kernels) => {
        const [sums, weights] = [seen.own.plane.slice(), new Float32Array(area).fill(1)]
        kernels.addNeighbour(sums, weights, seen, { ...size, ...how })
        return [...sums, ...weights]
      }) as [number[], number[]]
      a.forEach((value, i) => expect(value).toBeCloseTo(b[i] as number, 4))
      const bytes = (): Raster => matteOf(Uint8Array.from({ length: area }, () => 256 * random()), width)
      const [own, matte] = [bytes(), bytes()]
      const coarse = { width: 3, height: 2 }
      const way = randomFloats(12, random).map((value) => value - 0.5)
      const [c, d] = [native, truth].map((kernels) => {
        const target = matteOf(new Uint8Array(area), width)
        kernels.calmMatte(own, target, [{ matte, way }], { max: 255, difference: 0.2, coarse })
        return [...target.data]
      }) as [number[], number[]]
      c.forEach((value, i) => expect(Math.abs(value - (d[i] as number))).toBeLessThanOrEqual(1))
    }
  })
})
