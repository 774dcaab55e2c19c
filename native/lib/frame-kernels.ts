import type { Raster } from './kernels'

export interface SplatOptions {
  planes: number
  /** The share of the motion that is gone: 0.5 is half-way. */
  scale: number
  /** Importance of each pixel, [height, width], 0 and more; left out, all are equal. */
  weights?: Float32Array
}

export interface Splatted {
  /** Weighted means, [planes, height, width]; 0 where nothing fell. */
  values: Float32Array
  /** Sums of the weights of what fell, [height, width]. */
  weight: Float32Array
  /** The same without importance: about 1 where a surface moved on, 0 where it left a hole. */
  coverage: Float32Array
}

/**
 * How each pixel of a frame between two others is made: [6, height, width] for the whole picture, which may be finer. Two planes
 * (right, down) say where it lies in the frame before, beside its own place and in pixels of the picture, two where in the frame
 * after, two are the weights of the frames, 0 and more; both 0 count as equal.
 */
export interface JoinFields {
  data: Float32Array
  width: number
  height: number
}

export interface JoinOptions {
  /** The value of white: integers are clamped to it. */
  max: number
  /** The last channel is straight alpha: colour is weighted by it and unweighted again. */
  alpha: boolean
}

/** The loops of frames between frames. */
export interface FrameKernels {
  /**
   * Forward warping of planar float [planes, height, width]: every pixel goes along `flow` [2, height, width] (right, down) *
   * scale and is shared by the four pixels it comes to lie between. Niklaus, Liu 2020 (Softmax Splatting for Video Frame
   * Interpolation), sections 3.1 to 3.3: without weights average splatting, with weights exp(Z) softmax splatting. What
   * leaves the picture, or whose motion is not finite, is lost.
   */
  splat(source: Float32Array, flow: Float32Array, size: { width: number; height: number }, options: SplatOptions): Splatted

  /**
   * Fills the rows of `target`'s band from the frames before and after it, of the same size and kind. Fields are interpolated
   * bilinearly with aligned centres, samples by Keys' cubic (1981, a = -0.5); beyond the picture its edge repeats. `before`
   * and `after` must hold the rows that `joinRows` names.
   */
  joinFrames(before: Raster, after: Raster, target: Raster, fields: JoinFields, options: JoinOptions): void
}
