import { kernels } from '#native'
import { smoothPlanes } from './box-mean'
import { findMotion, type MotionNetwork } from './motion-network'
import type { PictureFile } from './picture-file'
import { shrinkPart } from './shrink-region'

/** Motion is looked for in frames of at most so many pixels, whatever their own size. */
const MOST_PIXELS = 2 ** 20

/** A frame repeats the one before where no block of 4 x 4 differs by more, on 0..1, on the mean of its samples. */
const REPEAT_DIFFERENCE = 2 / 255
const BLOCK_PX = 4

/**
 * Importance of a pixel is exp(-z), z = COLOUR * (difference of colour at the motion's other end, 3 x 3 mean, 0..1) + RETURN *
 * min(10, |way there and back|^2 / (0.01 |motion|^2 + 0.5)): forward-backward consistency as of Sundaram, Brox, Keutzer 2010.
 * What leaves the picture has no other end.
 */
const COLOUR = 60
const RETURN = 0.5
const MOST_RETURN = 10
const LEAVING = 2
const MOST_Z = 9

/** Motion between two frames at the size it was looked for. */
export interface PairMotion {
  width: number
  height: number
  /** Per frame: where its pixels go until the other, [2, height, width]. */
  flows: [Float32Array, Float32Array]
  /** Per frame: how sure that is, 0..1, [height, width]. */
  trust: [Float32Array, Float32Array]
  /** Per frame: by how much its motion grows from pair to pair, [2, height, width]; straight where absent. */
  curves?: [Float32Array, Float32Array]
}

/** A frame as the network sees it: planar [3, height, width] in its order of colours, 0..1. */
interface Seen {
  width: number
  height: number
  planes: Float32Array
}

/** How two frames follow each other; nothing where the second repeats the first. @throws OUTPUT_INVALID */
export async function comparePair(network: MotionNetwork, pair: readonly [PictureFile, PictureFile], order: 'rgb' | 'bgr',
): Promise<PairMotion | undefined> {
  const [first, second] = pair.map((picture) => see(picture, order)) as [Seen, Seen]
  if (isRepeated(first, second)) return undefined
  const { width, height } = first
  const flow = await findMotion(network, [first.planes, second.planes], first)
  const flows = [flow.subarray(0, 2 * width * height), flow.subarray(2 * width * height)] as [Float32Array, Float32Array]
  const trust = [trustOf(first, second, flows), trustOf(second, first, [flows[1], flows[0]])] as [Float32Array, Float32Array]
  return { width, height, flows, trust }
}

function see(picture: PictureFile, order: 'rgb' | 'bgr'): Seen {
  const { width, height } = picture.header
  const scale = Math.min(1, Math.sqrt(MOST_PIXELS / (width * height)))
  const size = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
  const { values, channels } = shrinkPart(picture, { left: 0, top: 0, width, height }, size, 'box')
  const area = size.width * size.height
  const planes = new Float32Array(3 * area)
  for (let c = 0; c < 3; c++) {
    const channel = channels < 3 ? 0 : order === 'rgb' ? c : 2 - c
    for (let i = 0; i < area; i++) planes[c * area + i] = values[i * channels + channel] as number
  }
  return { ...size, planes }
}

function isRepeated(a: Seen, b: Seen): boolean {
  const { width, height } = a
  const across = Math.ceil(width / BLOCK_PX)
  const sums = new Float64Array(across)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let difference = 0
      for (let at = y * width + x; at < a.planes.length; at += width * height) {
        difference += Math.abs((a.planes[at] as number) - (b.planes[at] as number))
      }
      const block = Math.floor(x / BLOCK_PX)
      sums[block] = (sums[block] as number) + difference
    }
    if (y % BLOCK_PX < BLOCK_PX - 1 && y < height - 1) continue
    if (sums.some((sum) => sum > REPEAT_DIFFERENCE * 3 * BLOCK_PX ** 2)) return false
    sums.fill(0)
  }
  return true
}

/** How sure the motion of `from`'s pixels to `to` is. */
function trustOf(from: Seen, to: Seen, [there, back]: readonly [Float32Array, Float32Array]): Float32Array {
  const { width, height } = from
  const area = width * height
  const whole = { left: 0, top: 0, width, height }
  const motion = { data: there, width, height, pictureWidth: width, pictureHeight: height }
  const at = (planes: Float32Array, count: number): Float32Array =>
    kernels().warp(planes, whole, motion, whole, { planes: count, filter: 'bilinear' })
  const [seen, home] = [at(to.planes, 3), at(back, 2)]
  const colour = smoothPlanes(colourDifference(from.planes, seen, area), from)
  const trust = new Float32Array(area)
  for (let i = 0; i < area; i++) {
    const [u, v] = [there[i] as number, there[area + i] as number]
    const [x, y] = [(i % width) + u, Math.floor(i / width) + v]
    const leaves = x < 0 || y < 0 || x > width - 1 || y > height - 1
    const missed = (u + (home[i] as number)) ** 2 + (v + (home[area + i] as number)) ** 2
    const way = RETURN * Math.min(MOST_RETURN, missed / (0.01 * (u * u + v * v) + 0.5))
    trust[i] = Math.exp(-Math.min(MOST_Z, leaves ? LEAVING : COLOUR * (colour[i] as number) + way))
  }
  return trust
}

function colourDifference(a: Float32Array, b: Float32Array, area: number): Float32Array {
  const result = new Float32Array(area)
  for (let i = 0; i < a.length; i++) {
    const at = i % area
    result[at] = (result[at] as number) + Math.abs((a[i] as number) - (b[i] as number)) / 3
  }
  return result
}
