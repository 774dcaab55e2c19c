import {
  kernels, type LineColours, type LineGeometry, type LineMatte, type ProjectOptions, type Raster, reflectedRows, type Region,
  type Samples,
} from '#native'
import { EDGE_PLANES, type EdgeRefiner, type EdgeViews, mixEdges, runEdges, type SpannedMatte } from './matte-edge-tile'
import { type OpenCells, segmentsOf } from './matte-open'
import type { Band, Rows } from './picture-file'

/** Rows of a tile's core. */
const CORE_ROWS = 128

/** Widths are rounded up to this, so that the runtime sees few shapes. */
const WIDTH_STEP_PX = 32

/** A picture, or its level, whose matte is refined, and what is known of it. */
export interface EdgePass {
  geometry: LineGeometry
  colours: LineColours
  matte: LineMatte
  coarse: SpannedMatte
  cells: OpenCells
  picture(rows: Rows): Band
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
  for (let top = 0; top < height; top += CORE_ROWS) {
    progress(top)
    const core = { top, height: Math.min(CORE_ROWS, height - top) }
    const segments = segmentsOf(pass.cells, top, top + core.height, width)
    if (segments.length === 0) projectPlain(pass, core)
    else await refineRows(refiner, pass, { core, segments, doubts })
  }
  return doubts
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
  const { alignPx, contextPx } = refiner.shape
  const { geometry, matte, colours, coarse, max, cells } = pass
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
      const views: EdgeViews = { picture: from.raster, colours, lines, max, coarse }
      for (const { left, right } of segments) {
        const crop = { left, top: core.top, width: right - left, height: core.height }
        const region = regionOf(crop, { alignPx, contextPx, height })
        const made = await runEdges(refiner, views, region)
        addDoubts(made.refined, region, { crop, cells, doubts })
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

function regionOf(crop: Region, { alignPx, contextPx, height }: { alignPx: number; contextPx: number; height: number }): Region {
  const left = Math.floor(crop.left / alignPx) * alignPx - contextPx
  const width = Math.ceil((crop.left + crop.width + contextPx - left) / WIDTH_STEP_PX) * WIDTH_STEP_PX
  return { left, top: crop.top - contextPx, width, height }
}

function emptyLike({ data, width, fullHeight }: Raster, { top, height }: Rows): Raster {
  const Kind = data.constructor as new (length: number) => Samples
  return { data: new Kind(width * height), width, height, channels: 1, top, fullHeight }
}

function addDoubts(refined: Float32Array, region: Region, where: { crop: Region; cells: OpenCells; doubts: Doubts }): void {
  const { crop, cells, doubts } = where
  const first = (EDGE_PLANES - 1) * region.width * region.height
  for (let y = crop.top; y < crop.top + crop.height; y++) {
    const row = Math.floor(y / cells.cellPx) * cells.columns
    const start = first + (y - region.top) * region.width - region.left
    for (let x = crop.left; x < crop.left + crop.width; x++) {
      const cell = row + Math.floor(x / cells.cellPx)
      if (cells.open[cell] === 0) continue
      const doubt = refined[start + x] as number
      if (doubt > 0) doubts[cell] = (doubts[cell] as number) + doubt
    }
  }
}
