import { carryBack, carryOverlooked, NOTHING } from '#helper/pipeline/matte-carry'

const size = { width: 40, height: 30 }
const area = size.width * size.height

/** What `of` says of every sample. */
const planeOf = (of: (x: number, y: number) => number): Float32Array =>
  new Float32Array(area).map((_, i) => of(i % size.width, Math.floor(i / size.width)))

const box = (left: number): Float32Array => planeOf((x, y) => (x >= left && x < left + 12 && y >= 8 && y < 22 ? 1 : 0))
const nothing = new Float32Array(area)
const gray = nothing.map(() => 0.5)
/** All moved by 4 to the right since the frame before. */
const toBefore = new Float32Array(2 * area).map((_, i) => (i < area ? -4 : 0))

describe('a subject that the network overlooks', () => {
  it('is where its motion has brought it', () => {
    const made = carryOverlooked({ plane: nothing, gray }, { plane: box(6), gray, carrying: NOTHING }, { toBefore, size })
    expect(made).toEqual({ plane: box(10), carrying: { frames: 1, mass: 168 } })
  })

  it('is what the network sees of it, where it sees it', () => {
    const plane = box(11)
    const made = carryOverlooked({ plane, gray }, { plane: box(6), gray, carrying: NOTHING }, { toBefore, size })
    expect(made).toEqual({ plane, carrying: NOTHING })
  })

  it('is gone where little is left of it, where something else is seen, and after many frames', () => {
    const bare = { plane: nothing, carrying: NOTHING }
    const left = { plane: box(36), gray, carrying: { frames: 3, mass: 168 } }
    expect(carryOverlooked({ plane: nothing, gray }, left, { toBefore, size })).toEqual(bare)
    const other = gray.map(() => 0.9)
    const made = carryOverlooked({ plane: nothing, gray: other }, { plane: box(6), gray, carrying: NOTHING }, { toBefore, size })
    expect(made).toEqual(bare)
    const late = { plane: box(6), gray, carrying: { frames: 16, mass: 168 } }
    expect(carryOverlooked({ plane: nothing, gray }, late, { toBefore, size })).toEqual(bare)
  })
})

describe('a subject that comes into the picture', () => {
  const toAfter = new Float32Array(2 * area).map((_, i) => (i < area ? 4 : 0))
  const bring = (after: Float32Array, seen = gray): Float32Array | undefined =>
    carryBack(seen, { plane: after, gray }, { toAfter, size, mass: 168 })

  it('is where its motion leads back to', () => {
    expect(bring(box(10))).toEqual(box(6))
  })

  it('is not there yet where little of it is left, nor where something else is seen', () => {
    expect(bring(box(0))).toEqual(box(-4))
    expect(bring(box(-5))).toBeUndefined()
    expect(bring(box(10), gray.map(() => 0.9))).toBeUndefined()
  })
})
