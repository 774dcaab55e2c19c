import { clamp } from './line-geometry'
import type { ForegroundOptions } from '../kernels'

interface Size {
  width: number
  height: number
}

/** epsilon_r and omega of Germer et al. 2020. */
const LEAST_SMOOTHNESS = 1e-5
const EDGE_SMOOTHNESS = 1

/** 2 x 2 means of each plane; an odd last row or column counts twice. */
export function halvePlanes(source: Float32Array, width: number, height: number, planes: number): Float32Array {
  const half = { width: Math.ceil(width / 2), height: Math.ceil(height / 2) }
  const area = half.width * half.height
  return Float32Array.from({ length: area * planes }, (_, i) => {
    const x = (i % half.width) * 2
    const y = (Math.floor(i / half.width) % half.height) * 2
    const read = (u: number, v: number): number =>
      source[(Math.floor(i / area) * height + Math.min(v, height - 1)) * width + Math.min(u, width - 1)] as number
    return (read(x, y) + read(x + 1, y) + read(x, y + 1) + read(x + 1, y + 1)) / 4
  })
}

/** Indices of the pixels left, right, above and below; at an edge the pixel itself. */
function besides(i: number, { width, height }: Size): number[] {
  const x = i % width
  const y = Math.floor(i / width)
  return [
    i - (x > 0 ? 1 : 0), i + (x < width - 1 ? 1 : 0), i - (y > 0 ? width : 0), i + (y < height - 1 ? width : 0),
  ]
}

/** See kernels.ts. Eq. 4 and 5 of the paper for one pixel after another, all from the round before (Jacobi). */
export function foregroundLevel(
  picture: Float32Array, alpha: Float32Array, start: Float32Array, size: Size, options: ForegroundOptions,
): Float32Array {
  const area = size.width * size.height
  const half = { width: Math.ceil(size.width / 2), height: Math.ceil(size.height / 2) }
  const isSettled = (i: number): boolean =>
    (alpha[i] === 0 || alpha[i] === 1) && besides(i, size).every((j) => alpha[j] === alpha[i])
  let planes = Float32Array.from({ length: 6 * area }, (_, at) => {
    const c = Math.floor(at / area)
    const i = at % area
    if (isSettled(i) && (c < 3) === (alpha[i] === 1)) return picture[(c % 3) * area + i] as number
    const x = Math.floor((i % size.width) / 2)
    const y = Math.floor(Math.floor(i / size.width) / 2)
    return start[(c * half.height + y) * half.width + x] as number
  })
  for (let round = 0; round < options.rounds; round++) {
    const next = planes.slice()
    for (let i = 0; i < area; i++) if (!isSettled(i)) improve(planes, next, { i, size, picture, alpha, ceiling: options.ceiling })
    planes = next
  }
  return planes
}

interface Place {
  i: number
  size: Size
  picture: Float32Array
  alpha: Float32Array
  ceiling: number
}

function improve(from: Float32Array, to: Float32Array, { i, size, picture, alpha, ceiling }: Place): void {
  const area = size.width * size.height
  const a = alpha[i] as number
  const b = 1 - a
  const near = besides(i, size)
  const weights = near.map((j) => LEAST_SMOOTHNESS + EDGE_SMOOTHNESS * Math.abs(a - (alpha[j] as number)))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const scale = 1 / (total * (a * a + b * b + total))
  for (let c = 0; c < 3; c++) {
    const around = (plane: number): number =>
      near.reduce((sum, j, k) => sum + (weights[k] as number) * (from[plane * area + j] as number), 0)
    const [front, back, colour] = [around(c), around(c + 3), picture[c * area + i] as number]
    const pull = b * front - a * back
    to[c * area + i] = clamp((b * pull + total * (a * colour + front)) * scale, 0, ceiling)
    to[(c + 3) * area + i] = clamp((total * (b * colour + back) - a * pull) * scale, 0, ceiling)
  }
}
