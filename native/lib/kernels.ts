/** Interleaved samples, little-endian, rows without padding; the caller owns the memory. */
export type Samples = Uint8Array | Uint16Array | Float32Array

/**
 * Rows `[top, top + height)` of a picture that is `fullHeight` rows high. A whole small picture has
 * `top: 0, height: fullHeight`. Kernels that look beyond the picture reflect at its real edges (101|1 2 3|21),
 * and fail with a RangeError if a row they need is outside the band.
 */
export interface Raster {
  data: Samples
  width: number
  height: number
  channels: number
  top: number
  fullHeight: number
}

export interface Region {
  left: number
  top: number
  width: number
  height: number
}

/** Which of a raster's channels become which planes; gray to three planes is [0, 0, 0], alpha is left out. */
export type PlaneMap = readonly number[]

/** plane = (sample * scale - mean[c]) / std[c]. */
export interface PackOptions {
  planes: PlaneMap
  scale: number
  mean: readonly number[]
  std: readonly number[]
}

/** sample = clamp(round(plane * scale), 0, max); f32 is neither clamped nor rounded. */
export interface UnpackOptions {
  /** planes[c] goes to this channel of the raster. */
  planes: PlaneMap
  scale: number
  max: number
}

export type ResizeFilter = 'box' | 'bilinear' | 'bicubic' | 'lanczos3'

/** NoiseProfile: standard deviation on 0..255 for `bands` equal steps of luminance from black to white. */
export interface NoiseProfile {
  /** Per band and channel: sigma[band * 3 + channel]. Bands without enough flat area borrow from neighbours. */
  sigma: Float32Array
  bands: number
}

/** The loops that the product's speed hangs on. Two implementations: C++ and reference.ts; equal within stated bounds. */
export interface Kernels {
  readonly kind: 'native' | 'typescript'

  /** Interleaved to planar float of `region` (may reach beyond the picture: reflected); fills `target` [planes, h, w]. */
  pack(source: Raster, region: Region, target: Float32Array, options: PackOptions): void

  /** Planar float [planes, region.height, region.width], cut at `crop` within it, into `target` at crop's place in the picture. */
  unpack(source: Float32Array, region: Region, crop: Region, target: Raster, options: UnpackOptions): void

  /**
   * sum[c,y,x] += tile * w and weight[y,x] += w, for one tile whose ramp of `overlapPx` falls linearly to its
   * edges (not at the sides named in `outer`). `sum` [planes, bandHeight, bandWidth] starts at row/column `band`.
   */
  accumulateTile(tile: Float32Array, region: Region, sum: Float32Array, weight: Float32Array, band: Region,
    options: { planes: number; overlapPx: number; outer: { left: boolean; top: boolean; right: boolean; bottom: boolean } }): void

  /** sum / weight in place. */
  normaliseTiles(sum: Float32Array, weight: Float32Array, planes: number): void

  /**
   * Separable resampling with aligned centres of the whole of one picture to the rows of `target`'s band; antialiased
   * when shrinking. Same channel count and sample type; values clamp to `max` (f32: no clamp). With `alpha` the last
   * channel is straight alpha: colour is weighted by it and unweighted again.
   */
  resize(source: Raster, target: Raster, options: { filter: ResizeFilter; max: number; alpha: boolean }): void

  /** Gaussian blur of one plane in place (reflected edges); sigma in pixels. */
  gaussianBlur(plane: Float32Array, width: number, height: number, sigma: number): void

  /** He et al. 2010 with box windows of `radius`; guide and plane are one plane each, 0..1. */
  guidedFilter(guide: Float32Array, plane: Float32Array, width: number, height: number,
    options: { radius: number; epsilon: number }): Float32Array

  /** Noise per luminance band from the raster's flat blocks; 1 or 3 colour channels; `max` is the value of white. */
  estimateNoise(source: Raster, options: { max: number; bands: number }): NoiseProfile

  /** Non-local means (Buades et al. 2005) of planar float 0..1 [planes, h, w]; sigma per plane on 0..1. */
  nonLocalMeans(source: Float32Array, width: number, height: number,
    options: { planes: number; sigma: readonly number[]; patchRadius: number; searchRadius: number }): Float32Array
}
