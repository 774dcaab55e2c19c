import { kernels } from '#native'
import type { PictureHeader } from '#protocol'
import { planesOut } from './colour-planes'
import type { Progress } from './matte-refine'
import { openBand, type PictureFile, type Rows } from './picture-file'

/** The whole picture is looked at on a level of at most this many pixels; finer ones by bands. */
const MOST_WHOLE_PIXELS = 1_000_000
const BAND_PIXELS = 2_500_000

/** Rounds of the smallest levels, and of the others (Germer et al. 2020, section 4). */
const SMALL_ROUNDS = 10
const ROUNDS = 2
const SMALL_PX = 32

/** Border of a band in pixels of the coarsest level; more than the rounds of all finer levels together feel. */
const MARGIN_PX = 4

/** Planar picture [3, height, width] and matte, 0..1. */
interface Level {
  width: number
  height: number
  picture: Float32Array
  alpha: Float32Array
}

/** A picture without the colour of its old background, as `target` (no alpha). */
export function writeForeground(picture: PictureFile, matte: PictureFile, target: PictureFile, progress: Progress): void {
  const { width, height } = picture.header
  const depth = depthOf(width, height)
  const block = 2 ** depth
  const bandRows = Math.max(1, Math.floor(BAND_PIXELS / width / block)) * block
  const report = (part: number, top: number): void => progress(part * height + top, 2 * height)
  const whole = readWhole({ picture, matte, depth, bandRows }, (top) => report(0, top))
  const colours = coloursApart(whole, ceilingOf(picture.header))
  for (let top = 0; top < height; top += bandRows) {
    report(1, top)
    const core = { top, height: Math.min(bandRows, height - top) }
    const first = Math.max(0, top - MARGIN_PX * block)
    const wide = { top: first, height: Math.min(height, top + core.height + MARGIN_PX * block) - first }
    const start = depth === 0 ? colours : rowsOf(colours, whole, { top: first / block, height: Math.ceil(wide.height / block) })
    writeRows(target, { solved: refineBand({ picture, matte, depth, wide, start }), wide, core })
  }
  report(1, height)
}

function depthOf(width: number, height: number): number {
  let depth = 0
  while (Math.ceil(width / 2 ** depth) * Math.ceil(height / 2 ** depth) > MOST_WHOLE_PIXELS) depth++
  return depth
}

function readLevel(picture: PictureFile, matte: PictureFile, rows: Rows): Level {
  const { width, max, channels } = picture.header
  const size = width * rows.height
  const level = { width, height: rows.height, picture: new Float32Array(3 * size), alpha: new Float32Array(size) }
  const planes = channels === 'gray' || channels === 'gray-alpha' ? [0, 0, 0] : [0, 1, 2]
  const region = { left: 0, top: rows.top, width, height: rows.height }
  const colours = openBand(picture, rows)
  kernels().pack(colours.raster, region, level.picture, { planes, scale: 1 / max, mean: [0, 0, 0], std: [1, 1, 1] })
  colours.close()
  if (picture.header.sample === 'f32') blackenUnknown(level.picture)
  const alpha = openBand(matte, rows)
  kernels().pack(alpha.raster, region, level.alpha, { planes: [0], scale: 1 / matte.header.max, mean: [0], std: [1] })
  alpha.close()
  return level
}

/** A float that is no number would spread over all coarser levels, and from there over the picture. */
function blackenUnknown(values: Float32Array): void {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) values[i] = 0
}

function halve({ width, height, picture, alpha }: Level): Level {
  return {
    width: Math.ceil(width / 2), height: Math.ceil(height / 2),
    picture: kernels().halvePlanes(picture, width, height, 3),
    alpha: kernels().halvePlanes(alpha, width, height, 1),
  }
}

interface Reading {
  picture: PictureFile
  matte: PictureFile
  depth: number
  bandRows: number
}

