import { reflect } from './geometry'

/** How far a blur looks: beyond it the true Gaussian weighs less than 1e-4 in all. */
export function gaussianReachPx(sigma: number): number {
  return sigma > 0 ? Math.ceil(4 * sigma) : 0
}

/** The true Gaussian, sampled, cut at 4 sigma and normalised; one direction after the other. */
export function gaussianBlur(plane: Float32Array, width: number, height: number, sigma: number): void {
  const reach = gaussianReachPx(sigma)
  if (reach === 0) return
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-0.5 * ((i - reach) / sigma) ** 2))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  for (let i = 0; i < weights.length; i++) weights[i] = (weights[i] as number) / total
  for (let y = 0; y < height; y++) blurLine(plane, { start: y * width, step: 1, count: width }, weights)
  for (let x = 0; x < width; x++) blurLine(plane, { start: x, step: width, count: height }, weights)
}

function blurLine(plane: Float32Array, line: { start: number; step: number; count: number }, weights: Float64Array): void {
  const { start, step, count } = line
  const reach = (weights.length - 1) / 2
  const at = (i: number): number => plane[start + reflect(i, count) * step] as number
  const padded = Float64Array.from({ length: count + 2 * reach }, (_, i) => at(i - reach))
  for (let i = 0; i < count; i++) {
    let sum = 0
    for (let k = 0; k < weights.length; k++) sum += (weights[k] as number) * (padded[i + k] as number)
    plane[start + i * step] = sum
  }
}
