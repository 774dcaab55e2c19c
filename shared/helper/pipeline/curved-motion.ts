import { kernels } from '#native'
import { smoothPlanes } from './box-mean'
import type { PairMotion } from './pair-motion'

/** Trust at which a change of motion counts half. */
const HALF_TRUST = 0.01
/** What speaks for motion that doesn't change, beside the two changes' trust (0..1 each). */
const STEADY = 0.03
/**
 * A change is at most the motion itself and this, in pixels: beyond it one of the two motions was misjudged, or something came
 * to rest. What turns about at both frames, or with the whole picture as by a shaken camera, may change by so much more.
 */
const LEAST_CHANGE_PX = 0.25
const SMOOTHINGS = 3
/** The whole picture's change is the median of what is surer than this, at every so many pixels, where enough is. */
const SURE = 0.5
const SHAKE_STEP_PX = 8
const LEAST_SHAKEN = 16

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
  const shakes = [shakeOf(changes[first], motion), shakeOf(changes[second], motion)] as const
  const curve = (at: 0 | 1, other: 0 | 1): Float32Array => {
    const far = changes[other] && bring(changes[other], motion, at)
    return meanChange(motion, at, [{ planes: changes[at], shake: shakes[at] }, { planes: far, shake: shakes[other] }])
  }
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
    const weight = Math.min(sureness(sure[i] as number), sureness(beside.trust[i] as number))
    change[i] = ((flow[i] as number) + (beside.flow[i] as number)) * weight
    change[j] = ((flow[j] as number) + (beside.flow[j] as number)) * weight
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

interface Vector {
  x: number
  y: number
}

const STILL: Vector = { x: 0, y: 0 }

/** The change of the whole picture: none where most of it goes on as it did. */
function shakeOf(change: Float32Array | undefined, { width, height }: PairMotion): Vector {
  if (change === undefined) return STILL
  const across: number[] = []
  const down: number[] = []
  for (let y = SHAKE_STEP_PX / 2; y < height; y += SHAKE_STEP_PX) {
    for (let x = SHAKE_STEP_PX / 2; x < width; x += SHAKE_STEP_PX) {
      const at = y * width + x
      if ((change[2 * width * height + at] as number) < SURE) continue
      const each = vectorAt(change, at)
      across.push(each.x)
      down.push(each.y)
    }
  }
  if (across.length < LEAST_SHAKEN) return STILL
  const middle = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] as number
  return { x: middle(across), y: middle(down) }
}

interface Seen {
  planes: Float32Array | undefined
  shake: Vector
}

function meanChange({ width, height, flows, trust }: PairMotion, at: 0 | 1, [own, far]: readonly [Seen, Seen]): Float32Array {
  const area = width * height
  const mean = new Float32Array(2 * area)
  const flow = flows[at]
  for (let i = 0, j = area; i < area; i++, j++) {
    const [here, there] = [vectorAt(own.planes, i), vectorAt(far.planes, i)]
    const least = lengthOf({ x: flow[i] as number, y: flow[j] as number }) + LEAST_CHANGE_PX
    const common = commonOf(here, there)
    const share = (change: Vector, { shake }: Seen): number =>
      Math.min(1, (least + Math.max(common, commonOf(change, shake))) / Math.max(lengthOf(change), 1e-6))
    const weights = [own.planes?.[area + j] ?? 0, sureness(trust[at][i] as number) * (far.planes?.[area + j] ?? 0)] as const
    const [kept, brought] = [weights[0] * share(here, own), weights[1] * share(there, far)]
    const whole = weights[0] + weights[1] + STEADY
    mean[i] = (here.x * kept + there.x * brought) / whole
    mean[j] = (here.y * kept + there.y * brought) / whole
  }
  return mean
}

/** Of three planes, the first two divided by their weight. */
function vectorAt(planes: Float32Array | undefined, i: number): Vector {
  if (planes === undefined) return STILL
  const area = planes.length / 3
  const weight = planes[2 * area + i] as number
  return weight > 0 ? { x: (planes[i] as number) / weight, y: (planes[area + i] as number) / weight } : STILL
}

const lengthOf = ({ x, y }: Vector): number => Math.sqrt(x * x + y * y)

/** How far both go the same way: the shorter's length, where their directions are the same. */
function commonOf(a: Vector, b: Vector): number {
  const longest = Math.max(lengthOf(a), lengthOf(b))
  return longest > 0 ? Math.max(0, (a.x * b.x + a.y * b.y) / longest) : 0
}
