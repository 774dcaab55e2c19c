import type { ClipKernels } from './clip-kernels'
import type { FrameKernels } from './frame-kernels'
import type { SteadyKernels } from './steady-kernels'

/** Interleaved samples, little-endian, rows without padding; the caller owns the memory. */
export type Samples = Uint8Array | Uint16Array | Float32Array

/**
 * Rows `[top, top + height)` of a picture that is `fullHeight` rows high. A whole small picture has
 * `top: 0, height: fullHeight`. Kernels that look beyond the picture reflect at its real edges without repeating
 * the edge (3 2|1 2 3|2 1), and throw KERNEL_MISUSED if a row they need is outside the band.
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

/** `bicubic` is Keys 1981 with a = -0.5. */
export type ResizeFilter = 'box' | 'bilinear' | 'bicubic' | 'lanczos3'

export interface ResizeOptions {
  filter: ResizeFilter
  /** Target = source * scale (1 if left out), so a matte of 0..1 floats becomes bytes with scale 255. */
  scale?: number
  /** Integer targets are rounded and clamped to 0..max, the value of white; floats are not. */
  max: number
  /** The last channel is straight alpha: colour is weighted by it and unweighted again. */
  alpha: boolean
}

/** Sides of a tile without a ramp, since they lie on the picture's edge. */
export interface OuterSides {
  left: boolean
  top: boolean
  right: boolean
  bottom: boolean
}

export interface AccumulateOptions {
  planes: number
  overlapPx: number
  outer: OuterSides
}

export interface NonLocalMeansOptions {
  planes: number
  /** Noise per plane on 0..1. A plane of 0 is copied and takes no part in the distances. */
  sigma: readonly number[]
  /** 1..8 */
  patchRadius: number
  /** 1..32 */
  searchRadius: number
  /** Filtering parameter h in units of sigma; 0.4 if left out (Buades, Coll, Morel, IPOL 2011). */
  h?: number
}

export interface NoiseOptions {
  /** The value of white. */
  max: number
  /** 1..64 */
  bands: number
}

/** Standard deviations on 0..255 for `bands` equal steps of luminance from black to white: [band * 3 + channel]. */
export interface NoiseProfile {
  bands: number
  /** All frequencies down to 1/16 per pixel, so also what demosaicing and JPEG have smeared. */
  sigma: Float32Array
  /** The finest diagonal detail alone, scaled to equal `sigma` for white noise; fine / sigma < 1 means correlated noise. */
  fine: Float32Array
  /** Flat blocks behind each figure; a band with 0 has borrowed from its neighbours, all 0 means nothing was measurable. */
  blocks: Float32Array
}

/**
 * How a picture is looked at while its matte is refined. A level pixel is `stepPx` x `stepPx` picture pixels, a cell
 * `cellPx` x `cellPx` level pixels; the last of a line may be cut off by the picture's edge.
 */
export interface LineGeometry {
  width: number
  height: number
  stepPx: number
  /** 1, 2 or 4. */
  cellPx: number
}

/** Three channels that are red, green and blue, what brings them to 0..1, and whether they are linear light. */
export interface LineColours {
  planes: PlaneMap
  scale: number
  isLinear: boolean
}

export interface LineMatte {
  /** Per cell: three colour weights, an offset, trust, and 1 if it is unknown; all 0 if it is not. */
  fields: Float32Array
  /** 0..1 per level pixel. */
  alpha: Float32Array
}

export interface ProjectOptions extends LineColours {
  /** The value of white in the target. */
  max: number
  /** What no unknown cell reaches, or where colours say little, keeps what the target holds; the rest fades into it. */
  keep: boolean
}

export interface ForegroundOptions {
  rounds: number
  /** Colours stay in 0..ceiling: 1, or more for floats beyond white. */
  ceiling: number
}

export interface FlowOptions {
  /** Levels of the pyramid, from the planes' own size down, that are left out: 0 searches to the last pixel, 1 from half size. */
  finest: number
  /** Steps of one patch's descent on one level, at most; 1..100 */
  steps: number
  /** Rounds in which patches agree with their neighbours; 0..1000 */
  rounds: number
}

/**
 * Where the pixels of a picture went: [2, height, width] of vectors (right, down) in pixels of the field itself, which may be
 * coarser than the picture.
 */
export interface MotionField {
  data: Float32Array
  width: number
  height: number
  pictureWidth: number
  pictureHeight: number
}

export interface WarpOptions {
  planes: number
  /** `bicubic` is Keys 1981 with a = -0.5; it may overshoot. */
  filter: 'bilinear' | 'bicubic'
}

export interface AverageOptions {
  /** Of the noise, on 0..1, for equal steps of luminance from black to white. */
  sigma: Float32Array
}

/** The loops that the product's speed hangs on. Two implementations: C++ and reference.ts; equal within stated bounds. */
export interface Kernels extends FrameKernels, ClipKernels, SteadyKernels {
  readonly kind: 'native' | 'typescript'

  /** Interleaved to planar float of `region` (may reach beyond the picture: reflected); fills `target` [planes, h, w]. */
  pack(source: Raster, region: Region, target: Float32Array, options: PackOptions): void

  /** Planar float [planes, region.height, region.width], cut at `crop` (picture pixels, inside `region`), into `target`. */
  unpack(source: Float32Array, region: Region, crop: Region, target: Raster, options: UnpackOptions): void

