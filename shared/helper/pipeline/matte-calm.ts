import { type CalmNeighbour, kernels, type Raster } from '#native'
import type { Size } from './matte-steady'

/** A neighbour's matte that differs by this, on 0..1, counts half. */
const DIFFERENCE = 0.2

/** What noise in the colours leaves of a matte that is 0 or 1: nobody sees it, but it is two fifths of the alpha's bytes. */
const HAZE = 0.02

/** The frame's own matte, where it goes, and the size of the motions. */
export interface Calming {
  own: Raster
  to: Raster
  max: number
  coarse: Size
}

/**
 * A full-size matte averaged with its neighbours along their motion, where they nearly agree: what noise does to edges goes,
 * what moves on its own stays. With none, it is only settled.
 */
export function calmMatte({ own, to, max, coarse }: Calming, neighbours: readonly CalmNeighbour[]): void {
  const { width, height } = coarse
  kernels().calmMatte(own, to, neighbours, { max, difference: DIFFERENCE, haze: HAZE, coarse: { width, height } })
}
