import type { Tensor } from './model-session'
import type { NoiseLevel } from './noise-level'
import { assertGeometry, type Tile } from './tile'

/** The luminance that a pixel's noise is looked up by is a mean over this many cells each way, or noise would choose its own level. */
const SMOOTHING_CELLS = 1

/** How far, in pixels, the map looks beyond a pixel. */
export const noiseMapReachPx = (divisor: number): number => (SMOOTHING_CELLS + 1) * divisor

/** The noise of a tile's every cell of `divisor` x `divisor` pixels, by its luminance: a tensor [1, 1, h / divisor, w / divisor]. */
export function noiseMap(tile: Tile, level: NoiseLevel, divisor: number): Tensor {
  assertGeometry(tile.width % divisor === 0 && tile.height % divisor === 0, `a tile that is no multiple of ${divisor}`)
  const width = tile.width / divisor
  const height = tile.height / divisor
  const light = smooth(luminanceOfCells(tile, divisor), width, height)
  for (let i = 0; i < light.length; i++) light[i] = sigmaAt(level.sigma, light[i] as number)
  return { data: light, dims: [1, 1, height, width] }
}

/** Linear between the levels; each stands for the middle of its step of luminance. */
export function sigmaAt(sigma: Float32Array, luminance: number): number {
  const last = sigma.length - 1
  const at = Math.min(last, Math.max(0, luminance * sigma.length - 0.5))
  const below = Math.floor(at)
  const low = sigma[below] as number
  return low + ((sigma[Math.min(last, below + 1)] as number) - low) * (at - below)
}

function luminanceOfCells(tile: Tile, divisor: number): Float32Array {
  const { width, height, planes } = tile
  const size = width * height
  const cells = new Float32Array(size / divisor ** 2)
  const across = width / divisor
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / divisor) * across
    for (let x = 0; x < width; x++) {
      const i = y * width + x
      const cell = row + Math.floor(x / divisor)
      const light = 0.299 * (planes[i] as number) + 0.587 * (planes[size + i] as number) + 0.114 * (planes[2 * size + i] as number)
      cells[cell] = (cells[cell] as number) + light / divisor ** 2
    }
  }
  return cells
}

/** Mean over the cells around each, cut off at the edges. */
function smooth(cells: Float32Array, width: number, height: number): Float32Array {
  const result = new Float32Array(cells.length)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0
      let count = 0
      for (let j = Math.max(0, y - SMOOTHING_CELLS); j <= Math.min(height - 1, y + SMOOTHING_CELLS); j++) {
        for (let i = Math.max(0, x - SMOOTHING_CELLS); i <= Math.min(width - 1, x + SMOOTHING_CELLS); i++) {
          sum += cells[j * width + i] as number
          count++
        }
      }
      result[y * width + x] = sum / count
    }
  }
  return result
}
