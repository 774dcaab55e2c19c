import type { Raster, Samples } from '../../../native/lib/kernels'
import type { MatteWitness } from '../../../native/lib/steady-kernels'
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

describe.each(both)('carryPlane ($kind)', (kernels) => {
  it('brings what lies where motion points to, half a sample beyond the sides, and nothing from farther', () => {
    const motion = Float32Array.of(1, 0.5, 0.4, 0.5, 0, 0, 0, 0)
    const carried = kernels.carryPlane(Float32Array.of(10, 20, 30, 40), motion, { width: 4, height: 1 })
    expect([...carried]).toEqual([20, 25, expect.closeTo(34, 4), 0])
    expect(() => kernels.carryPlane(carried, motion, { width: 3, height: 1 })).toThrow(refused)
  })
})

/** The pattern of a picture that goes on beyond every frame. */
const pattern = (x: number, y: number): number => 0.5 + 0.25 * Math.sin(0.9 * x + 0.3 * y) + 0.25 * Math.cos(0.7 * y - 0.5 * x)

/** A subject that moves by 3 samples in front of a still backdrop, of which the matte shows the left half only. */
function halfSeen(width: number, height: number): { seen: { plane: Float32Array; gray: Float32Array }; at: MatteWitness } {
  const isSubject = (x: number, y: number): boolean => x >= width / 3 && x < (2 * width) / 3 && y > 4
  const of = (value: (x: number, y: number) => number): Float32Array =>
    Float32Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width)))
  const shown = (at: number) => (x: number, y: number): number => (isSubject(x - at, y) ? pattern(y, x - at) : pattern(x, y))
  const way = new Float32Array(2 * width * height)
  way.set(of((x, y) => (isSubject(x, y) ? 3 : 0)))
  return {
    seen: { plane: of((x, y) => (isSubject(x, y) && x < width / 2 ? 1 : 0)), gray: of(shown(0)) },
    at: { gray: of(shown(3)), way },
  }
}

describe.each(both)('judgeByMotion ($kind)', (kernels) => {
  const size = { width: 90, height: 44 }

  it('finds what moves with the subject, and nothing where all moves alike', () => {
    const { seen, at } = halfSeen(size.width, size.height)
    const mended = kernels.judgeByMotion(seen, [at], size)
    expect([10, 35, 50, 75].map((x) => mended?.[24 * size.width + x])).toEqual([0, 1, expect.closeTo(1, 1), 0])
    expect(kernels.judgeByMotion(seen, [{ ...at, way: new Float32Array(at.way.length).fill(2) }], size)).toBeUndefined()
    expect(kernels.judgeByMotion(seen, [], size)).toBeUndefined()
  })

  it('refuses a witness of another size', () => {
    const { seen, at } = halfSeen(size.width, size.height)
    expect(() => kernels.judgeByMotion(seen, [{ ...at, gray: at.gray.subarray(1) }], size)).toThrow(refused)
    expect(() => kernels.judgeByMotion(seen, [{ ...at, way: at.gray }], size)).toThrow(refused)
  })
})

