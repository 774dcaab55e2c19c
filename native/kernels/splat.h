#pragma once
#include "raster.h"

namespace firstpass {

struct SplatOptions {
  int planes;
  /** The share of the motion that is gone: 0.5 is half-way. */
  float scale;
};

struct SplatResult {
  /** Weighted means, [planes, height, width]; 0 where nothing fell. */
  float* values;
  /** Sums of weights, and of what fell without them, [height, width]. */
  float* weight;
  float* coverage;
};

/**
 * Forward warping: every pixel of `source` [planes, height, width] goes along `flow` [2, height, width] * scale and is shared by
 * the four pixels it lies between (Niklaus, Liu 2020, Softmax Splatting for Video Frame Interpolation, sections 3.1 to 3.3).
 * `weights` [height, width] is the importance (exp of the metric), or null for average splatting. What leaves the picture, or
 * goes nowhere (NaN), is lost. One thread, so that sums are the same each time.
 */
Status splat(const float* source, const float* flow, const float* weights, Size size, const SplatOptions& options,
             const SplatResult& result);

}  // namespace firstpass
