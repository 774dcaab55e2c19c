import type { NonLocalMeansOptions } from '../kernels'
import { reflect } from './geometry'

const DEFAULT_H = 0.4

export function nonLocalMeans(source: Float32Array, width: number, height: number, options: NonLocalMeansOptions): Float32Array {
  const { planes, sigma, patchRadius, searchRadius, h = DEFAULT_H } = options
  const size = width * height
  const result = source.slice()
  const noisy = Array.from({ length: planes }, (_, p) => p).filter((p) => (sigma[p] as number) > 0)
  if (noisy.length === 0) return result
  const at = (p: number, y: number, x: number): number =>
    source[p * size + reflect(y, height) * width + reflect(x, width)] as number
  const patchArea = (2 * patchRadius + 1) ** 2

  /** Mean squared difference of two patches, in units of the noise's variance. */
  const distance = (y: number, x: number, dy: number, dx: number): number => {
    let sum = 0
    for (const p of noisy) {
      let squares = 0
      for (let j = -patchRadius; j <= patchRadius; j++) {
        for (let i = -patchRadius; i <= patchRadius; i++) squares += (at(p, y + j, x + i) - at(p, y + dy + j, x + dx + i)) ** 2
      }
      sum += squares / (sigma[p] as number) ** 2
    }
    return sum / (patchArea * noisy.length)
  }

  const total = new Float64Array(planes)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let weights = 0
      total.fill(0)
      for (let dy = -searchRadius; dy <= searchRadius; dy++) {
        for (let dx = -searchRadius; dx <= searchRadius; dx++) {
          const weight = Math.exp(-Math.max(0, distance(y, x, dy, dx) - 2) / (h * h))
          weights += weight
          for (const p of noisy) total[p] = (total[p] as number) + weight * at(p, y + dy, x + dx)
        }
      }
      for (const p of noisy) result[p * size + y * width + x] = (total[p] as number) / weights
    }
  }
  return result
}
