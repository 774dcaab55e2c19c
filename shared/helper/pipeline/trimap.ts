import { kernels, type LineGeometry } from '#native'
import type { MattePlane } from './matte-plane'

/** What a cell of the grid is: settled and far from the band, settled and near enough to tell colours, or unknown. */
export const CELL = { far: 0, near: 1, unknown: 2 } as const

/** Most level pixels, so that memory does not grow with the picture. */
const MOST_LEVEL_PIXELS = 2_500_000

interface Size {
  width: number
  height: number
}

export interface Trimap {
  geometry: LineGeometry
  cells: Uint8Array
  /** Share of the picture that is unknown, 0..1. */
  unknownShare: number
}

/** How a picture of this size is looked at for a matte of that one: four level pixels or so to a matte sample. */
export function chooseGeometry(picture: Size, plane: Size, mostLevelPixels = MOST_LEVEL_PIXELS): LineGeometry {
  const { width, height } = picture
  const samplePx = Math.sqrt((width / plane.width) * (height / plane.height))
  const leastStep = Math.sqrt((width * height) / mostLevelPixels)
  const stepPx = Math.max(1, Math.round(samplePx / 4), Math.ceil(leastStep))
  return { width, height, stepPx, cellPx: samplePx / stepPx >= 3 ? 4 : 2 }
}

/** Which cells the matte leaves open: those with anything but one and the same 0 or 1 in and around them. */
export function makeTrimap(picture: Size, plane: MattePlane, mostLevelPixels?: number): Trimap {
  const geometry = chooseGeometry(picture, plane, mostLevelPixels)
  const { width, height, values } = plane
  const cells = kernels().trimapCells(values, { width, height }, picture, geometry.stepPx * geometry.cellPx)
  let unknown = 0
  for (const cell of cells) if (cell === CELL.unknown) unknown++
  return { geometry, cells, unknownShare: unknown / cells.length }
}
