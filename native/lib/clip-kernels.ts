import type { Raster } from './kernels'

/** A sum of a picture's channels, in whole numbers. */
export interface ChannelMix {
  /** One for each channel. */
  weights: readonly number[]
  /** Added to the sum. */
  offset: number
  /** The largest value; none is below 0. */
  most: number
}

/** Colours of foreground and background at a size of their own: planes [6, height, width], 0..1. */
export interface ColoursApart {
  planes: Float32Array
  width: number
  height: number
}

export interface CutOutOptions {
  /** The value of white of picture and target, and of the matte. */
  max: number
  matteMax: number
  /** The background is taken out of mixed pixels by these; left out, colours stay as they are. */
  colours?: ColoursApart
}

/** Luminance of two pictures of one size. */
export interface LightPair {
  before: Float32Array
  after: Float32Array
  width: number
  height: number
}

export interface StructureOptions {
  /** Blocks of this side, `stepPx` apart, that may have moved by `reachPx`; 1..64, 1..64, 0..64. */
  blockPx: number
  stepPx: number
  reachPx: number
  /** Variance that is noise. */
  noise: number
}

/** The loops of clips' frames. All on one thread: decoder and encoder work beside them. */
export interface ClipKernels {
  /** Fills `target` [height, width] with a mix of `source`'s channels (up to 4, u8 or u16), rounded. */
  mixChannels(source: Raster, target: Uint16Array, mix: ChannelMix): void

  /**
   * The rows of a picture (rgb or rgb-alpha, u8 or u16) with its matte (gray) as straight alpha into `target` (rgb-alpha, of the
   * picture's kind). Pixels that are mixed by the matte lose the background: the coarse colours there, moved by what they leave
   * unexplained (Forte, Pitie 2021, Approximate Fast Foreground Colour Estimation, eq. 6). Where nothing is seen it is black, but
   * in blocks of 8 x 8 that also hold something, there it is the mean of that: an encoder that transforms such blocks finds no
   * edge. A band begins at a multiple of 8.
   */
  cutOut(picture: Raster, matte: Raster, target: Raster, options: CutOutOptions): void

  /**
   * The share of a picture's structure, 0..1, that is nowhere near in the one before: of each block the best squared correlation
   * is missing, weighed by the block's own contrast.
   */
  structureLoss(pair: LightPair, options: StructureOptions): number
}