/** The whole picture, `depth` times halved. */
function readWhole({ picture, matte, depth, bandRows }: Reading, report: (top: number) => void): Level {
  const { width, height } = picture.header
  const size = { width: Math.ceil(width / 2 ** depth), height: Math.ceil(height / 2 ** depth) }
  const area = size.width * size.height
  const whole = { ...size, picture: new Float32Array(3 * area), alpha: new Float32Array(area) }
  for (let top = 0; top < height; top += bandRows) {
    report(top)
    let band = readLevel(picture, matte, { top, height: Math.min(bandRows, height - top) })
    for (let step = 0; step < depth; step++) band = halve(band)
    const at = (top / 2 ** depth) * size.width
    const count = band.width * band.height
    for (let c = 0; c < 3; c++) whole.picture.set(band.picture.subarray(c * count, (c + 1) * count), c * area + at)
    whole.alpha.set(band.alpha, at)
  }
  return whole
}

/** Foreground and background [6, height, width] of a level, from ever smaller ones up; colours up to `ceiling`. */
export function coloursApart(level: Level, ceiling = 1): Float32Array {
  const { width, height } = level
  const isSmall = Math.max(width, height) <= SMALL_PX
  const start = Math.max(width, height) <= 2 ? meanColours(level) : coloursApart(halve(level), ceiling)
  const options = { rounds: isSmall ? SMALL_ROUNDS : ROUNDS, ceiling }
  return kernels().foregroundLevel(level.picture, level.alpha, start, level, options)
}

/** Floats may be brighter than white. */
const ceilingOf = ({ sample }: PictureHeader): number => (sample === 'f32' ? 1e9 : 1)

/** One pixel of mean foreground and mean background. */
function meanColours({ width, height, picture, alpha }: Level): Float32Array {
  const area = width * height
  const sums = new Float32Array(6)
  let front = 1e-6
  let back = 1e-6
  for (let i = 0; i < area; i++) {
    const a = alpha[i] as number
    front += a
    back += 1 - a
    for (let c = 0; c < 3; c++) {
      const value = picture[c * area + i] as number
      sums[c] = (sums[c] as number) + a * value
      sums[c + 3] = (sums[c + 3] as number) + (1 - a) * value
    }
  }
  return sums.map((sum, c) => sum / (c < 3 ? front : back))
}

function rowsOf(planes: Float32Array, { width, height }: Level, rows: Rows): Float32Array {
  const count = rows.height * width
  const part = new Float32Array(6 * count)
  for (let c = 0; c < 6; c++) {
    const from = (c * height + rows.top) * width
    part.set(planes.subarray(from, from + count), c * count)
  }
  return part
}

interface BandWork {
  picture: PictureFile
  matte: PictureFile
  depth: number
  wide: Rows
  /** Of the coarsest level, the rows of the band; of the finest where the whole picture is small. */
  start: Float32Array
}

function refineBand({ picture, matte, depth, wide, start }: BandWork): Float32Array {
  if (depth === 0) return start
  const levels = [readLevel(picture, matte, wide)]
  for (let step = 1; step < depth; step++) levels.push(halve(levels[step - 1] as Level))
  const options = { rounds: ROUNDS, ceiling: ceilingOf(picture.header) }
  const refine = (colours: Float32Array, level: Level): Float32Array =>
    kernels().foregroundLevel(level.picture, level.alpha, colours, level, options)
  return levels.reduceRight(refine, start)
}

function writeRows(target: PictureFile, { solved, wide, core }: { solved: Float32Array; wide: Rows; core: Rows }): void {
  const { width, channels, max } = target.header
  const planes = planesOut(channels)
  const whole = { left: 0, top: wide.top, width, height: wide.height }
  const crop = { ...whole, ...core }
  const colours = solved.subarray(0, planes.length * width * wide.height)
  const to = openBand(target, core, true)
  kernels().unpack(colours, whole, crop, to.raster, { planes, scale: max, max })
  to.close()
}
