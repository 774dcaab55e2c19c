import type { Raster } from './kernels'

/** A frame as it is seen at a small size: its matte and its luminance, 0..1, planes of one size. */
export interface SeenPlanes {
  plane: Float32Array
  gray: Float32Array
}

/** A frame beside another, and the motion there and back: [2, height, width], right and down, in samples. */
export interface SeenNeighbour extends SeenPlanes {
  way: Float32Array
  back: Float32Array
}

/** The luminance of a frame beside another, and the motion there, [2, height, width], right and down, in samples. */
export interface MatteWitness {
  gray: Float32Array
  way: Float32Array
}

export interface SteadyOptions {
  width: number
  height: number
  /** What the neighbour counts at best. */
  share: number
  /** Mattes within this of each other are taken as the same. */
  alike: number
  /** Luminance that differs by this shows another thing. */
  difference: number
  /** How far, in samples squared, a way there and back may miss where it began, and this share of the way's own square. */
  miss: number
  missOfWay: number
}

/** A matte of a whole frame beside the one that is calmed, and the motion there at the coarse size. */
export interface CalmNeighbour {
  matte: Raster
  way: Float32Array
}

export interface CalmOptions {
  /** The value of white. */
  max: number
  /** A neighbour's matte that differs by this, on 0..1, counts half. */
  difference: number
  /** So near to 0 and 1 all is settled, and what lies between is stretched; 0 and more, below 0.5. */
  haze: number
  /** Of the motions. */
  coarse: { width: number; height: number }
}

/** The loops that steady mattes over time. All on one thread. */
export interface SteadyKernels {
  /**
   * Where a second motion takes what a first has brought: first + second(place + first), bilinear; beyond the sides their
   * value.
   */
  followMotion(first: Float32Array, second: Float32Array, size: { width: number; height: number }): Float32Array

  /**
   * Adds a neighbour's matte, brought along its way, to `sums`, and what it counts to `weights`: less where its luminance
   * differs and where the way does not lead back. A sample whose sum is still its own, and alike, stays.
   */
  addNeighbour(sums: Float32Array, weights: Float32Array, seen: { own: SeenPlanes; other: SeenNeighbour },
    options: SteadyOptions): void

  /**
   * A whole matte (gray, u8 or u16) averaged with its neighbours along their motion, one for a block of 8 x 8, where they nearly
   * agree, and settled. Blocks that are all 0 or all white stay.
   */
  calmMatte(own: Raster, target: Raster, neighbours: readonly CalmNeighbour[], options: CalmOptions): void

  /** What lies where motion [2, height, width] points to, bilinear; 0 beyond the sides. */
  carryPlane(plane: Float32Array, motion: Float32Array, size: { width: number; height: number }): Float32Array

  /**
   * A matte, mended by motion: what moves with the subject and not with the backdrop belongs to it, though it was overlooked,
   * and the other way round. The backdrop's motion is affine, fitted by weights to where the matte shows none; the subject's is
   * that of what the matte shows, spread beyond its sides. Each place is judged by which of both explains it by the witnesses;
   * where both move alike or show nothing to tell them by, it stays. Changes narrower than 7 samples are none. Undefined where
   * no witness can tell anything.
   */
  judgeByMotion(seen: SeenPlanes, witnesses: readonly MatteWitness[], size: { width: number; height: number }):
  Float32Array | undefined

  /**
   * Which squares of `cellPx` pixels of a picture its matte (0..1, of any size) leaves open, [ceil(height / cellPx), ceil(width /
   * cellPx)]: 2 for those with anything but one and the same 0 or 1 in and around them (1.5 samples), 1 for those within 4 of
   * such a one, else 0.
   */
  trimapCells(matte: Float32Array, size: { width: number; height: number }, picture: { width: number; height: number },
    cellPx: number): Uint8Array
}
