import { kernels, type LineColours, type LineGeometry, type LineMatte, type Raster, type Region } from '#native'
import { type PictureHeader, rowBytes } from '#protocol'
import { openCrop } from './crop-band'
import type { EdgeRefiner, SpannedMatte } from './matte-edge-tile'
import { type EdgePass, refineEdges } from './matte-edges'
import { gridOf, openMixed, type OpenCells, openUnknown, widen } from './matte-open'
import type { MattePlane } from './matte-plane'
import type { Band, PictureFile, Rows } from './picture-file'
import { CELL, makeTrimap, type Trimap } from './trimap'

/** Rows of the picture in one window. */
const WINDOW_BYTES = 64 * 1024 * 1024

/** Cells beside the unknown ones that the network may change too. */
const OPEN_REACH = 1

export type Progress = (done: number, total: number) => void

/** The part of a picture that a plane spans. */
interface Looking {
  picture: PictureFile
  region: Region
  mostLevelPixels?: number
  room?: LevelRoom
}

/** Where the reduced picture lies, to be used again for the next of a clip; what is left of the one before is not looked at. */
export interface LevelRoom {
  level?: Float32Array
}

export interface Refinement {
  picture: PictureFile
  /** Where the matte goes: gray u8 or u16, the picture's size. */
  target: PictureFile
  /** The part of both that the plane spans. */
  region: Region
  /** What lies outside the band stays as the target has it (a mask of the user's), else it becomes 0 or white. */
  keep: boolean
  /** Most pixels of the reduced picture that colours are learnt from: fewer are faster, and finer detail is lost. */
  mostLevelPixels?: number
  room?: LevelRoom
}

/** Red, green and blue of a picture's channels on 0..1. */
export function lineColours(header: PictureHeader): LineColours {
  const isGray = header.channels === 'gray' || header.channels === 'gray-alpha'
  return { planes: isGray ? [0, 0, 0] : [0, 1, 2], scale: 1 / header.max, isLinear: header.colour.transfer === 'linear' }
}

/** Bands of rows of `region` that begin at multiples of `stepPx`. */
export function* bandsOf(header: PictureHeader, region: Region, stepPx: number): Generator<Rows> {
  const fitting = Math.max(1, Math.floor(WINDOW_BYTES / rowBytes(header)))
  const height = Math.max(1, Math.floor(fitting / stepPx)) * stepPx
  for (let top = 0; top < region.height; top += height) yield { top, height: Math.min(height, region.height - top) }
}

/** A matte on its way to full size: the picture reduced to its level, and the colour lines fitted to it. */
interface Fitted {
  plane: MattePlane
  trimap: Trimap
  /** [height, width, 3] of the level; black where no cell is near. */
  level: Float32Array
  matte: LineMatte
}

/** Brings a matte to full size so that its edges follow the picture's colours: two passes over the picture, by bands. */
export function refineByColour(plane: MattePlane, how: Refinement, progress: Progress): void {
  const { picture, target, region, keep } = how
  const total = 2 * region.height
  const { trimap, matte } = fit(plane, how, { reachPx: 0, progress: (row) => progress(row, total) })
  const colours = lineColours(picture.header)
  for (const rows of bandsOf(picture.header, region, trimap.geometry.stepPx)) {
    progress(region.height + rows.top, total)
    const from = openCrop(picture, region, rows)
    const to = openCrop(target, region, rows, true)
    kernels().projectColourLines(from.raster, trimap.geometry, matte, to.raster, { ...colours, max: target.header.max, keep })
    from.close()
    to.close()
  }
  progress(total, total)
}

/** Whether a plane has an edge to refine at all. */
export const hasEdge = (plane: MattePlane, region: Region): boolean => makeTrimap(region, plane).unknownShare > 0

/** From this step on (about 10 MP) the network sees the picture at half its size: a quarter of the time. */
const LEAST_HALVED_STEP = 3

/** Level pixels around open cells that the network sees. */
const SEEN_PX = 56

/**
 * The same with the edge refiner's network, which looks at the colour lines' matte and the picture: first at the level,
 * where that is smaller than the picture, then at full size where the matte is still mixed.
 */
export async function refineByNetwork(
  plane: MattePlane, how: Omit<Refinement, 'keep'>, refiner: EdgeRefiner, progress: Progress,
): Promise<EdgeDoubts> {
  const { picture, target, region } = how
  const total = 3 * region.height
  const fitted = fit(plane, how, { reachPx: SEEN_PX, progress: (row) => progress(row, total) })
  const { geometry, cells } = fitted.trimap
  const unknown = openUnknown(geometry, cells, OPEN_REACH)
  const isWhole = geometry.stepPx === 1
  const coarse = isWhole ? { plane, size: geometry, span: geometry }
    : await refineLevel(fitted, unknown, refiner, (row) => progress(region.height + row * geometry.stepPx, total))
  const open = isWhole ? unknown : openMixed(unknown, geometry, coarse.plane.values)
  const pass: EdgePass = {
    geometry, coarse, cells: open, factor: geometry.stepPx < LEAST_HALVED_STEP ? 1 : 2,
    colours: lineColours(picture.header), max: target.header.max,
    matte: isWhole ? fitted.matte : { fields: onlyOpen(fitted.matte.fields, open), alpha: coarse.plane.values },
    picture: (rows) => openCrop(picture, region, rows), rowBytes: rowBytes(picture.header),
    target: (rows) => openCrop(target, region, rows, true),
  }
  const doubts = await refineEdges(refiner, pass, (row) => progress(2 * region.height + row, total))
  progress(total, total)
  return { cells: open, doubts }
}

