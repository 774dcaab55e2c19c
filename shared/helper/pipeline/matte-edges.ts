import {
  kernels, type LineColours, type LineGeometry, type LineMatte, MAX_WINDOW_BYTES, type ProjectOptions, type Raster, reflectedRows,
  type Region, type Samples,
} from '#native'
import { type EdgeRefiner, type EdgeViews, type MadeEdges, mixEdges, runEdges, type SpannedMatte } from './matte-edge-tile'
import { type OpenCells, segmentsOf } from './matte-open'
import type { Band, Rows } from './picture-file'

/** Rows of a tile's core as the network sees it. */
const CORE_ROWS = 96

/** Rows at a time where colour lines are all there is. */
const LEAST_ROWS = 16

/** A picture, or its level, whose matte is refined, and what is known of it. */
export interface EdgePass {
  geometry: LineGeometry
  colours: LineColours
  matte: LineMatte
  coarse: SpannedMatte
  factor: EdgeViews['factor']
  cells: OpenCells
  picture(rows: Rows): Band
  /** Of what `picture` opens a window on. */
  rowBytes: number
  /** Gray u8 or u16. */
  target(rows: Rows): Band
  /** White of the target. */
  max: number
}

/** What the network expects the matte to be off by, per cell of the open ones: the sum over its pixels. */
export type Doubts = Float32Array

/** Writes the whole target: colour lines, and where cells are open what the network makes of them. Tiles are held one by one. */
export async function refineEdges(refiner: EdgeRefiner, pass: EdgePass, progress: (doneRows: number) => void): Promise<Doubts> {
  const { width, height } = pass.geometry
  const doubts = new Float32Array(pass.cells.open.length)
  const mostRows = rowsInWindow(refiner, pass)
  const coreRows = mostRows || LEAST_ROWS
  for (let top = 0; top < height; top += coreRows) {
    progress(top)
    const core = { top, height: Math.min(coreRows, height - top) }
    const segments = segmentsOf(pass.cells, top, top + core.height, width)
    if (segments.length === 0 || mostRows === 0) projectPlain(pass, core)
    else await refineRows(refiner, pass, { core, segments, doubts })
  }
  return doubts
}

/** Rows of a tile's core, so that it fits a window with all that it sees; 0 where a picture is too wide for any. */
function rowsInWindow({ shape }: EdgeRefiner, { factor, rowBytes }: EdgePass): number {
  const alignPx = shape.alignPx * factor
  const left = Math.floor(MAX_WINDOW_BYTES / rowBytes) - 2 * shape.contextPx * factor
  return Math.min(CORE_ROWS * factor, Math.max(0, Math.floor(left / alignPx) * alignPx))
}

const projection = ({ colours, max }: EdgePass): ProjectOptions => ({ ...colours, max, keep: false })

function projectPlain(pass: EdgePass, core: Rows): void {
  const from = pass.picture(core)
  try {
    const to = pass.target(core)
    try {
      kernels().projectColourLines(from.raster, pass.geometry, pass.matte, to.raster, projection(pass))
    } finally {
      to.close()
    }
  } finally {
    from.close()
  }
}

interface RowsToRefine {
  core: Rows
  segments: ReturnType<typeof segmentsOf>
  doubts: Doubts
}

async function refineRows(refiner: EdgeRefiner, pass: EdgePass, { core, segments, doubts }: RowsToRefine): Promise<void> {
  const { geometry, matte, colours, coarse, max, cells, factor } = pass
  const [alignPx, contextPx] = [refiner.shape.alignPx * factor, refiner.shape.contextPx * factor]
  const height = Math.ceil(core.height / alignPx) * alignPx + 2 * contextPx
  const seen = reflectedRows(core.top - contextPx, height, geometry.height)
  const from = pass.picture(seen)
  try {
    const to = pass.target(core)
    try {
      const lines = emptyLike(to.raster, seen)
      kernels().projectColourLines(from.raster, geometry, matte, lines, projection(pass))
      const start = (core.top - seen.top) * lines.width
      to.raster.data.set(lines.data.subarray(start, start + core.height * lines.width))
      const views: EdgeViews = { picture: from.raster, colours, lines, max, coarse, factor }
      for (const { left, right } of segments) {
        const crop = { left, top: core.top, width: right - left, height: core.height }
        const region = regionOf(crop, { alignPx, contextPx, height })
        const made = await runEdges(refiner, views, region)
        addDoubts(made, region, { crop, cells, doubts, factor })
        const mixed = mixEdges(made, region, cells)
        kernels().unpack(mixed, region, crop, to.raster, { planes: [0], scale: max, max })
      }
    } finally {
      to.close()
    }
  } finally {
    from.close()
  }
}

/** Widths are rounded up to four alignments, so that the runtime sees few shapes. */
function regionOf(crop: Region, { alignPx, contextPx, height }: { alignPx: number; contextPx: number; height: number }): Region {
  const left = Math.floor(crop.left / alignPx) * alignPx - contextPx
  const width = Math.ceil((crop.left + crop.width + contextPx - left) / (4 * alignPx)) * 4 * alignPx
  return { left, top: crop.top - contextPx, width, height }
}

function emptyLike({ data, width, fullHeight }: Raster, { top, height }: Rows): Raster {
  const Kind = data.constructor as new (length: number) => Samples
  return { data: new Kind(width * height), width, height, channels: 1, top, fullHeight }
}

interface Doubting {
  crop: Region
  cells: OpenCells
  doubts: Doubts
  factor: number
}

function addDoubts({ doubt }: MadeEdges, region: Region, { crop, cells, doubts, factor }: Doubting): void {
  const [bottom, right] = [crop.top + crop.height, crop.left + crop.width]
  for (let y = crop.top; y < bottom; y += factor) {
    const row = Math.floor(y / cells.cellPx) * cells.columns
    const start = ((y - region.top) / factor) * (region.width / factor)
    for (let x = crop.left + (crop.left % factor); x < right; x += factor) {
      const cell = row + Math.floor(x / cells.cellPx)
      const value = doubt[start + (x - region.left) / factor] as number
      if (cells.open[cell] === 1 && value > 0) doubts[cell] = (doubts[cell] as number) + factor * factor * value
    }
  }
}
