import type { AverageOptions } from '../kernels'

const RADIUS_PX = 2
const AREA = (2 * RADIUS_PX + 1) ** 2
const DETAIL_DOUBT = 4
const MEAN_DOUBT = 1
const MOVED_NOISE = 0.3
const LIGHT = [0.299, 0.587, 0.114] as const

export function averageFrames(
  frame: Float32Array, others: readonly Float32Array[], width: number, height: number, { sigma }: AverageOptions,
): Float32Array {
  const size = width * height
  const result = new Float32Array(4 * size)
  result.set(frame)
  const at = (planes: Float32Array, i: number, c: number): number => planes[c * size + i] as number
  const lightOf = (planes: Float32Array, i: number): number =>
    LIGHT[0] * at(planes, i, 0) + LIGHT[1] * at(planes, i, 1) + LIGHT[2] * at(planes, i, 2)
  const variance = windowMeans(Float32Array.from({ length: size }, (_, i) => lightOf(frame, i)), width, height)
    .map((light) => Math.max(1e-12, sigmaAt(sigma, light) ** 2))
  const total = new Float64Array(size).fill(1)
  const squares = new Float64Array(size).fill(1)
  for (const other of others) {
    const detail = windowMeans(Float32Array.from({ length: size }, (_, i) => [0, 1, 2].reduce((sum, c) =>
      sum + (at(other, i, c) - at(frame, i, c)) ** 2, 0) / 3), width, height)
    const mean = windowMeans(Float32Array.from({ length: size }, (_, i) => lightOf(other, i) - lightOf(frame, i)), width, height)
    for (let i = 0; i < size; i++) {
      const expected = 2 * (variance[i] as number)
      const detailDoubt = Math.max(0, (detail[i] as number) / expected - 1)
      const meanDoubt = Math.max(0, ((mean[i] as number) ** 2 * AREA) / expected - 1)
      const weight = 1 / (1 + DETAIL_DOUBT * detailDoubt ** 2 + MEAN_DOUBT * meanDoubt)
      total[i] = (total[i] as number) + weight
      squares[i] = (squares[i] as number) + MOVED_NOISE * weight * weight
      for (let c = 0; c < 3; c++) result[c * size + i] = at(result, i, c) + weight * at(other, i, c)
    }
  }
  for (let i = 0; i < size; i++) {
    for (let c = 0; c < 3; c++) result[c * size + i] = at(result, i, c) / (total[i] as number)
    result[3 * size + i] = Math.sqrt(squares[i] as number) / (total[i] as number)
  }
  return result
}

/** Linear between the levels; each stands for the middle of its step of luminance. */
function sigmaAt(sigma: Float32Array, light: number): number {
  const last = sigma.length - 1
  const at = Math.min(last, Math.max(0, light * sigma.length - 0.5))
  const below = Math.floor(at)
  const low = sigma[below] as number
  return low + ((sigma[Math.min(last, below + 1)] as number) - low) * (at - below)
}

/** Means over windows that are cut off at the edges. */
function windowMeans(plane: Float32Array, width: number, height: number): Float32Array {
  const across = new Float32Array(plane.length)
  const result = new Float32Array(plane.length)
  for (let i = 0; i < plane.length; i++) {
    const x = i % width
    let sum = 0
    const [first, last] = [Math.max(0, x - RADIUS_PX), Math.min(width - 1, x + RADIUS_PX)]
    for (let j = first; j <= last; j++) sum += plane[i - x + j] as number
    across[i] = sum / (last - first + 1)
  }
  for (let i = 0; i < plane.length; i++) {
    const y = Math.floor(i / width)
    let sum = 0
    const [first, last] = [Math.max(0, y - RADIUS_PX), Math.min(height - 1, y + RADIUS_PX)]
    for (let j = first; j <= last; j++) sum += across[i + (j - y) * width] as number
    result[i] = sum / (last - first + 1)
  }
  return result
}
