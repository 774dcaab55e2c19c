/** Interleaved RGB on 0..255. */
export interface Rgb {
  width: number
  height: number
  data: ArrayLike<number>
}

/** Keys' kernel with a = -0.5, as PIL's and MATLAB's. */
const weightOf = (x: number): number =>
  (x < 1 ? (1.5 * x - 2.5) * x * x + 1 : x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0)

interface Taps {
  first: number
  weights: number[]
}

/** Aligned centres; antialiased where it shrinks; what lies beyond the picture does not count. */
function tapsOf(from: number, to: number): Taps[] {
  const step = from / to
  const widening = Math.max(1, step)
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * step
    const first = Math.max(0, Math.ceil(centre - 2 * widening - 0.5))
    const last = Math.min(from - 1, Math.floor(centre + 2 * widening - 0.5))
    const weights = Array.from({ length: last - first + 1 }, (__, k) => weightOf(Math.abs(first + k + 0.5 - centre) / widening))
    const sum = weights.reduce((total, weight) => total + weight, 0)
    return { first, weights: weights.map((weight) => weight / sum) }
  })
}

/** Bicubic resampling in floating point, by another hand than the product's kernels. */
export function resizeBicubic({ width, height, data }: Rgb, toWidth: number, toHeight: number): Rgb & { data: Float64Array } {
  const rows = new Float64Array(toWidth * height * 3)
  for (const [x, { first, weights }] of tapsOf(width, toWidth).entries()) {
    for (let y = 0; y < height; y++) {
      for (let c = 0; c < 3; c++) {
        let sum = 0
        for (let k = 0; k < weights.length; k++) sum += (weights[k] as number) * (data[(y * width + first + k) * 3 + c] as number)
        rows[(y * toWidth + x) * 3 + c] = sum
      }
    }
  }
  const result = new Float64Array(toWidth * toHeight * 3)
  for (const [y, { first, weights }] of tapsOf(height, toHeight).entries()) {
    for (let i = 0; i < toWidth * 3; i++) {
      let sum = 0
      for (let k = 0; k < weights.length; k++) sum += (weights[k] as number) * (rows[(first + k) * toWidth * 3 + i] as number)
      result[y * toWidth * 3 + i] = sum
    }
  }
  return { width: toWidth, height: toHeight, data: result }
}

export const toBytes = (data: Float64Array): Uint8Array =>
  Uint8Array.from(data, (value) => Math.min(255, Math.max(0, Math.round(value))))
