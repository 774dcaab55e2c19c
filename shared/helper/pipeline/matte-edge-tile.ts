import { kernels, type LineColours, type Raster, type Region } from '#native'
import { failure } from '#protocol'
import type { MattePlane } from './matte-plane'
import type { ModelSession } from './model-session'
import type { OpenCells } from './matte-open'
import { resampleTile } from './resample'

/** A network that refines edges: picture, coarse and colour-line matte in; matte, foreground and doubt out (see manifest.ts). */
export interface EdgeRefiner {
  session: ModelSession
  shape: { image: string; mattes: string; output: string; alignPx: number; contextPx: number }
}

/** Planes of the network's output. */
export const EDGE_PLANES = 5

/** What a tile is made of: bands of rows around it, all of the same picture. */
export interface EdgeViews {
  picture: Raster
  colours: LineColours
  /** The colour-line matte of the same rows. */
  lines: Raster
  /** White of `lines`. */
  max: number
  coarse: SpannedMatte
  /** 1, or 2: the network sees the picture at half its size, and colour lines add the finest detail. */
  factor: 1 | 2
}

/** A matte of a whole picture of another size. */
export interface SpannedMatte {
  plane: MattePlane
  /** The picture's size in pixels. */
  size: Size
  /** What the matte's samples divide evenly, in the same pixels; may end a little before or after the picture. */
  span: Size
}

interface Size {
  width: number
  height: number
}

/** What the network makes of a region. */
export interface MadeEdges {
  /** The matte, 0..1, settled where it nearly was. */
  matte: Float32Array
  /** The colour-line matte there. */
  lines: Float32Array
  /** What the network expects the matte to be off by; at `1 / factor` of the size. */
  doubt: Float32Array
}

/** Runs the network on a region, which may reach beyond the picture; sides are multiples of factor * alignPx. */
export async function runEdges({ session, shape }: EdgeRefiner, views: EdgeViews, region: Region): Promise<MadeEdges> {
  const { factor } = views
  const lines = new Float32Array(region.width * region.height)
  kernels().pack(views.lines, region, lines, { planes: [0], scale: 1 / views.max, mean: [0], std: [1] })
  const [width, height] = [region.width / factor, region.height / factor]
  const size = width * height
  const small = { left: region.left / factor, top: region.top / factor, width, height }
  const colours = coloursOf(views, region)
  const seenLines = factor === 1 ? lines : kernels().halvePlanes(lines, region.width, region.height, 1)
  const mattes = new Float32Array(2 * size)
  mattes.set(sampleMatte(factor === 1 ? views.coarse : halfOf(views.coarse), small))
  mattes.set(seenLines, size)
  const outputs = await session.run({
    [shape.image]: { data: colours, dims: [1, 3, height, width] }, [shape.mattes]: { data: mattes, dims: [1, 2, height, width] },
  }, [shape.output])
  const made = outputs[shape.output]
  if (made?.dims.join() !== [1, EDGE_PLANES, height, width].join()) {
    throw failure('OUTPUT_INVALID', { provider: session.provider, reason: `a tensor of ${made?.dims.join('x')} refines no edge` })
  }
  const matte = settled(made.data.subarray(0, size))
  const doubt = made.data.subarray((EDGE_PLANES - 1) * size)
  return { matte: factor === 1 ? matte : addDetail(matte, seenLines, { lines, width, height }), lines, doubt }
}

function coloursOf({ picture, colours, factor }: EdgeViews, region: Region): Float32Array {
  const values = new Float32Array(3 * region.width * region.height)
  const { planes, scale, isLinear } = colours
  kernels().pack(picture, region, values, { planes, scale, mean: [0, 0, 0], std: [1, 1, 1] })
  if (picture.data instanceof Float32Array || isLinear) tidy(values, isLinear)
  return factor === 1 ? values : kernels().halvePlanes(values, region.width, region.height, 3)
}

const halfOf = ({ plane, size, span }: SpannedMatte): SpannedMatte => ({
  plane, size: { width: Math.ceil(size.width / 2), height: Math.ceil(size.height / 2) },
  span: { width: span.width / 2, height: span.height / 2 },
})

/** Ends of the network's range that count as 0 and 1. */
const SNAP = 0.02

function settled(values: Float32Array): Float32Array {
  for (let i = 0; i < values.length; i++) {
    const value = ((values[i] as number) - SNAP) / (1 - 2 * SNAP)
    values[i] = value > 0 ? (value < 1 ? value : 1) : 0
  }
  return values
}

/** Twice the size, bilinear between pixel centres. */
function twice(planes: Float32Array, width: number, height: number): Float32Array {
  const tile = { left: 0, top: 0, width, height, channels: 1, planes }
  return resampleTile(tile, { left: 0, top: 0, width: 2 * width, height: 2 * height }, 'bilinear').planes
}

/** How mixed a matte must be for all of the detail. */
const DETAIL = 6

/** A matte of half the size, enlarged, and where it is mixed, what colour lines see at full size beyond what they see at half. */
function addDetail(
  half: Float32Array, halfLines: Float32Array, { lines, width, height }: { lines: Float32Array; width: number; height: number },
): Float32Array {
  const matte = twice(half, width, height)
  const smooth = twice(halfLines, width, height)
  for (let i = 0; i < matte.length; i++) {
    const alpha = matte[i] as number
    const share = Math.min(1, DETAIL * alpha * (1 - alpha))
    const value = alpha + share * ((lines[i] as number) - (smooth[i] as number))
    matte[i] = value > 0 ? (value < 1 ? value : 1) : 0
  }
  return matte
}

