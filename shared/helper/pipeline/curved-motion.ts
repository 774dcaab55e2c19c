import { kernels } from '#native'
import { smoothPlanes } from './box-mean'
import type { PairMotion } from './pair-motion'

/** Trust at which a change of motion counts half. */
const HALF_TRUST = 0.01
/** What speaks for motion that doesn't change, beside the two changes' trust (0..1 each). */
const STEADY = 0.03
/** A change is at most the motion itself and this, in pixels: beyond it one of the two motions was misjudged. */
const LEAST_CHANGE_PX = 0.25
const SMOOTHINGS = 3

/** Motion of the pairs that end where this one begins, and begin where it ends; none across a cut or a repeated frame. */
export interface PairsBeside {
  before: PairMotion | undefined
  after: PairMotion | undefined
}

/**
 * The same motion with what it changes by from pair to pair, so that a frame between lies on a curve through four frames. With
 * the mean of the changes at both frames it is the cubic through them. Xu et al. 2019, Quadratic Video Interpolation, section
 * 3.1, whose change is that at one frame; here each is weighed by how sure both motions that it is the difference of are.
 */
export function curveMotion(motion: PairMotion, { before, after }: PairsBeside): PairMotion {
  if (before === undefined && after === undefined) return motion
  const [first, second] = [0, 1] as const
  const changes = [
    before && changeAt(motion, first, { flow: before.flows[second], trust: before.trust[second] }),
    after && changeAt(motion, second, { flow: after.flows[first], trust: after.trust[first] }),
  ] as const
  const curve = (at: 0 | 1, other: 0 | 1): Float32Array =>
    meanChange(motion, at, [changes[at], changes[other] && bring(changes[other], motion, at)])
  return { ...motion, curves: [curve(first, second), curve(second, first)] }
}

interface Beside {
  flow: Float32Array
  trust: Float32Array
}

const sureness = (trust: number): number => trust / (trust + HALF_TRUST)

/** What motion to both sides of a frame sums to, times its weight; the weight is the third plane. */
function changeAt({ width, height, flows, trust }: PairMotion, at: 0 | 1, beside: Beside): Float32Array {
  const area = width * height
  const [flow, sure] = [flows[at], trust[at]]
  const change = new Float32Array(3 * area)
  for (let i = 0, j = area; i < area; i++, j++) {
    const [right, down] = [flow[i] as number, flow[j] as number]
    const [x, y] = [right + (beside.flow[i] as number), down + (beside.flow[j] as number)]
    const most = Math.hypot(right, down) + LEAST_CHANGE_PX
    const weight = Math.min(sureness(sure[i] as number), sureness(beside.trust[i] as number))
    const share = weight * Math.min(1, most / Math.max(Math.hypot(x, y), 1e-6))
    change[i] = x * share
    change[j] = y * share
    change[area + j] = weight
  }
  for (let i = 0; i < SMOOTHINGS; i++) smoothPlanes(change, { width, height })
  return change
}

/** The other frame's change where this frame's pixels lie there. */
function bring(change: Float32Array, { width, height, flows }: PairMotion, at: 0 | 1): Float32Array {
  const whole = { left: 0, top: 0, width, height }
  const motion = { data: flows[at], width, height, pictureWidth: width, pictureHeight: height }
  return kernels().warp(change, whole, motion, whole, { planes: 3, filter: 'bilinear' })
}

function meanChange({ width, height, trust }: PairMotion, at: 0 | 1,
  [own, far]: readonly [Float32Array | undefined, Float32Array | undefined]): Float32Array {
  const area = width * height
  const mean = new Float32Array(2 * area)
  for (let i = 0, j = area; i < area; i++, j++) {
    const share = far === undefined ? 0 : sureness(trust[at][i] as number)
    const sum = (place: number): number => (own?.[place] ?? 0) + share * (far?.[place] ?? 0)
    const weight = sum(area + j) + STEADY
    mean[i] = sum(i) / weight
    mean[j] = sum(j) / weight
  }
  return mean
}
