import { kernels } from '#native'
import { cropTile, planeOf, type Tile } from './tile'

/** Means are taken over about 28 x 28 px: noise averages out, a drift of colour does not. */
const BLUR_SIGMA_PX = 8

/** Two and a half sigma; what lies beyond weighs 1 % of a difference that is itself below 1 of 255. */
export const KEEP_MEAN_REACH_PX = 20

/**
 * Networks shift colours a little: noise that was cut off at black has a mean, and they learned to take it away. The mean of
 * what a tile lost is given back, so that flat areas keep their colour. `cleaned` lies inside `source`.
 */
export function keepMean(cleaned: Tile, source: Tile): void {
  const before = cropTile(source, cleaned)
  for (let c = 0; c < 3; c++) {
    const plane = planeOf(cleaned, c)
    const lost = planeOf(before, c).slice()
    for (let i = 0; i < lost.length; i++) lost[i] = (lost[i] as number) - (plane[i] as number)
    kernels().gaussianBlur(lost, cleaned.width, cleaned.height, BLUR_SIGMA_PX)
    for (let i = 0; i < plane.length; i++) plane[i] = (plane[i] as number) + (lost[i] as number)
  }
}
