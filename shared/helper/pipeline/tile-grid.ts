import { MAX_WINDOW_BYTES, type Region } from '#native'
import { failure } from '#protocol'
import { assertGeometry, shrinkRegion } from './tile'

/** What decides how a picture is cut. */
export interface TileRules {
  /** Cores and borders are multiples of this, so that every tile meets the network at the same phase. */
  alignPx: number
  /** Border around a core whose output is thrown away; with it, tiled equals untiled. */
  contextPx: number
  /** Side of core and borders together that runs best. */
  preferredPx: number
  /** Peak memory of one tile per source pixel, everything counted. */
  bytesPerPixel: number
  budgetBytes: number
  /** Bytes of one source row, and of the result rows that one source row becomes: a tile's rows fit one window. */
  rowBytes: number
}

export interface TileGrid {
  rules: TileRules
  width: number
  height: number
  /** Largest core; tiles are evened out below it. */
  corePx: { width: number; height: number }
}

/** A side this many times the border computes a third more than without borders; smaller ones soon twice as much. */
const BORDER_TO_SIDE = 16

const alignUp = (px: number, alignPx: number): number => Math.ceil(px / alignPx) * alignPx
const alignDown = (px: number, alignPx: number): number => Math.floor(px / alignPx) * alignPx

/** @throws OUT_OF_MEMORY if not even the smallest tile fits the budget */
export function planTiles(picture: { width: number; height: number }, rules: TileRules): TileGrid {
  const { alignPx, contextPx, preferredPx, bytesPerPixel, budgetBytes, rowBytes } = rules
  assertGeometry(alignPx >= 1 && contextPx >= 0 && contextPx % alignPx === 0, `context ${contextPx} is not aligned to ${alignPx}`)
  const affordablePx = Math.floor(Math.sqrt(budgetBytes / bytesPerPixel))
  const windowRows = Math.floor(MAX_WINDOW_BYTES / rowBytes)
  const sidePx = Math.min(Math.max(preferredPx, BORDER_TO_SIDE * contextPx), affordablePx)
  const coreWidth = alignDown(sidePx - 2 * contextPx, alignPx)
  const coreHeight = alignDown(Math.min(sidePx, windowRows) - 2 * contextPx, alignPx)
  if (coreWidth < alignPx || coreHeight < alignPx) {
    throw failure('OUT_OF_MEMORY', { needed: (2 * contextPx + alignPx) ** 2 * bytesPerPixel })
  }
  return {
    rules, width: picture.width, height: picture.height,
    corePx: { width: evenSide(picture.width, coreWidth, alignPx), height: evenSide(picture.height, coreHeight, alignPx) },
  }
}

/** A side that cuts `length` into as few parts as `largest` allows, all nearly alike. */
function evenSide(length: number, largest: number, alignPx: number): number {
  return alignUp(Math.ceil(length / Math.ceil(length / largest)), alignPx)
}

/** The parts of the picture, row by row; together they cover every pixel once. */
export function coresOf(grid: TileGrid): Region[][] {
  const { width, height, corePx } = grid
  const rows: Region[][] = []
  for (let top = 0; top < height; top += corePx.height) {
    const row: Region[] = []
    for (let left = 0; left < width; left += corePx.width) {
      row.push({ left, top, width: Math.min(corePx.width, width - left), height: Math.min(corePx.height, height - top) })
    }
    rows.push(row)
  }
  return rows
}

/** What the network sees for a core: aligned up, with the border. May reach beyond the picture, which is mirrored there. */
export function regionOf(core: Region, { alignPx, contextPx }: Pick<TileRules, 'alignPx' | 'contextPx'>): Region {
  assertGeometry(core.left % alignPx === 0 && core.top % alignPx === 0, 'core not aligned')
  const aligned = { ...core, width: alignUp(core.width, alignPx), height: alignUp(core.height, alignPx) }
  return shrinkRegion(aligned, -contextPx)
}

/** Four smaller cores in place of one, or undefined where it can't be cut any further. */
export function splitCore(core: Region, alignPx: number): Region[] | undefined {
  const width = alignUp(Math.ceil(core.width / 2), alignPx)
  const height = alignUp(Math.ceil(core.height / 2), alignPx)
  const parts: Region[] = []
  for (const top of [core.top, core.top + height]) {
    for (const left of [core.left, core.left + width]) {
      const right = Math.min(left + width, core.left + core.width)
      const bottom = Math.min(top + height, core.top + core.height)
      if (right > left && bottom > top) parts.push({ left, top, width: right - left, height: bottom - top })
    }
  }
  return parts.length > 1 ? parts : undefined
}
