import { kernels } from '#native'
import { failure } from '#protocol'
import type { ModelSession, Tensor } from './model-session'

/** The part of a manifest of motion that says how its network is fed (see manifest.ts). */
export interface MotionShape {
  first: string
  second: string
  lastFlow: string
  lastFeatures: string
  flow: string
  features: string
  /** Planes of the features, and how many times smaller than the frames they and the flow are. */
  channels: number
  divisor: number
}

export interface MotionNetwork {
  session: ModelSession
  shape: MotionShape
}

interface Size {
  width: number
  height: number
}

type Pair = readonly [Float32Array, Float32Array]

/** A plane each of the motion's directions: 0 to 1 (right, down), 1 to 0 (right, down). */
const FLOW_PLANES = 4
/** Half of the motion known so far brings both frames to the middle. */
const HALF_WAY = 0.5

/** Levels of the pyramid: one more whenever a side doubles; published for 448 px: three. */
export const levelsFor = ({ width, height }: Size): number =>
  Math.min(6, Math.max(3, Math.ceil(Math.log2(Math.max(width, height) / 448) + 3)))

/**
 * Motion between two frames, planar [3, height, width] in the network's own order of colours, 0..1: [4, height, width], from
 * the first to the second (right, down) and back, in pixels. Jin et al., "Enhanced Bi-directional Motion Estimation for Video
 * Frame Interpolation", WACV 2023, section 3.1: from coarse to fine, both frames are splatted half-way to each other by the
 * motion known so far, and the network looks for what is left.
 * @throws OUTPUT_INVALID
 */
export async function findMotion(network: MotionNetwork, frames: Pair, size: Size): Promise<Float32Array> {
  const levels = levelsFor(size)
  const { divisor, channels } = network.shape
  const align = divisor * 2 ** (levels - 1)
  const padded = { width: Math.ceil(size.width / align) * align, height: Math.ceil(size.height / align) * align }
  const pyramids = frames.map((frame) => buildPyramid(padPlanes(frame, size, padded), padded, levels))
  let known: Known | undefined
  for (let level = levels - 1; level >= 0; level--) {
    const here = { width: padded.width / 2 ** level, height: padded.height / 2 ** level }
    const small = { width: here.width / divisor, height: here.height / divisor }
    const area = small.width * small.height
    const pair = pyramids.map((pyramid) => pyramid[level] as Float32Array) as [Float32Array, Float32Array]
    const last: Known = known === undefined
      ? { flow: new Float32Array(FLOW_PLANES * area), features: new Float32Array(channels * area) }
      : { flow: enlarge(known.flow, small, 2).map((value) => value * 2), features: enlarge(known.features, small, 2) }
    const met = known === undefined ? pair : meetHalfWay(pair, enlarge(last.flow, here, divisor), here)
    known = await runLevel(network, met, { ...last, here, small })
  }
  const whole = enlarge((known as Known).flow, padded, divisor)
  return cropPlanes(whole, padded, size)
}

/** Planes of `size` from planes `times` smaller, bilinearly with aligned centres. */
function enlarge(planes: Float32Array, size: Size, times: number): Float32Array {
  const [width, height] = [size.width / times, size.height / times]
  const count = planes.length / (width * height)
  const result = new Float32Array(count * size.width * size.height)
  for (let p = 0; p < count; p++) {
    const raster = (data: Float32Array, side: Size): Parameters<ReturnType<typeof kernels>['resize']>[0] => {
      const area = side.width * side.height
      return { data: data.subarray(p * area, (p + 1) * area), ...side, channels: 1, top: 0, fullHeight: side.height }
    }
    kernels().resize(raster(planes, { width, height }), raster(result, size), { filter: 'bilinear', max: 1, alpha: false })
  }
  return result
}

function buildPyramid(planes: Float32Array, { width, height }: Size, levels: number): Float32Array[] {
  const pyramid = [planes]
  for (let level = 1; level < levels; level++) {
    const side = 2 ** (level - 1)
    pyramid.push(kernels().halvePlanes(pyramid[level - 1] as Float32Array, width / side, height / side, 3))
  }
  return pyramid
}

function meetHalfWay(pair: Pair, flow: Float32Array, size: Size): [Float32Array, Float32Array] {
  const area = size.width * size.height
  const move = (frame: Float32Array, at: number): Float32Array =>
    kernels().splat(frame, flow.subarray(at * area, (at + 2) * area), size, { planes: 3, scale: HALF_WAY }).values
  return [move(pair[0], 0), move(pair[1], 2)]
}

interface Known {
  flow: Float32Array
  features: Float32Array
}

interface Level extends Known {
  /** Of the frames on this level, and of what is known of their motion. */
  here: Size
  small: Size
}

async function runLevel({ session, shape }: MotionNetwork, pair: Pair, level: Level): Promise<Known> {
  const { here, small } = level
  const tensor = (data: Float32Array, planes: number, { width, height }: Size): Tensor =>
    ({ data, dims: [1, planes, height, width] })
  const outputs = await session.run({
    [shape.first]: tensor(pair[0], 3, here),
    [shape.second]: tensor(pair[1], 3, here),
    [shape.lastFlow]: tensor(level.flow, FLOW_PLANES, small),
    [shape.lastFeatures]: tensor(level.features, shape.channels, small),
  }, [shape.flow, shape.features])
  const read = (name: string, planes: number): Float32Array => {
    const made = outputs[name]
    const wanted = [1, planes, small.height, small.width].join('x')
    if (made?.dims.join('x') === wanted) return made.data
    const reason = `a tensor of ${made?.dims.join('x')} instead of ${wanted}`
    throw failure('OUTPUT_INVALID', { provider: session.provider, reason })
  }
  return { flow: read(shape.flow, FLOW_PLANES), features: read(shape.features, shape.channels) }
}

/** Repeats the right and lower edge up to the new size. */
function padPlanes(planes: Float32Array, size: Size, padded: Size): Float32Array {
  const result = new Float32Array(3 * padded.width * padded.height)
  for (let row = 0; row < 3 * padded.height; row++) {
    const [plane, y] = [Math.floor(row / padded.height), row % padded.height]
    const from = (plane * size.height + Math.min(y, size.height - 1)) * size.width
    const to = row * padded.width
    result.set(planes.subarray(from, from + size.width), to)
    result.fill(planes[from + size.width - 1] as number, to + size.width, to + padded.width)
  }
  return result
}

function cropPlanes(planes: Float32Array, padded: Size, size: Size): Float32Array {
  const count = planes.length / (padded.width * padded.height)
  const result = new Float32Array(count * size.width * size.height)
  for (let row = 0; row < count * size.height; row++) {
    const [plane, y] = [Math.floor(row / size.height), row % size.height]
    const from = (plane * padded.height + y) * padded.width
    result.set(planes.subarray(from, from + size.width), row * size.width)
  }
  return result
}
