// Looked up once: in jest's sandbox a global costs as much as the arithmetic.
const { abs, ceil, exp, floor, hypot, max, min } = Math

/** A matte 0..1 beside its truth; errors are counted where `unknown` is not 0. */
export interface Judged {
  width: number
  height: number
  matte: Float32Array
  truth: Float32Array
  unknown: Uint8Array
}

/** Sum of absolute differences. */
export function sumOfDifferences({ matte, truth, unknown }: Judged): number {
  return unknown.reduce((sum, inside, i) => (inside === 0 ? sum : sum + abs(matte[i]! - truth[i]!)), 0)
}

/** Rhemann et al. 2009 (A Perceptually Motivated Online Benchmark for Image Matting), section 4. */
const GRADIENT_SIGMA = 1.4

/** Sum of squared differences of the gradients' magnitudes (Rhemann et al. 2009: first derivatives of a Gaussian, sigma 1.4). */
export function gradientError(judged: Judged): number {
  const ours = gradientMagnitude(judged.matte, judged)
  const right = truthGradients.get(judged.truth) ?? gradientMagnitude(judged.truth, judged)
  truthGradients.set(judged.truth, right)
  return judged.unknown.reduce((sum, inside, i) => (inside === 0 ? sum : sum + (ours[i]! - right[i]!) ** 2), 0)
}

const truthGradients = new WeakMap<Float32Array, Float32Array>()

export function gradientMagnitude(plane: Float32Array, { width, height }: { width: number; height: number }): Float32Array {
  const radius = ceil(3 * GRADIENT_SIGMA)
  const offsets = Array.from({ length: 2 * radius + 1 }, (_, i) => i - radius)
  const bell = offsets.map((x) => exp(-(x * x) / (2 * GRADIENT_SIGMA ** 2)))
  const total = bell.reduce((sum, value) => sum + value, 0)
  const smooth = bell.map((value) => value / total)
  const slope = smooth.map((value, i) => (-offsets[i]! / GRADIENT_SIGMA ** 2) * value)
  const size = { width, height }
  const both = (across: number[], down: number[]): Float32Array =>
    convolve(convolve(plane, size, { taps: across, isAcross: true }), size, { taps: down, isAcross: false })
  const dx = both(slope, smooth)
  const dy = both(smooth, slope)
  return dx.map((value, i) => hypot(value, dy[i]!))
}

interface Size {
  width: number
  height: number
}

interface Taps {
  taps: number[]
  isAcross: boolean
}

function convolve(plane: Float32Array, { width, height }: Size, { taps, isAcross }: Taps): Float32Array {
  const radius = (taps.length - 1) / 2
  const result = new Float32Array(plane.length)
  const [step, count, limit] = isAcross ? [1, width, width - 1] : [width, height, height - 1]
  for (let k = -radius; k <= radius; k++) {
    const tap = taps[k + radius]!
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const place = isAcross ? x : y
        const at = place + k
        const shift = at < 0 ? -place : at > limit ? count - 1 - place : k
        const i = y * width + x
        result[i] = result[i]! + tap * plane[i + shift * step]!
      }
    }
  }
  return result
}

const LEVELS = 10
/** Differences below this are not seen as a break. */
const THETA = 0.15

/**
 * Connectivity error (Rhemann et al. 2009): how far each pixel lies above the level at which it is still connected to the
 * largest region where both mattes are that opaque.
 */
export function connectivityError(judged: Judged): number {
  const { matte, truth, unknown } = judged
  const level = connectedLevels(judged)
  const phi = (alpha: number, i: number): number => {
    const distance = alpha - level[i]!
    return 1 - (distance >= THETA ? distance : 0)
  }
  return unknown.reduce((sum, inside, i) => (inside === 0 ? sum : sum + abs(phi(matte[i]!, i) - phi(truth[i]!, i))), 0)
}

function connectedLevels({ width, height, matte, truth }: Judged): Float32Array {
  const level = new Float32Array(matte.length).fill(-1)
  for (let step = 1; step <= LEVELS; step++) {
    const threshold = step / LEVELS
    const isOpaque = new Uint8Array(matte.length)
    for (let i = 0; i < matte.length; i++) isOpaque[i] = matte[i]! >= threshold && truth[i]! >= threshold ? 1 : 0
    const largest = largestRegion(isOpaque, width, height)
    for (let i = 0; i < level.length; i++) if (level[i] === -1 && largest[i] === 0) level[i] = (step - 1) / LEVELS
  }
  return level.map((value) => (value === -1 ? 1 : value))
}

/** The largest region of ones, connected by sides. */
export function largestRegion(ones: Uint8Array, width: number, height: number): Uint8Array {
  const label = new Int32Array(ones.length)
  const stack = new Int32Array(ones.length)
  let best = { label: 0, count: 0 }
  let next = 0
  for (let start = 0; start < ones.length; start++) {
    if (ones[start] === 0 || label[start] !== 0) continue
    const count = fill({ ones, label, stack, width, height }, start, ++next)
    if (count > best.count) best = { label: next, count }
  }
  const largest = new Uint8Array(ones.length)
  for (let i = 0; i < largest.length; i++) largest[i] = label[i] !== 0 && label[i] === best.label ? 1 : 0
  return largest
}

interface Regions extends Size {
  ones: Uint8Array
  label: Int32Array
  stack: Int32Array
}

function fill({ ones, label, stack, width, height }: Regions, start: number, name: number): number {
  const last = width * (height - 1)
  let count = 0
  let top = 1
  stack[0] = start
  label[start] = name
  while (top > 0) {
    const i = stack[--top]!
    const x = i % width
    count++
    for (let side = 0; side < 4; side++) {
      const isThere = side === 0 ? x > 0 : side === 1 ? x < width - 1 : side === 2 ? i >= width : i < last
      const j = i + (side === 0 ? -1 : side === 1 ? 1 : side === 2 ? -width : width)
      if (!isThere || ones[j] === 0 || label[j] !== 0) continue
      label[j] = name
      stack[top++] = j
    }
  }
  return count
}

/** Where the truth is neither 0 nor 1, and `growPx` around it. */
export function unknownBand(truth: Float32Array, { width, height }: Size, growPx: number): Uint8Array {
  const mixed = Uint8Array.from(truth, (value) => (value > 0.004 && value < 0.996 ? 1 : 0))
  return spread(spread(mixed, { width, height, growPx, step: 1 }), { width, height, growPx, step: width })
}

function spread(ones: Uint8Array, how: { width: number; height: number; growPx: number; step: number }): Uint8Array {
  const { width, height, growPx, step } = how
  const result = new Uint8Array(ones.length)
  for (let i = 0; i < ones.length; i++) {
    if (ones[i] === 0) continue
    const place = step === 1 ? i % width : floor(i / width)
    const count = step === 1 ? width : height
    for (let k = max(-growPx, -place); k <= min(growPx, count - 1 - place); k++) result[i + k * step] = 1
  }
  return result
}
