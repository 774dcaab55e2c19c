import type { JoinFields, JoinOptions } from '../frame-kernels'
import type { Raster } from '../kernels'
import { isInteger, sampleAt, toInteger } from './geometry'

const FIELDS = 6
/** Below this share of the weights a frame is left out. */
const LEAST_SHARE = 1e-4

export function joinFrames(before: Raster, after: Raster, target: Raster, fields: JoinFields, options: JoinOptions): void {
  for (let y = target.top; y < target.top + target.height; y++) {
    for (let x = 0; x < target.width; x++) {
      const [u0, v0, u1, v1, w0, w1] = fieldsAt(fields, target, x, y)
      const share = w0 + w1 > 0 ? w1 / (w0 + w1) : 0.5
      const sum = new Array<number>(target.channels).fill(0)
      const first = share > LEAST_SHARE ? 1 - share : 1
      const second = share < 1 - LEAST_SHARE ? share : 1
      if (share < 1 - LEAST_SHARE) addSample(before, [x + u0, y + v0], first, { sum, alpha: options.alpha })
      if (share > LEAST_SHARE) addSample(after, [x + u1, y + v1], second, { sum, alpha: options.alpha })
      write(target, ((y - target.top) * target.width + x) * target.channels, sum, options)
    }
  }
}

function write(target: Raster, at: number, sum: readonly number[], { max, alpha }: JoinOptions): void {
  const opaque = sum.at(-1) ?? 0
  const hasAlpha = alpha && sum.length > 1
  sum.forEach((value, c) => {
    const colour = hasAlpha && c < sum.length - 1 ? (opaque > 0 ? value / opaque : 0) : value
    target.data[at + c] = isInteger(target) ? toInteger(colour, max) : colour
  })
}

type Six = [number, number, number, number, number, number]

function fieldsAt({ data, width, height }: JoinFields, target: Raster, x: number, y: number): Six {
  const across = between(x, target.width, width)
  const down = between(y, target.fullHeight, height)
  return Array.from({ length: FIELDS }, (_, f) => {
    const read = (column: number, row: number): number => data[(f * height + row) * width + column] as number
    const left = mix(read(across.first, down.first), read(across.first, down.second), down.share)
    const right = mix(read(across.second, down.first), read(across.second, down.second), down.share)
    return mix(left, right, across.share)
  }) as Six
}

const mix = (a: number, b: number, share: number): number => a + (b - a) * share
const clamp = (value: number, most: number): number => (value > 0 ? Math.min(value, most) : 0)

/** The cells that pixel `i` of `count` lies between. */
function between(i: number, count: number, cells: number): { first: number; second: number; share: number } {
  const place = clamp(((i + 0.5) * cells) / count - 0.5, cells - 1)
  const first = Math.floor(place)
  return { first, second: Math.min(first + 1, cells - 1), share: place - first }
}

/** Keys 1981, a = -0.5, of the four samples about a place that lies `t` behind the second. */
function cubic(t: number): number[] {
  const inner = (d: number): number => 1 + d * d * (1.5 * d - 2.5)
  return [-0.5 * t * (1 - t) ** 2, inner(t), inner(1 - t), -0.5 * (1 - t) * t * t]
}

function taps(place: number, count: number): { at: number; weight: number }[] {
  const inside = clamp(Math.fround(place), count - 1)
  const first = Math.floor(inside)
  return cubic(inside - first).map((weight, k) => ({ at: clamp(first + k - 1, count - 1), weight }))
}

interface Sum {
  sum: number[]
  alpha: boolean
}

/** Adds a frame's sample times `share`; with alpha, colours count by it and alpha is summed last. */
function addSample(frame: Raster, [x, y]: readonly [number, number], share: number, { sum, alpha }: Sum): void {
  const across = taps(x, frame.width)
  const last = frame.channels - 1
  for (const down of taps(y, frame.fullHeight)) {
    const row = Math.min(Math.max(down.at, frame.top), frame.top + frame.height - 1)
    for (const { at, weight } of across) {
      const part = share * down.weight * weight
      const opaque = alpha && last > 0 ? part * sampleAt(frame, row, at, last) : part
      for (let c = 0; c <= last; c++) {
        const value = alpha && last > 0 && c === last ? opaque : opaque * sampleAt(frame, row, at, c)
        sum[c] = (sum[c] as number) + value
      }
    }
  }
}
