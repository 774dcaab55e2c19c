/** A plane whose edge repeats beyond it. */
export interface Plane {
  data: Float32Array
  width: number
  height: number
}

/** One size of both pictures, slightly smoothed, with the slopes of one. */
export interface Level {
  from: Plane
  to: Plane
  slopeX: Plane
  slopeY: Plane
}

export const PATCH_PX = 8
export const STEP_PX = 4
const AREA = PATCH_PX ** 2

/** How far beyond a plane a patch may hang: what the C++ has as a margin. */
const MARGIN_PX = 16

const LEAST_SLOPE = 0.001
const LAST_STEP = 0.01
const FARTHEST = PATCH_PX
const SAME_MOTION = 0.25

export interface Motion {
  u: number
  v: number
}

/** Where a search ended; `error` is the sum of squared differences without the means. */
export interface Found extends Motion {
  error: number
}

export interface Patch {
  left: number
  top: number
  values: Float64Array
  slopeX: Float64Array
  slopeY: Float64Array
  mean: number
  xx: number
  xy: number
  yy: number
}

const clamp = (value: number, low: number, high: number): number => (value > low ? Math.min(value, high) : low)

export function pixel({ data, width, height }: Plane, x: number, y: number): number {
  return data[clamp(y, 0, height - 1) * width + clamp(x, 0, width - 1)] as number
}

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length
const product = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * (b[i] as number), 0)

function cut(left: number, top: number, at: (x: number, y: number) => number): Float64Array {
  return Float64Array.from({ length: AREA }, (_, i) => at(left + (i % PATCH_PX), top + Math.floor(i / PATCH_PX)))
}

export function loadPatch(level: Level, left: number, top: number): Patch {
  const values = cut(left, top, (x, y) => pixel(level.from, x, y))
  // Beyond the plane it is flat.
  const slope = (plane: Plane) => (x: number, y: number): number =>
    (x < plane.width && y < plane.height ? pixel(plane, x, y) : 0)
  const slopeX = cut(left, top, slope(level.slopeX))
  const slopeY = cut(left, top, slope(level.slopeY))
  const [mean, meanX, meanY] = [meanOf(values), meanOf(slopeX), meanOf(slopeY)] as [number, number, number]
  const [x, y] = [slopeX.map((value) => value - meanX), slopeY.map((value) => value - meanY)]
  return {
    left, top, mean, values: values.map((value) => value - mean), slopeX: x, slopeY: y,
    xx: product(x, x), xy: product(x, y), yy: product(y, y),
  }
}

/** What `to` shows at the patch's place and a motion, less the patch, both without their means. */
export function differences({ to }: Level, patch: Patch, { u, v }: Motion): Float64Array {
  const last = MARGIN_PX - PATCH_PX - 1.01
  const x = clamp(patch.left + u, -MARGIN_PX, to.width + last)
  const y = clamp(patch.top + v, -MARGIN_PX, to.height + last)
  const [left, top] = [Math.floor(x), Math.floor(y)]
  const [a, b] = [x - left, y - top]
  const rest = patch.values.map((value, i) => {
    const [column, row] = [left + (i % PATCH_PX), top + Math.floor(i / PATCH_PX)]
    const above = (1 - a) * pixel(to, column, row) + a * pixel(to, column + 1, row)
    const below = (1 - a) * pixel(to, column, row + 1) + a * pixel(to, column + 1, row + 1)
    return (1 - b) * above + b * below - value
  })
  const mean = meanOf(rest)
  return rest.map((value) => value - mean)
}

/** Inverse search (Kroeger et al. 2016, section 2.1). */
export function descend(level: Level, patch: Patch, start: Motion, steps: number): Found {
  let best: Found = { ...start, error: Infinity }
  const xx = patch.xx + AREA * LEAST_SLOPE ** 2
  const yy = patch.yy + AREA * LEAST_SLOPE ** 2
  const scale = 1 / (xx * yy - patch.xy ** 2)
  let { u, v } = start
  for (let k = 0; k <= steps; k++) {
    const rest = differences(level, patch, { u, v })
    const error = product(rest, rest)
    if (!(error < best.error)) break
    best = { u, v, error }
    const [x, y] = [product(patch.slopeX, rest), product(patch.slopeY, rest)]
    const stepU = (yy * x - patch.xy * y) * scale
    const stepV = (xx * y - patch.xy * x) * scale
    if (stepU ** 2 + stepV ** 2 < LAST_STEP ** 2) break
    u -= stepU
    v -= stepV
    if (!(Math.abs(u - start.u) < FARTHEST && Math.abs(v - start.v) < FARTHEST)) break
  }
  return best
}

/** A neighbour's motion is taken where it fits better, and improved. */
export function borrow(
  level: Level, own: Found, { patchOf, beside, steps }: { patchOf: () => Patch; beside: readonly Found[]; steps: number },
): Found {
  const others = beside.filter(({ u, v }) => !(Math.abs(u - own.u) < SAME_MOTION && Math.abs(v - own.v) < SAME_MOTION))
  if (others.length === 0) return own
  const patch = patchOf()
  let best = own
  for (const { u, v } of others) {
    const rest = differences(level, patch, { u, v })
    const error = product(rest, rest)
    if (error < best.error) best = { u, v, error }
  }
  return best.error < own.error ? descend(level, patch, best, steps) : own
}
