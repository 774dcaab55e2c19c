import { kernels } from '#native'
import { type NoiseLevel, scaleNoise } from './noise-level'
import { noiseMap } from './noise-map'
import { smoothCells } from './smooth-cells'
import { assertGeometry, cropTile, planeOf, type Tile } from './tile'

/**
 * Differences between the two sizes of up to about this share of the noise are blotches; larger ones are detail that the
 * half size smeared. In colour, and in luminance, where there is more detail and the eye sees it.
 */
const COLOUR_SHARE = 0.5
const LUMINANCE_SHARE = 0.2

/** What merging sees around a pixel of half size: one neighbour to average, one to enlarge. */
const MERGE_REACH = 2

/** How far from `fine` the half size must be known where the network needs `contextPx`, and how far beyond its core `fine`. */
export const halvedReachPx = (contextPx: number): number => 2 * (contextPx + MERGE_REACH)
export const MERGE_REACH_PX = 2 * MERGE_REACH

/** Noise that 2 x 2 px averaged leave, as a share (0.5 of white noise): below this it has no blotches. */
const BLOTCHY = 0.62

export const isBlotchy = ({ halved }: NoiseLevel): boolean => halved > BLOTCHY

export interface AtHalfSize {
  /** Of the full size. */
  level: NoiseLevel
  /** Pixels a side of a cell of the noise map. */
  divisor: number
  cleanAt(tile: Tile, level: NoiseLevel): Promise<Tile>
}

/**
 * Takes the blotches from `fine` that are too wide for the network: at half size they are half as wide, and what is taken
 * there is taken here. In place. `fine` lies inside `tile`, both at even places and of even sizes.
 */
export async function takeBlotches(fine: Tile, tile: Tile, { level, divisor, cleanAt }: AtHalfSize): Promise<void> {
  const small = halve(tile)
  const lower = halvedLevel(level)
  const after = halve(fine)
  const change = differenceOf(cropTile(await cleanAt(small, lower), after), after)
  const map = noiseMap(cropTile(small, after), lower, divisor)
  keepBlotches(change, { map: map.data, divisor })
  for (let c = 0; c < 3; c++) addEnlarged(planeOf(change, c), planeOf(fine, c), fine.width)
}

/** The noise of the half size. */
function halvedLevel(level: NoiseLevel): NoiseLevel {
  const lower = scaleNoise(level, level.halved)
  return level.left ? { ...lower, left: halve(level.left, 1) } : lower
}

function halve(tile: Tile, channels = 3): Tile {
  const { left, top, width, height, planes } = tile
  assertGeometry(left % 2 === 0 && top % 2 === 0 && width % 2 === 0 && height % 2 === 0, 'a half size of odd pixels')
  const halved = kernels().halvePlanes(planes.subarray(0, channels * width * height), width, height, channels)
  return { left: left / 2, top: top / 2, width: width / 2, height: height / 2, channels, planes: halved }
}

function differenceOf(a: Tile, b: Tile): Tile {
  assertGeometry(a.planes.length >= b.planes.length, 'half sizes of two places')
  return { ...b, planes: b.planes.map((value, i) => (a.planes[i] as number) - value) }
}

/** Weighs the parts of a change by whether they are small against the noise around them. */
function keepBlotches(change: Tile, { map, divisor }: { map: Float32Array; divisor: number }): void {
  const { width, height } = change
  const size = width * height
  const [red, green, blue] = [planeOf(change, 0), planeOf(change, 1), planeOf(change, 2)]
  const light = red.map((value, i) => 0.299 * value + 0.587 * (green[i] as number) + 0.114 * (blue[i] as number))
  const ofLight = new Float32Array(size)
  const ofColour = new Float32Array(size)
  for (let i = 0; i < size; i++) {
    const grey = light[i] as number
    const [r, g, b] = [(red[i] as number) - grey, (green[i] as number) - grey, (blue[i] as number) - grey]
    ofLight[i] = grey ** 2
    ofColour[i] = (r * r + g * g + b * b) / 3
  }
  for (const squares of [ofLight, ofColour]) {
    smoothCells(squares, { length: width, step: 1, centre: 1 })
    smoothCells(squares, { length: height, step: width, centre: 1 })
  }
  const across = width / divisor
  for (let i = 0; i < size; i++) {
    const x = i % width
    const sigma = map[Math.floor((i - x) / width / divisor) * across + Math.floor(x / divisor)] as number
    const grey = light[i] as number
    const colour = smallness(ofColour[i] as number, COLOUR_SHARE * sigma)
    const rest = grey * (smallness(ofLight[i] as number, LUMINANCE_SHARE * sigma) - colour)
    for (const plane of [red, green, blue]) plane[i] = colour * (plane[i] as number) + rest
  }
}

/** 1 for a mean square far below `limit` squared, falling to 0 far above it. */
function smallness(square: number, limit: number): number {
  const bound = limit ** 4
  return bound > 0 ? bound / (bound + square ** 2) : 0
}

/** Adds a plane of half size, linear between the centres of its pixels; the edge repeats. */
function addEnlarged(small: Float32Array, plane: Float32Array, width: number): void {
  const across = width / 2
  const rows = small.length / across
  const line = new Float32Array(across)
  for (let y = 0; y < 2 * rows; y++) {
    const near = y >> 1
    const other = Math.min(rows - 1, Math.max(0, y % 2 === 0 ? near - 1 : near + 1))
    for (let x = 0; x < across; x++) {
      line[x] = 0.75 * (small[near * across + x] as number) + 0.25 * (small[other * across + x] as number)
    }
    for (let x = 0, i = y * width; x < across; x++, i += 2) {
      const here = 0.75 * (line[x] as number)
      plane[i] = (plane[i] as number) + here + 0.25 * (line[Math.max(0, x - 1)] as number)
      plane[i + 1] = (plane[i + 1] as number) + here + 0.25 * (line[Math.min(across - 1, x + 1)] as number)
    }
  }
}
