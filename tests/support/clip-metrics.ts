const { abs, floor, sqrt } = Math

/** A frame's matte beside its truth, 0..1, and where everything was a frame before (see TrueFrame); undefined after a cut. */
export interface JudgedFrame {
  matte: Float32Array
  truth: Float32Array
  motion?: Float32Array
}

/** Mean absolute difference, 0..1. */
export const meanError = ({ matte, truth }: JudgedFrame): number =>
  matte.reduce((sum, value, i) => sum + abs(value - truth[i]!), 0) / matte.length

/** Sum of absolute differences, in thousands. */
export const sumError = (frame: JudgedFrame): number => (meanError(frame) * frame.matte.length) / 1000

/**
 * Flicker from a frame to the next (dtSSD; Erofeev et al. 2015, Perceptually Motivated Benchmark for Video Matting): root mean
 * square of how differently matte and truth change at each pixel.
 */
export function flicker(before: JudgedFrame, after: JudgedFrame): number {
  const sum = after.matte.reduce((total, value, i) =>
    total + (value - before.matte[i]! - after.truth[i]! + before.truth[i]!) ** 2, 0)
  return sqrt(sum / after.matte.length)
}

/** The same along the true motion: how the error of what moves changes, wherever it is. */
export function flickerAlong(before: JudgedFrame, after: JudgedFrame, width: number): number {
  const { motion } = after
  if (motion === undefined) return 0
  const area = after.matte.length
  const height = area / width
  let [sum, count] = [0, 0]
  for (let i = 0; i < area; i++) {
    const x = (i % width) + motion[i]!
    const y = floor(i / width) + motion[area + i]!
    if (!(x >= 0 && y >= 0 && x <= width - 1 && y <= height - 1)) continue
    const error = after.matte[i]! - after.truth[i]!
    sum += (error - errorAt(before, { x, y, width, height })) ** 2
    count++
  }
  return sqrt(sum / Math.max(1, count))
}

function errorAt({ matte, truth }: JudgedFrame, { x, y, width, height }: Record<'x' | 'y' | 'width' | 'height', number>): number {
  const [left, top] = [Math.min(width - 2, floor(x)), Math.min(height - 2, floor(y))]
  let error = 0
  for (let k = 0; k < 4; k++) {
    const i = (top + (k >> 1)) * width + left + (k & 1)
    error += ((k & 1) === 0 ? 1 - x + left : x - left) * (k < 2 ? 1 - y + top : y - top) * (matte[i]! - truth[i]!)
  }
  return error
}
