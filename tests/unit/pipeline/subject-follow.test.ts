import { SubjectFollower } from '#helper/pipeline/subject-follow'

const size = { width: 48, height: 32 }
const area = size.width * size.height

const plane = (...boxes: readonly (readonly [left: number, right: number])[]): Float32Array =>
  Float32Array.from({ length: area }, (_, i) => {
    const [x, y] = [i % size.width, Math.floor(i / size.width)]
    return y >= 8 && y < 24 && boxes.some(([left, right]) => x >= left && x < right) ? 1 : 0
  })

/** How much of a box, by its sides, a matte covers. */
function coverOf(matte: Float32Array, [left, right]: readonly [number, number]): number {
  const box = plane([left, right])
  return matte.reduce((sum, value, i) => sum + value * box[i]!, 0) / box.reduce((sum, value) => sum + value, 0)
}

const mine = [4, 20] as const
const theirs = [26, 42] as const
const still = new Float32Array(2 * area)
const colours = new Float32Array(3 * area).fill(0.5)

describe('who is followed', () => {
  it('does not take in another that the network overlooks for a while and sees again in one part with it', () => {
    const follower = new SubjectFollower(size)
    follower.choose({ plane: plane(mine, theirs), colours, toBefore: undefined }, { left: 4, top: 8, width: 16, height: 16 })
    for (let frame = 0; frame < 3; frame++) follower.next({ plane: plane(mine), colours, toBefore: still })
    const touching = plane([mine[0], theirs[1]])
    const { plane: found } = follower.next({ plane: touching, colours, toBefore: still })
    expect(coverOf(found, mine)).toBeGreaterThan(0.8)
    expect(coverOf(found, theirs)).toBeLessThan(0.2)
  })

  it('is the whole of what it has grown to where nobody else was for long', () => {
    const follower = new SubjectFollower(size)
    follower.choose({ plane: plane(mine, theirs), colours, toBefore: undefined }, { left: 4, top: 8, width: 16, height: 16 })
    for (let frame = 0; frame < 16; frame++) follower.next({ plane: plane(mine), colours, toBefore: still })
    const { plane: found } = follower.next({ plane: plane([mine[0], theirs[1]]), colours, toBefore: still })
    expect(coverOf(found, theirs)).toBeGreaterThan(0.8)
  })
})
