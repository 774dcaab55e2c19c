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

/** How a picture becomes slices of ProRes 4444. */
export interface ProresForm {
  /** Of Y, Cb, Cr and, where there is alpha, of that: 10 bits each. */
  mixes: readonly ChannelMix[]
  /** 64 numbers of 1..255, row by row: how coarsely each coefficient is kept, of luma and of chroma. */
  matrix: readonly number[]
  /** All of the matrix is multiplied by it; 1..224. */
  scale: number
  alphaBits: 0 | 8 | 16
}

export interface ProresSlices {
  bytes: Uint8Array
  /** Of each slice, in bytes, row by row. */
  sizes: Uint16Array
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

/** The loops of clips' frames. All on one thread but the encoder: decoder and engine work beside them. */
export interface ClipKernels {
  /** From now on, in this process, kernels leave so many cores to others, but take one at least. */
  spareCores(count: number): void

  /** Fills `target` [height, width] with a mix of `source`'s channels (up to 4, u8 or u16), rounded. */
  mixChannels(source: Raster, target: Uint16Array, mix: ChannelMix): void

  /**
   * The slices of a band of a picture (up to 4 channels, u8 or u16), coded as ProRes 4444 (SMPTE RDD 36, 5.3 and 7). A band
   * begins at a multiple of 16 rows and ends at one, or with the picture; beyond that the edge is repeated. Coefficients are cut
   * off towards 0. @returns arrays of the caller's own
   */
  encodeProres(source: Raster, form: ProresForm): ProresSlices

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