/** Linear light as the eye sees it; what is no number, or brighter than white, would mislead the network. */
function tidy(values: Float32Array, isLinear: boolean): void {
  for (let i = 0; i < values.length; i++) {
    const raw = values[i] as number
    const value = raw > 0 ? (raw < 1 ? raw : 1) : 0
    values[i] = isLinear ? Math.sqrt(value) : value
  }
}

type Row = Float32Array

interface Taps {
  index: Int32Array
  weight: Float32Array
}

/** Four neighbours and their weights for each pixel of a line: Keys 1981, a = -0.5. Beyond the picture it is mirrored. */
function taps(start: number, count: number, line: { px: number; span: number; samples: number }): Taps {
  const index = new Int32Array(count * 4)
  const weight = new Float32Array(count * 4)
  const scale = line.samples / line.span
  const period = Math.max(1, 2 * (line.px - 1))
  for (let i = 0; i < count; i++) {
    const turned = (((start + i) % period) + period) % period
    const at = (Math.min(turned, period - turned) + 0.5) * scale - 0.5
    const low = Math.floor(at)
    for (let k = 0; k < 4; k++) {
      index[i * 4 + k] = Math.min(line.samples - 1, Math.max(0, low - 1 + k))
      weight[i * 4 + k] = keys(Math.abs(at - low + 1 - k))
    }
  }
  return { index, weight }
}

const keys = (x: number): number => (x < 1 ? (1.5 * x - 2.5) * x * x + 1 : x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0)

/** The part of a matte, enlarged to a picture's size, that lies in a region. */
export function sampleMatte({ plane, size, span }: SpannedMatte, region: Region): Float32Array {
  const { values } = plane
  const across = taps(region.left, region.width, { px: size.width, span: span.width, samples: plane.width })
  const down = taps(region.top, region.height, { px: size.height, span: span.height, samples: plane.height })
  const rows = new Map<number, Float32Array>()
  const rowOf = (row: number): Float32Array => {
    const known = rows.get(row)
    if (known !== undefined) return known
    const made = new Float32Array(region.width)
    const start = row * plane.width
    for (let x = 0, k = 0; x < region.width; x++, k += 4) {
      made[x] = (across.weight[k] as number) * (values[start + (across.index[k] as number)] as number) +
        (across.weight[k + 1] as number) * (values[start + (across.index[k + 1] as number)] as number) +
        (across.weight[k + 2] as number) * (values[start + (across.index[k + 2] as number)] as number) +
        (across.weight[k + 3] as number) * (values[start + (across.index[k + 3] as number)] as number)
    }
    rows.set(row, made)
    return made
  }
  const result = new Float32Array(region.width * region.height)
  for (let y = 0; y < region.height; y++) {
    const [a, b, c, d] = [0, 1, 2, 3].map((k) => rowOf(down.index[y * 4 + k] as number)) as [Row, Row, Row, Row]
    const [wa, wb, wc, wd] = down.weight.subarray(y * 4, y * 4 + 4) as unknown as [number, number, number, number]
    for (let x = 0; x < region.width; x++) {
      const value = wa * (a[x] as number) + wb * (b[x] as number) + wc * (c[x] as number) + wd * (d[x] as number)
      result[y * region.width + x] = value > 0 ? (value < 1 ? value : 1) : 0
    }
  }
  return result
}

/**
 * The refined matte of a region where cells are open, fading into the colour-line matte towards those that are not.
 * Written over `lines`.
 */
export function mixEdges({ matte, lines }: MadeEdges, region: Region, cells: OpenCells): Float32Array {
  const across = halves(region.left, region.width, cells.cellPx, cells.columns)
  const down = halves(region.top, region.height, cells.cellPx, cells.rows)
  for (let y = 0, i = 0; y < region.height; y++) {
    const upper = (down.low[y] as number) * cells.columns
    const lower = (down.high[y] as number) * cells.columns
    const v = down.share[y] as number
    for (let x = 0; x < region.width; x++, i++) {
      const left = across.low[x] as number
      const right = across.high[x] as number
      const h = across.share[x] as number
      const share = ((cells.open[upper + left] as number) * (1 - h) + (cells.open[upper + right] as number) * h) * (1 - v) +
        ((cells.open[lower + left] as number) * (1 - h) + (cells.open[lower + right] as number) * h) * v
      if (share === 0) continue
      lines[i] = (lines[i] as number) + share * ((matte[i] as number) - (lines[i] as number))
    }
  }
  return lines
}

/** Between which cells' centres each pixel of a line lies. */
function halves(start: number, count: number, cellPx: number, cells: number): Record<'low' | 'high' | 'share', Float32Array> {
  const low = new Float32Array(count)
  const high = new Float32Array(count)
  const share = new Float32Array(count)
  for (let i = 0; i < count; i++) {
    const at = (start + i + 0.5) / cellPx - 0.5
    const floor = Math.floor(at)
    low[i] = Math.min(cells - 1, Math.max(0, floor))
    high[i] = Math.min(cells - 1, Math.max(0, floor + 1))
    share[i] = at - floor
  }
  return { low, high, share }
}
