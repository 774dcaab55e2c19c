import type { Tensor } from './model-session'
import type { NoiseLevel } from './noise-level'
import { smoothCells } from './smooth-cells'
import { assertGeometry, cropTile, planeOf, type Tile } from './tile'

/** How far, in pixels, the map looks beyond a pixel: one cell on either side is averaged, or noise would choose its own level. */
export const noiseMapReachPx = (divisor: number): number => 2 * divisor

/** Steps of luminance in which the level is looked up. */
const STEPS = 1024

/** The noise of every cell of `divisor` x `divisor` pixels, by its luminance: a tensor [1, 1, h / divisor, w / divisor]. */
export function noiseMap(tile: Tile, level: NoiseLevel, divisor: number): Tensor {
  assertGeometry(tile.width % divisor === 0 && tile.height % divisor === 0, `a tile that is no multiple of ${divisor}`)
  const width = tile.width / divisor
  const height = tile.height / divisor
  const map = luminanceOfCells(tile, divisor)
  smoothCells(map, { length: width, step: 1, centre: 1 })
  smoothCells(map, { length: height, step: width, centre: 1 })
  const table = Float32Array.from({ length: STEPS + 1 }, (_, i) => sigmaAt(level.sigma, i / STEPS))
  for (let i = 0; i < map.length; i++) {
    const light = map[i] as number
    map[i] = table[light <= 0 ? 0 : light >= 1 ? STEPS : (light * STEPS + 0.5) | 0] as number
  }
  if (level.left) {
    const share = meansOfCells(planeOf(cropTile(level.left, tile), 0), tile.width, divisor)
    for (let i = 0; i < map.length; i++) map[i] = (map[i] as number) * (share[i] as number)
  }
  return { data: map, dims: [1, 1, height, width] }
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
  const [red, green, blue] = [planeOf(tile, 0), planeOf(tile, 1), planeOf(tile, 2)]
  const light = new Float32Array(red.length)
  for (let i = 0; i < light.length; i++) {
    light[i] = 0.299 * (red[i] as number) + 0.587 * (green[i] as number) + 0.114 * (blue[i] as number)
  }
  return meansOfCells(light, tile.width, divisor)
}

function meansOfCells(plane: Float32Array, width: number, divisor: number): Float32Array {
  const across = width / divisor
  const area = divisor ** 2
  const cells = new Float32Array(plane.length / area)
  for (let start = 0, y = 0; start < plane.length; start += width, y++) {
    let cell = Math.floor(y / divisor) * across
    for (let i = start; i < start + width; i += divisor, cell++) {
      let sum = 0
      for (let j = i; j < i + divisor; j++) sum += plane[j] as number
      cells[cell] = (cells[cell] as number) + sum / area
    }
  }
  return cells
}
