import { smoothCells } from './smooth-cells'
import { cropTile, planeOf, type Tile } from './tile'

/** Means are taken over cells of this side, of the picture and not of the tile, so that tiles agree. */
const CELL_PX = 8

/** A pixel lies between two cells, each smoothed by one neighbour on either side: nothing beyond has a part in it. */
export const KEEP_MEAN_REACH_PX = 2.5 * CELL_PX

/**
 * Networks shift colours a little: noise that was cut off at black has a mean, and they learned to take it away. The mean of
 * what a tile lost is given back, so that flat areas keep their colour; over about 20 px noise averages out, a drift does
 * not. `cleaned` lies inside `source`.
 */
export function keepMean(cleaned: Tile, source: Tile): void {
  const before = cropTile(source, cleaned)
  const phase = { x: mod(cleaned.left, CELL_PX), y: mod(cleaned.top, CELL_PX) }
  const cells = { width: Math.ceil((cleaned.width + phase.x) / CELL_PX), height: Math.ceil((cleaned.height + phase.y) / CELL_PX) }
  for (let c = 0; c < 3; c++) {
    const lost = meanLoss(planeOf(before, c), planeOf(cleaned, c), { width: cleaned.width, phase, cells })
    smoothCells(lost, { length: cells.width, step: 1, centre: 2 })
    smoothCells(lost, { length: cells.height, step: cells.width, centre: 2 })
    giveBack(lost, planeOf(cleaned, c), { width: cleaned.width, phase, cells })
  }
}

const mod = (a: number, b: number): number => ((a % b) + b) % b

interface Cells {
  /** Of the tile. */
  width: number
  phase: { x: number; y: number }
  cells: { width: number; height: number }
}

function meanLoss(before: Float32Array, after: Float32Array, { width, phase, cells }: Cells): Float32Array {
  const sum = new Float32Array(cells.width * cells.height)
  const count = new Float32Array(sum.length)
  const height = after.length / width
  for (let y = 0; y < height; y++) {
    const row = ((y + phase.y) >> 3) * cells.width
    let cell = row
    let rest = CELL_PX - phase.x
    let part = 0
    let taken = 0
    for (let x = 0, i = y * width; x < width; x++, i++) {
      part += (before[i] as number) - (after[i] as number)
      taken++
      if (--rest === 0 || x === width - 1) {
        sum[cell] = (sum[cell] as number) + part
        count[cell] = (count[cell] as number) + taken
        cell++
        rest = CELL_PX
        part = 0
        taken = 0
      }
    }
  }
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) / (count[i] as number)
  return sum
}

/** Adds the cells to the plane, linear between their centres. */
function giveBack(lost: Float32Array, plane: Float32Array, { width, phase, cells }: Cells): void {
  const height = plane.length / width
  const last = cells.width - 1
  const line = new Float32Array(cells.width)
  for (let y = 0; y < height; y++) {
    const at = Math.min(cells.height - 1, Math.max(0, (y + phase.y + 0.5) / CELL_PX - 0.5))
    const above = Math.floor(at)
    const below = Math.min(cells.height - 1, above + 1)
    for (let i = 0; i <= last; i++) {
      const value = lost[above * cells.width + i] as number
      line[i] = value + ((lost[below * cells.width + i] as number) - value) * (at - above)
    }
    // From the middle of each cell to the middle of the next; before the first and after the last it stays the same.
    for (let cell = -1; cell <= last; cell++) {
      const from = line[Math.max(0, cell)] as number
      const slope = ((line[Math.min(last, cell + 1)] as number) - from) / CELL_PX
      const middle = (cell + 0.5) * CELL_PX - phase.x
      const end = y * width + Math.min(width, middle + CELL_PX)
      const x = Math.max(0, middle)
      let value = from + slope * (x - middle + 0.5)
      for (let i = y * width + x; i < end; i++, value += slope) plane[i] = (plane[i] as number) + value
    }
  }
}