describe.each(both)('trimapCells ($kind)', (kernels) => {
  it('leaves the cells around an edge open, and knows those near it', () => {
    const matte = Float32Array.from({ length: 20 }, (_, x) => (x < 10 ? 0 : 1))
    const cells = kernels.trimapCells(matte, { width: 20, height: 1 }, { width: 40, height: 2 }, 2)
    expect([...cells].join('')).toBe('00001111222211110000')
    expect(() => kernels.trimapCells(matte, { width: 20, height: 2 }, { width: 40, height: 2 }, 2)).toThrow(refused)
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
      max: 255, difference: 0.2, haze: 0, coarse: { width: 1, height: 1 },
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
    const options = { max: 255, difference: 0.2, haze: 0, coarse: { width: 1, height: 1 } }
    kernels.calmMatte(fill(() => 100), target, neighbours, options)
    // The block in the last column has no fourth sample to lie between, so that it stays.
    expect([0, 9, 16].map((x) => target.data[x])).toEqual([105, 117, 100])
  })

  it('settles what is nearly 0 or white, and stretches what lies between', () => {
    const target = matteOf(new Uint8Array(6), 6)
    const options = { max: 255, difference: 0.2, haze: 0.1, coarse: { width: 1, height: 1 } }
    kernels.calmMatte(matteOf(Uint8Array.of(0, 20, 51, 127, 240, 255), 6), target, [], options)
    expect([...target.data]).toEqual([0, 0, 32, 127, 255, 255])
    expect(() => kernels.calmMatte(target, target, [], { ...options, haze: 0.5 })).toThrow(refused)
  })

  it('brings a neighbour along its way', () => {
    const size = 24
    const at = (x: number, y: number): number => Math.min(255, 10 * x + y)
    const plane = (dx: number): Uint8Array =>
      Uint8Array.from({ length: size * size }, (_, i) => at((i % size) + dx, Math.floor(i / size)))
    const target = matteOf(new Uint8Array(size * size), size)
    const way = Float32Array.of(2 / size, 0)
    kernels.calmMatte(matteOf(plane(0), size), target, [{ matte: matteOf(plane(-2), size), way }], {
      max: 255, difference: 0.2, haze: 0, coarse: { width: 1, height: 1 },
    })
    expect([...target.data.slice(0, 8)]).toEqual([...plane(0).slice(0, 8)])
    expect(() => kernels.calmMatte(target, target, [{ matte: target, way: new Float32Array(3) }], {
      max: 255, difference: 0.2, haze: 0, coarse: { width: 1, height: 1 },
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
      const [carried, truly] = [native, truth].map((kernels) => kernels.carryPlane(seen.own.plane, first, size)) as Two
      carried.forEach((value, i) => expect(value).toBeCloseTo(truly[i] as number, 4))
      const bytes = (): Raster => matteOf(Uint8Array.from({ length: area }, () => 256 * random()), width)
      const [own, matte] = [bytes(), bytes()]
      const coarse = { width: 3, height: 2 }
      const way = randomFloats(12, random).map((value) => value - 0.5)
      const [c, d] = [native, truth].map((kernels) => {
        const target = matteOf(new Uint8Array(area), width)
        kernels.calmMatte(own, target, [{ matte, way }], { max: 255, difference: 0.2, haze: 0, coarse })
        return [...target.data]
      }) as [number[], number[]]
      c.forEach((value, i) => expect(Math.abs(value - (d[i] as number))).toBeLessThanOrEqual(1))
    }
  })

  itNative(`judge by motion as TypeScript does, seed ${seed}`, (native) => {
    const random = randomFrom(seed + 1)
    for (const [width, height] of [...sizes.slice(0, -1), [61, 47]] as const) {
      const size = { width, height }
      const { seen, at } = halfSeen(width, height)
      const stir = (plane: Float32Array, by: number): Float32Array => plane.map((value) => value + by * (random() - 0.5))
      const witnesses = [0, 1].map(() => ({ gray: stir(at.gray, 0.02), way: stir(at.way, 0.3) }))
      const plane = stir(seen.plane, 0.2).map((value) => Math.min(1, Math.max(0, value)))
      const [one, other] = [native, truth].map((kernels) => kernels.judgeByMotion({ ...seen, plane }, witnesses, size))
      expect(one === undefined).toBe(other === undefined)
      one?.forEach((value, i) => expect(Math.abs(value - (other?.[i] as number))).toBeLessThan(1e-3))
    }
  })

  itNative(`find the same cells, seed ${seed}`, (native) => {
    const random = randomFrom(seed + 2)
    for (const [width, height] of sizes) {
      const centre = 0.3 + 0.4 * random()
      const matte = Float32Array.from({ length: width * height }, (_, i) =>
        Math.min(1, Math.max(0, 3 * ((i % width) / width + Math.floor(i / width) / height - 2 * centre) + 0.5)))
      for (const cellPx of [3, 6, 7]) {
        const picture = { width: 3 * width + 1, height: 2 * height }
        const cells = [native, truth].map((kernels) => [...kernels.trimapCells(matte, { width, height }, picture, cellPx)])
        expect(cells[0]).toEqual(cells[1])
      }
    }
  })
})
