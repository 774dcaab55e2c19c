import { doubtOf, fieldsAt } from '#helper/pipeline/between-frames'
import { curveMotion } from '#helper/pipeline/curved-motion'
import type { PairMotion } from '#helper/pipeline/pair-motion'
import { headerOf } from '../../support/run-task'

const size = { width: 24, height: 16 }
const area = size.width * size.height
const middle = area / 2 + size.width / 2

/** All goes right by so many pixels from the first frame to the second, as sure as told for either. */
const going = (dx: number, trust: readonly [number, number]): PairMotion => {
  const flow = (x: number): Float32Array => Float32Array.from({ length: 2 * area }, (_, i) => (i < area ? x : 0))
  const sure = (value: number): Float32Array => new Float32Array(area).fill(value)
  return { ...size, flows: [flow(dx), flow(-dx)], trust: [sure(trust[0]), sure(trust[1])] }
}

const header = headerOf(size.width, size.height)

describe('a frame between two', () => {
  it('is made of both where one is less sure than the other, but more of the surer', () => {
    const { data } = fieldsAt(going(0, [1, 1e-3]), 0.5, header)
    const [first, second] = [data[4 * area + middle]!, data[5 * area + middle]!]
    expect(second / (first + second)).toBeGreaterThan(0.08)
    expect(second / (first + second)).toBeLessThan(0.2)
  })

  it('is in doubt where neither is sure, and not where both are', () => {
    expect(doubtOf(fieldsAt(going(0, [1e-4, 1e-4]), 0.5, header))).toBe(1)
    expect(doubtOf(fieldsAt(going(0, [0.04, 0.04]), 0.5, header))).toBe(0)
  })

  it('follows what turns about at both frames, though it stands still between them', () => {
    const { curves } = curveMotion(going(0, [1, 1]), { before: going(4, [1, 1]), after: going(-4, [1, 1]) })
    expect(curves![0][middle]).toBeCloseTo(-4, 0)
    expect(curves![1][middle]).toBeCloseTo(-4, 0)
  })

  it('leaves what came to rest where it is, and moves with a camera that was shaken', () => {
    const moving = (isMoved: (x: number) => boolean): PairMotion => {
      const flow = (dx: number): Float32Array =>
        Float32Array.from({ length: 2 * 64 * 32 }, (_, i) => (i < 64 * 32 && isMoved(i % 64) ? dx : 0))
      const sure = new Float32Array(64 * 32).fill(1)
      return { width: 64, height: 32, flows: [flow(4), flow(-4)], trust: [sure, sure] }
    }
    const curveOf = (isMoved: (x: number) => boolean): number => {
      const still = moving(() => false)
      return curveMotion(still, { before: moving(isMoved), after: still }).curves![0][16 * 64 + 32]!
    }
    expect(curveOf((x) => x > 20 && x < 44)).toBeCloseTo(-0.12, 1)
    expect(curveOf(() => true)).toBeCloseTo(-2, 1)
  })

  it('lies on the curve even where motion is not all sure', () => {
    const motion = going(2, [0.01, 0.01])
    const { curves } = curveMotion(motion, { before: going(1, [0.01, 0.01]), after: going(3, [0.01, 0.01]) })
    expect(curves![0][middle]).toBeGreaterThan(0.93)
    expect(curves![0][middle]).toBeLessThan(1.01)
  })
})
