import { gaussianBlur } from './blur'
import { planeAt, type Size } from './steady'

/** How a frame's subject and what stands behind it move to another frame, at every place as if it belonged to either. */
export interface LayerMotion {
  /** [2, height, width] in samples. */
  backdrop: Float32Array
  subject: Float32Array
  /** How much of the subject was near enough to say how it would move here, 0..1. */
  support: Float32Array
}

/** A matte below this is the backdrop's, for its motion; above the second the subject's. */
const OUTSIDE = 0.1
const INSIDE = 0.6

/** Every so many samples one is asked for the backdrop's motion; so many must answer. */
const STEP = 4
const LEAST_ASKED = 50

/** Rounds of weighing, and how far (in samples) a motion may lie from the fit's and count half: first, and at last. */
const ROUNDS = 6
const EARLY_ROUNDS = 2
const EARLY_MISS = 2
const LATE_MISS = 0.7

/** What the whole frame's slopes are held to nothing with, against the sum of all weights. */
const STIFFNESS = 0.5

/** The subject's motion is gathered in cells of this many samples a side, and spread over so many: near, and far. */
const CELL = 4
const NEAR_CELLS = 1
const FAR_CELLS = 6

/** What is far counts this much as what is near; and a subject that covers this share of it is support enough. */
const FAR_SHARE = 0.01
const ENOUGH = 0.1

/** Right, its slopes across and down, and the same for down; places on -0.5..0.5 of the frame. */
type Affine = [number, number, number, number, number, number]

/** Undefined where too little of the frame is backdrop. `way`: motion of what is seen, `plane`: the subject's matte so far. */
export function layersOf(way: Float32Array, plane: Float32Array, size: Size): LayerMotion | undefined {
  const affine = fitBackdrop(way, plane, size)
  if (affine === undefined) return undefined
  const backdrop = spread(affine, size)
  return { backdrop, ...extend(way, plane, { backdrop, size }) }
}

/** The motion that most of the backdrop has, affine: least squares, weighed again and again by how well each place fits. */
function fitBackdrop(way: Float32Array, plane: Float32Array, { width, height }: Size): Affine | undefined {
  const area = width * height
  const asked: number[] = []
  for (let y = STEP >> 1; y < height; y += STEP) {
    for (let x = STEP >> 1; x < width; x += STEP) if ((plane[y * width + x] as number) < OUTSIDE) asked.push(y * width + x)
  }
  if (asked.length < LEAST_ASKED) return undefined
  const median = (of: Float32Array): number =>
    Float32Array.from(asked, (i) => of[i] as number).sort()[asked.length >> 1] as number
  let found: Affine = [median(way.subarray(0, area)), 0, 0, median(way.subarray(area)), 0, 0]
  for (let round = 0; round < ROUNDS; round++) {
    const sums = new Float64Array(12)
    const half = (round < EARLY_ROUNDS ? EARLY_MISS : LATE_MISS) ** 2
    for (const i of asked) {
      const [x, y] = [(i % width) / width - 0.5, Math.floor(i / width) / height - 0.5]
      const [dx, dy] = [way[i] as number, way[area + i] as number]
      const missX = dx - found[0] - found[1] * x - found[2] * y
      const missY = dy - found[3] - found[4] * x - found[5] * y
      const miss = (missX * missX + missY * missY) / half
      const weight = 1 / (1 + miss * miss)
      const terms = [1, x, y, x * x, x * y, y * y, dx, dx * x, dx * y, dy, dy * x, dy * y]
      terms.forEach((term, k) => { sums[k] = (sums[k] as number) + weight * term })
    }
    found = solve(sums)
  }
  return found
}