export interface EdgeDoubts {
  cells: OpenCells
  /** Per cell, the sum over its pixels of what the network expects its matte to be off by. */
  doubts: Float32Array
}

/** First pass: what the colours around the unknown cells say. `reachPx`: level pixels farther out that are read too. */
function fit(plane: MattePlane, looking: Looking, more: { reachPx: number; progress(row: number): void }): Fitted {
  const { picture, region, mostLevelPixels } = looking
  const trimap = makeTrimap(region, plane, mostLevelPixels)
  const { geometry, cells } = trimap
  const level = levelIn(looking.room, 3 * Math.ceil(region.width / geometry.stepPx) * Math.ceil(region.height / geometry.stepPx))
  if (trimap.unknownShare > 0) {
    const seen = seenCells(geometry, cells, geometry.stepPx === 1 ? 0 : more.reachPx)
    for (const rows of bandsOf(picture.header, region, geometry.stepPx)) {
      more.progress(rows.top)
      const band = openCrop(picture, region, rows)
      kernels().shrinkCells(band.raster, geometry, seen, level, lineColours(picture.header))
      band.close()
    }
  }
  return { plane, trimap, level, matte: kernels().fitColourLines(level, plane.values, plane, geometry, cells) }
}

function levelIn(room: LevelRoom | undefined, samples: number): Float32Array {
  const level = room?.level?.length === samples ? room.level : new Float32Array(samples)
  if (room) room.level = level
  return level
}

function seenCells(geometry: LineGeometry, cells: Uint8Array, reachPx: number): Uint8Array {
  if (reachPx === 0) return cells
  const near = widen(cells.map((cell) => (cell === CELL.unknown ? 1 : 0)), gridOf(geometry), Math.ceil(reachPx / geometry.cellPx))
  return cells.map((cell, i) => (cell === CELL.far && near[i] === 1 ? CELL.near : cell))
}

const FINE = 65_535

/** The network's matte per level pixel, for the whole picture. */
async function refineLevel(
  { plane, trimap, level, matte }: Fitted, open: OpenCells, refiner: EdgeRefiner, progress: (row: number) => void,
): Promise<SpannedMatte> {
  const { geometry } = trimap
  const { stepPx } = geometry
  const width = Math.ceil(geometry.width / stepPx)
  const height = Math.ceil(geometry.height / stepPx)
  const made = new Uint16Array(width * height)
  const rowsOf = (data: Float32Array | Uint16Array, channels: number) => ({ top, height: count }: Rows): Band => {
    const raster: Raster = {
      data: data.subarray(top * width * channels, (top + count) * width * channels),
      width, height: count, channels, top, fullHeight: height,
    }
    return { raster, close: () => undefined }
  }
  await refineEdges(refiner, {
    geometry: { width, height, stepPx: 1, cellPx: geometry.cellPx },
    colours: { planes: [0, 1, 2], scale: 1, isLinear: false },
    matte, factor: 1, cells: { ...open, cellPx: geometry.cellPx }, max: FINE,
    coarse: { plane, size: { width, height }, span: { width: geometry.width / stepPx, height: geometry.height / stepPx } },
    picture: rowsOf(level, 3), rowBytes: 3 * Float32Array.BYTES_PER_ELEMENT * width, target: rowsOf(made, 1),
  }, progress)
  const values = new Float32Array(made.length)
  for (let i = 0; i < made.length; i++) values[i] = (made[i] as number) / FINE
  return { plane: { width, height, values }, size: geometry, span: { width: width * stepPx, height: height * stepPx } }
}

const FIELDS = 6

/** Colour lines of the open cells alone; elsewhere the matte is settled and colours must not unsettle it. */
function onlyOpen(fields: Float32Array, { open }: OpenCells): Float32Array {
  return fields.map((value, i) => (open[Math.floor(i / FIELDS)] === 1 ? value : 0))
}

/** Enlarges a matte without looking at the picture. */
export function enlargeMatte(plane: MattePlane, target: PictureFile, region: Region, progress: Progress): void {
  const source = { data: plane.values, width: plane.width, height: plane.height, channels: 1, top: 0, fullHeight: plane.height }
  const { max } = target.header
  for (const rows of bandsOf(target.header, region, 1)) {
    progress(rows.top, region.height)
    const to = openCrop(target, region, rows, true)
    kernels().resize(source, to.raster, { filter: 'bicubic', max, scale: max, alpha: false })
    to.close()
  }
  progress(region.height, region.height)
}
