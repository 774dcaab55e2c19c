import type { FlowOptions } from '../kernels'
import {
  borrow, descend, differences, type Found, type Level, loadPatch, type Motion, type Patch, PATCH_PX, pixel, type Plane, STEP_PX,
} from './flow-patch'
import { halvePlanes } from './foreground'

const LEAST_SIDE = 10
const LEAST_VARIANCE = 0.004 ** 2
const SLOPES_OF_NOISE = 1
const SAME_MOTION = 0.1
const OTHER_MOTION = 0.3
const SAME_LIGHT = 0.05
const GUESS_WEIGHT = 4
const LEAST_DIFFERENCE = 2 / 255

/** The patches of a level, what was expected of them, what was found. */
interface Grid {
  across: number
  down: number
  patches: Patch[]
  guesses: Motion[]
  found: Found[]
}

interface Field {
  u: Plane
  v: Plane
}

const fill = (width: number, height: number, at: (x: number, y: number) => number): Plane =>
  ({ width, height, data: Float32Array.from({ length: width * height }, (_, i) => at(i % width, Math.floor(i / width))) })

function smooth(plane: Plane): Plane {
  const row = (x: number, y: number): number => pixel(plane, x - 1, y) + 2 * pixel(plane, x, y) + pixel(plane, x + 1, y)
  return fill(plane.width, plane.height, (x, y) => (row(x, y - 1) + 2 * row(x, y) + row(x, y + 1)) / 16)
}

function levelOf(from: Plane, to: Plane): Level {
  const { width, height } = from
  const seen = smooth(from)
  return {
    from: seen, to: smooth(to),
    slopeX: fill(width, height, (x, y) => (pixel(seen, x + 1, y) - pixel(seen, x - 1, y)) / 2),
    slopeY: fill(width, height, (x, y) => (pixel(seen, x, y + 1) - pixel(seen, x, y - 1)) / 2),
  }
}

const halve = ({ data, width, height }: Plane): Plane =>
  ({ data: halvePlanes(data, width, height, 1), width: Math.ceil(width / 2), height: Math.ceil(height / 2) })

function pyramid(from: Plane, to: Plane): Level[] {
  const levels = [levelOf(from, to)]
  while (Math.min(from.width, from.height) >= 2 * LEAST_SIDE) {
    [from, to] = [halve(from), halve(to)]
    levels.push(levelOf(from, to))
  }
  return levels
}

/** At a place between pixels; beyond the edge as at it. */
function between(plane: Plane, x: number, y: number): number {
  const atX = Math.min(Math.max(x, 0), plane.width - 1)
  const atY = Math.min(Math.max(y, 0), plane.height - 1)
  const [left, top] = [Math.floor(atX), Math.floor(atY)]
  const at = (i: number, j: number): number => pixel(plane, left + i, top + j)
  const row = (j: number): number => at(0, j) + (atX - left) * (at(1, j) - at(0, j))
  return row(0) + (atY - top) * (row(1) - row(0))
}

const fromHalf = (half: Plane, x: number, y: number): number => 2 * between(half, (x - 0.5) / 2, (y - 0.5) / 2)

function gridOf(level: Level, half: Field | undefined, steps: number): Grid {
  const { width, height } = level.from
  const countOf = (side: number): number => (side <= PATCH_PX ? 1 : Math.ceil((side - PATCH_PX) / STEP_PX) + 1)
  const placeOf = (index: number, side: number): number => Math.min(index * STEP_PX, Math.max(0, side - PATCH_PX))
  const [across, down] = [countOf(width), countOf(height)]
  const patches = Array.from({ length: across * down }, (_, i) =>
    loadPatch(level, placeOf(i % across, width), placeOf(Math.floor(i / across), height)))
  const centre = (PATCH_PX - 1) / 2
  const guesses = patches.map(({ left, top }) => {
    if (!half) return { u: 0, v: 0 }
    return { u: fromHalf(half.u, left + centre, top + centre), v: fromHalf(half.v, left + centre, top + centre) }
  })
  const found = patches.map((patch, i) => descend(level, patch, guesses[i] as Motion, steps))
  return { across, down, patches, guesses, found }
}

function besideOf({ across, down }: Grid, at: number): number[] {
  const [x, y] = [at % across, Math.floor(at / across)]
  const places = [[x - 1, y], [x + 1, y], [x, y - 1], [x, y + 1]] as [number, number][]
  return places.filter(([i, j]) => i >= 0 && i < across && j >= 0 && j < down).map(([i, j]) => j * across + i)
}

