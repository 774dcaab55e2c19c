import { judgeByMotion } from '#helper/pipeline/matte-motion'
import { seededNumbers } from '../../support/run-task'

const size = { width: 96, height: 72 }
const area = size.width * size.height

/** Clouds of gray, a few samples wide, as a picture of its own that goes on beyond the frame. */
function clouds(seed: number): (x: number, y: number) => number {
  const numbers = seededNumbers(seed)
  const waves = Array.from({ length: 24 }, () => [numbers() - 0.5, numbers() - 0.5, 6 * numbers()] as const)
  return (x, y) => 0.5 + waves.reduce((sum, [u, v, phase]) => sum + Math.sin(1.6 * (u * x + v * y) + phase), 0) / 30
}

const [behind, before] = [clouds(1), clouds(2)]

const isSubject = (x: number, y: number): boolean => x >= 30 && x < 66 && y >= 16 && y < 56

/** A subject that moves by `speed` a frame in front of what stands still. */
function scene(frame: number, speed: number): { gray: Float32Array; way: (to: number) => Float32Array } {
  const at = speed * frame
  const gray = new Float32Array(area).map((_, i) => {
    const [x, y] = [i % size.width, Math.floor(i / size.width)]
    return isSubject(x - at, y) ? before(x - at, y) : behind(x, y)
  })
  const way = (to: number): Float32Array => new Float32Array(2 * area).map((_, i) =>
    (i < area && isSubject((i % size.width) - at, Math.floor(i / size.width)) ? speed * (to - frame) : 0))
  return { gray, way }
}

/** The matte that is made of one that shows only `seen` of the subject, or more than it. */
function judged(seen: (x: number, y: number) => boolean, speed: number): (x: number, y: number) => number {
  const own = scene(0, speed)
  const plane = new Float32Array(area).map((_, i) => (seen(i % size.width, Math.floor(i / size.width)) ? 1 : 0))
  const witnesses = [-1, 1].map((to) => ({ gray: scene(to, speed).gray, way: own.way(to) }))
  const made = judgeByMotion({ plane, gray: own.gray, startsShot: false }, witnesses, size)
  return (x, y) => made[y * size.width + x]!
}

describe('a matte that is judged by motion', () => {
  it('wins what moves with the subject', () => {
    const at = judged((x, y) => isSubject(x, y) && x < 50, 3)
    expect(at(40, 36)).toBe(1)
    expect(at(58, 36)).toBeGreaterThan(0.9)
    expect(at(80, 36)).toBe(0)
  })

  it('loses what stays with the backdrop', () => {
    const at = judged((x, y) => isSubject(x, y) || (x >= 66 && x < 82 && y >= 30 && y < 50), 3)
    expect(at(74, 40)).toBeLessThan(0.1)
    expect(at(58, 36)).toBe(1)
  })

  it('stays as it is where nothing moves on its own, where all is subject, and where none is', () => {
    const still = judged((x, y) => isSubject(x, y) && x < 50, 0)
    expect([still(40, 36), still(58, 36)]).toEqual([1, 0])
    const all = judged(() => true, 3)
    expect([all(5, 5), all(48, 36)]).toEqual([1, 1])
    expect(judged(() => false, 3)(48, 36)).toBe(0)
  })

  it('leaves edges where the network has seen them', () => {
    const exact = judged(isSubject, 3)
    for (let y = 0; y < size.height; y++) {
      for (let x = 0; x < size.width; x++) expect(Math.abs(exact(x, y) - (isSubject(x, y) ? 1 : 0))).toBeLessThan(0.1)
    }
  })
})