/** Weighted sums of 1, x, y, xx, xy, yy, and of both motions with 1, x, y. */
function solve(sums: Float64Array): Affine {
  const [n, x, y, xx, xy, yy, ...rest] = [...sums] as [number, number, number, number, number, number, ...number[]]
  const rows: Rows = [[n, x, y], [x, xx + STIFFNESS, xy], [y, xy, yy + STIFFNESS]]
  const all = determinant(rows)
  const one = (values: readonly number[]): number[] => [0, 1, 2].map((column) =>
    determinant(rows.map((row, j) => row.map((value, k) => (k === column ? values[j] : value))) as Rows) / all)
  return [...one(rest.slice(0, 3)), ...one(rest.slice(3))] as Affine
}

type Row = [number, number, number]
type Rows = [Row, Row, Row]

function determinant([[a, b, c], [d, e, f], [g, h, i]]: Rows): number {
  return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
}

function spread(affine: Affine, { width, height }: Size): Float32Array {
  const area = width * height
  const motion = new Float32Array(2 * area)
  for (let i = 0; i < area; i++) {
    const [u, v] = [(i % width) / width - 0.5, Math.floor(i / width) / height - 0.5]
    motion[i] = affine[0] + affine[1] * u + affine[2] * v
    motion[area + i] = affine[3] + affine[4] * u + affine[5] * v
  }
  return motion
}

/** The subject's motion beyond its own sides: a mean of what is near, else of what is farther; else the backdrop's. */
function extend(
  way: Float32Array, plane: Float32Array, { backdrop, size }: { backdrop: Float32Array; size: Size },
): Pick<LayerMotion, 'subject' | 'support'> {
  const cells = { width: Math.ceil(size.width / CELL), height: Math.ceil(size.height / CELL) }
  const near = gather(way, plane, { backdrop, size, cells })
  const far = near.map((sums) => sums.slice())
  for (const sums of near) gaussianBlur(sums, cells.width, cells.height, NEAR_CELLS)
  for (const sums of far) gaussianBlur(sums, cells.width, cells.height, FAR_CELLS)
  const weights = near[2]?.map((weight, i) => weight + FAR_SHARE * (far[2]?.[i] as number) + 1e-6) as Float32Array
  const [right, down] = [0, 1].map((k) => near[k]?.map((sum, i) =>
    (sum + FAR_SHARE * (far[k]?.[i] as number)) / (weights[i] as number)) as Float32Array) as [Float32Array, Float32Array]
  const support = far[2]?.map((weight) => Math.min(1, weight / ENOUGH)) as Float32Array
  const against = [...enlarge(right, cells, size), ...enlarge(down, cells, size)]
  return { subject: backdrop.map((value, i) => value + (against[i] as number)), support: enlarge(support, cells, size) }
}

/** By cells: how the subject moves against the backdrop, right and down, times its share; and its share. */
function gather(
  way: Float32Array, plane: Float32Array, { backdrop, size, cells }: { backdrop: Float32Array; size: Size; cells: Size },
): Float32Array[] {
  const { width, height } = size
  const area = width * height
  const sums = [0, 1, 2].map(() => new Float32Array(cells.width * cells.height))
  for (let i = 0; i < area; i++) {
    const alpha = plane[i] as number
    if (!(alpha > INSIDE)) continue
    const dx = (way[i] as number) - (backdrop[i] as number)
    const dy = (way[area + i] as number) - (backdrop[area + i] as number)
    const apart = dx * dx + dy * dy
    const share = (alpha * apart) / (apart + 0.5) / (CELL * CELL)
    const at = Math.floor(Math.floor(i / width) / CELL) * cells.width + Math.floor((i % width) / CELL)
    for (const [k, value] of [share * dx, share * dy, share].entries()) {
      const plane = sums[k] as Float32Array
      plane[at] = (plane[at] as number) + value
    }
  }
  return sums
}

/** A plane of cells at every sample, bilinear. */
function enlarge(plane: Float32Array, cells: Size, { width, height }: Size): Float32Array {
  return Float32Array.from({ length: width * height }, (_, i) =>
    planeAt(plane, ((i % width) + 0.5) / CELL - 0.5, (Math.floor(i / width) + 0.5) / CELL - 0.5, cells))
}