/** Each patch agrees with its neighbours as far as its own evidence is weak; see flow_agree.cpp. */
function agree(grid: Grid, motions: readonly Motion[]): Motion[] {
  return grid.found.map((found, i) => {
    const patch = grid.patches[i] as Patch
    const certainty = 1 / Math.max(LEAST_VARIANCE, found.error / PATCH_PX ** 2)
    const xx = Math.max(0, patch.xx - SLOPES_OF_NOISE * found.error)
    const yy = Math.max(0, patch.yy - SLOPES_OF_NOISE * found.error)
    const most = Math.sqrt(xx * yy)
    const xy = Math.min(most, Math.max(-most, patch.xy))
    const guess = grid.guesses[i] as Motion
    const own = motions[i] as Motion
    let weights = GUESS_WEIGHT
    let pullU = GUESS_WEIGHT * guess.u + certainty * (xx * found.u + xy * found.v)
    let pullV = GUESS_WEIGHT * guess.v + certainty * (xy * found.u + yy * found.v)
    for (const at of besideOf(grid, i)) {
      const other = motions[at] as Motion
      const apart = Math.min((other.u - own.u) ** 2 + (other.v - own.v) ** 2, OTHER_MOTION ** 2)
      const light = ((grid.patches[at] as Patch).mean - patch.mean) / SAME_LIGHT
      const weight = 1 / ((SAME_MOTION ** 2 + apart) * (1 + light * light))
      weights += weight
      pullU += weight * other.u
      pullV += weight * other.v
    }
    const [a, b, c] = [certainty * xx + weights, certainty * xy, certainty * yy + weights]
    const scale = 1 / (a * c - b * b)
    return { u: (c * pullU - b * pullV) * scale, v: (a * pullV - b * pullU) * scale }
  })
}

/** Of every pixel the weighted mean of the patches that cover it (Kroeger et al. 2016, section 2.2). */
function spread(level: Level, { patches }: Grid, motions: readonly Motion[]): Field {
  const { width, height } = level.from
  const zeros = (): Float64Array => new Float64Array(width * height)
  const sums = { u: zeros(), v: zeros(), weight: zeros() }
  patches.forEach((patch, i) => {
    const motion = motions[i] as Motion
    differences(level, patch, motion).forEach((miss, at) => {
      const [x, y] = [patch.left + (at % PATCH_PX), patch.top + Math.floor(at / PATCH_PX)]
      if (x >= width || y >= height) return
      const to = y * width + x
      const weight = 1 / Math.max(LEAST_DIFFERENCE, Math.abs(miss))
      sums.u[to] = (sums.u[to] as number) + weight * motion.u
      sums.v[to] = (sums.v[to] as number) + weight * motion.v
      sums.weight[to] = (sums.weight[to] as number) + weight
    })
  })
  const mean = (of: Float64Array): Plane =>
    ({ width, height, data: Float32Array.from(of, (sum, i) => sum / (sums.weight[i] as number)) })
  return { u: mean(sums.u), v: mean(sums.v) }
}

function fieldOf(level: Level, half: Field | undefined, { steps, rounds }: FlowOptions): Field {
  const grid = gridOf(level, half, steps)
  grid.found = grid.found.map((own, i) => borrow(level, own, {
    patchOf: () => grid.patches[i] as Patch, beside: besideOf(grid, i).map((at) => grid.found[at] as Found), steps,
  }))
  let motions: Motion[] = grid.found
  for (let round = 0; round < rounds; round++) motions = agree(grid, motions)
  return spread(level, grid, motions)
}

export function flow(
  from: Float32Array, to: Float32Array, width: number, height: number, options: FlowOptions,
): Float32Array {
  const levels = pyramid({ data: from, width, height }, { data: to, width, height })
  const last = Math.min(options.finest, levels.length - 1)
  let field: Field | undefined
  for (const [above, level] of [...levels.entries()].reverse()) {
    const { width: across, height: down } = level.from
    const half = field
    const larger = (plane: Plane): Plane => fill(across, down, (x, y) => fromHalf(plane, x, y))
    field = half && above < last ? { u: larger(half.u), v: larger(half.v) } : fieldOf(level, half, options)
  }
  const result = new Float32Array(2 * width * height)
  if (!field) return result
  result.set(field.u.data)
  result.set(field.v.data, width * height)
  return result
}
