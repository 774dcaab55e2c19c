import type { Raster } from '../kernels'

export const NOISE_BLOCK_PX = 16

/** More samples than this at black or white, and the noise there is cut off. */
const MAX_CLIPPED = 2

export interface BlockNoise {
  /** 0..1 */
  luminance: number
  channels: {
    /** About the fitted plane, on 0..1 squared. */
    variance: number
    /** Mean square of Immerkaer's (1996) difference of Laplacians, scaled to 1 for white noise. */
    fine: number
    /** By how much the correlation of neighbours lowers the degrees of freedom: sum of squared autocorrelations. */
    spread: number
  }[]
}

const N = NOISE_BLOCK_PX
/** Coordinates -7.5..7.5; the sum of their squares over a block, either direction. */
const centred = (i: number): number => i - (N - 1) / 2
const squares = (N * N * (N * N - 1)) / 12

export function measureBlock(source: Raster, at: { x: number; y: number }, options: { colours: number; max: number }):
BlockNoise | undefined {
  const { colours, max } = options
  const block = { luminance: 0, channels: [] as BlockNoise['channels'] }
  const values = new Float64Array(N * N)
  for (let c = 0; c < colours; c++) {
    let clipped = 0
    let mean = 0
    for (let i = 0; i < N * N; i++) {
      const from = (at.y + Math.floor(i / N)) * source.width + at.x + (i % N)
      const sample = source.data[from * source.channels + c] as number
      if (!(sample > 0 && sample < max)) clipped++
      values[i] = sample / max
      mean += sample / max / (N * N)
    }
    if (clipped > MAX_CLIPPED) return undefined
    block.luminance += mean * (colours === 1 ? 1 : ([0.299, 0.587, 0.114][c] as number))
    const noise = measureValues(values, mean)
    if (!Number.isFinite(noise.variance + noise.fine)) return undefined
    block.channels.push(noise)
  }
  return block
}

function measureValues(values: Float64Array, mean: number): BlockNoise['channels'][number] {
  const v = (y: number, x: number): number => values[y * N + x] as number
  let slopeX = 0
  let slopeY = 0
  let fine = 0
  for (let y = 0; y < N; y++) {
    for (let x = 0; x < N; x++) {
      slopeX += (v(y, x) * centred(x)) / squares
      slopeY += (v(y, x) * centred(y)) / squares
      if (y === 0 || x === 0 || y === N - 1 || x === N - 1) continue
      const corners = v(y - 1, x - 1) + v(y - 1, x + 1) + v(y + 1, x - 1) + v(y + 1, x + 1)
      const sides = v(y - 1, x) + v(y + 1, x) + v(y, x - 1) + v(y, x + 1)
      fine += (corners - 2 * sides + 4 * v(y, x)) ** 2 / 36 / (N - 2) ** 2
    }
  }
  const rest = (y: number, x: number): number => v(y, x) - mean - slopeX * centred(x) - slopeY * centred(y)
  let square = 0
  let across = 0
  let down = 0
  for (let y = 0; y < N; y++) {
    for (let x = 0; x < N; x++) {
      square += rest(y, x) ** 2
      if (x > 0) across += rest(y, x) * rest(y, x - 1)
      if (y > 0) down += rest(y, x) * rest(y - 1, x)
    }
  }
  const spread = square > 0 ? spreadOf(across / square) * spreadOf(down / square) : 1
  return { variance: square / (N * N - 3), fine, spread }
}

/** Sum of rho^(2|k|) over all k, for noise whose neighbours correlate by rho (first-order autoregressive). */
function spreadOf(correlation: number): number {
  const rho = Math.min(0.9, Math.max(0, correlation))
  return (1 + rho * rho) / (1 - rho * rho)
}