  /**
   * sum[c,y,x] += tile * w and weight[y,x] += w, for one tile at `region` of the picture. Inside `overlapPx` of a
   * side that is not outer, w falls linearly: (distance + 0.5) / overlapPx; corners take the product. `sum` [planes, band.height,
   * band.width] and `weight` [band.height, band.width] lie at `band`; what of the tile is outside the band is left out.
   */
  accumulateTile(tile: Float32Array, region: Region, sum: Float32Array, weight: Float32Array, band: Region,
    options: AccumulateOptions): void

  /** sum / weight in place; 0 where no tile fell. */
  normaliseTiles(sum: Float32Array, weight: Float32Array, planes: number): void

  /**
   * Separable resampling with aligned centres of the whole of one picture to the rows of `target`'s band; antialiased
   * when shrinking. Same channel count, any sample types. Alone of all it repeats the edge in the mirror (2 1|1 2 3|3 2),
   * as imresize does. `source` must hold the rows that `resizeRows` names.
   */
  resize(source: Raster, target: Raster, options: ResizeOptions): void

  /**
   * Gaussian blur of one plane in place (reflected edges); sigma in pixels, up to 5000. From sigma 8 on O(1) per pixel, then an
   * edge of height 1 differs from the true Gaussian's by less than 0.008. A row or column farther than
   * `gaussianReachPx(sigma)` from a cut is as in the whole picture.
   */
  gaussianBlur(plane: Float32Array, width: number, height: number, sigma: number): void

  /**
   * He, Sun, Tang 2010 (Guided Image Filtering), box windows of `radius` cut off at the edges; guide and plane are one
   * plane each, 0..1. Looks 2 * radius far.
   */
  guidedFilter(guide: Float32Array, plane: Float32Array, width: number, height: number,
    options: { radius: number; epsilon: number }): Float32Array

  /** Noise per luminance band from the raster's flat blocks of 16 x 16; 1 to 4 channels (gray, gray-alpha, rgb, rgb-alpha). */
  estimateNoise(source: Raster, options: NoiseOptions): NoiseProfile

  /**
   * Non-local means, pixel by pixel (Buades, Coll, Morel 2005, with the weights of IPOL 2011), of planar float
   * [planes, height, width], reflected edges. Looks patchRadius + searchRadius far.
   */
  nonLocalMeans(source: Float32Array, width: number, height: number, options: NonLocalMeansOptions): Float32Array

  /**
   * Mean colours of the level pixels [level.height, level.width, 3] that `source`'s band holds whole (its rows begin at a
   * multiple of stepPx), in cells (one byte each: 0 far, 1 near, 2 unknown) that are not far.
   */
  shrinkCells(source: Raster, geometry: LineGeometry, cells: Uint8Array, level: Float32Array, colours: LineColours): void

  /**
   * Refines `prior`, a matte 0..1 of any size for the whole picture, on the local line between foreground and background
   * colour. The matte of a far or near cell is 0 or 1 throughout.
   */
  fitColourLines(level: Float32Array, prior: Float32Array, priorSize: { width: number; height: number },
    geometry: LineGeometry, cells: Uint8Array): LineMatte

  /** The matte at full size for the rows of `target`'s band (gray u8 or u16), which `source` holds too. */
  projectColourLines(source: Raster, geometry: LineGeometry, matte: LineMatte, target: Raster, options: ProjectOptions): void

  /** 2 x 2 means of [planes, height, width]; an odd last row or column counts twice. */
  halvePlanes(source: Float32Array, width: number, height: number, planes: number): Float32Array

  /**
   * One level of Germer et al. 2020 (Fast Multi-Level Foreground Estimation): `start`, [6, ceil(height / 2),
   * ceil(width / 2)] of foreground and background colour, is repeated to the level's size and improved so that
   * `picture` [3, height, width] is their mixture by `alpha` [height, width]. Where alpha is a settled 0 or 1 the picture itself
   * is the colour. Returns [6, height, width]; a pixel feels `rounds` pixels far.
   */
  foregroundLevel(picture: Float32Array, alpha: Float32Array, start: Float32Array, size: { width: number; height: number },
    options: ForegroundOptions): Float32Array

  /**
   * Dense motion between two gray planes of 0..1: `to` at (x + u, y + v) shows what `from` shows at (x, y); returns [2, height,
   * width]. Kroeger, Timofte, Dai, Van Gool 2016 (Fast Optical Flow using Dense Inverse Search), sections 2.1 and 2.2: patches
   * of 8 px, 4 px apart, found by inverse search from coarse to fine, densified by how well they fit. Their variational
   * refinement (2.3) is replaced by one over the patches: each is weighed by its Fisher information, so that noise, flat parts
   * and edges follow their neighbours. Brightness may change. Motion beyond half the shorter side is not found.
   */
  flow(from: Float32Array, to: Float32Array, width: number, height: number, options: FlowOptions): Float32Array

  /**
   * What lies where `motion` points to, for every pixel of `region`: source(x + u, y + v). `source` is planar float [planes,
   * place.height, place.width]; `place` and `region` are parts of the picture that `motion` is of. Beyond `place` its edge
   * repeats. Returns [planes, region.height, region.width].
   */
  warp(source: Float32Array, place: Region, motion: MotionField, region: Region, options: WarpOptions): Float32Array

  /**
   * The mean of a frame [3, height, width] and of others that were brought onto it: a pixel of another counts as far as noise
   * explains how it differs, by itself and in the mean over its window, so that what moved otherwise leaves no ghost. Returns
   * [4, height, width]: the colours, then the share of the noise's standard deviation that is left (of the others' noise, which
   * interpolation has smoothed, 0.3 of the variance counts). Looks 2 px far.
   */
  averageFrames(frame: Float32Array, others: readonly Float32Array[], width: number, height: number, options: AverageOptions):
  Float32Array
}
