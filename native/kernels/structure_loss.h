#pragma once
#include "raster.h"

namespace firstpass {

/** Luminance of two pictures of one size. */
struct LightPair {
  const float* before;
  const float* after;
  Size size;
};

struct StructureOptions {
  int block_px;
  int step_px;
  int reach_px;
  /** Variance that is noise. */
  float noise;
};

/**
 * The share of `after`'s structure that is nowhere near in `before`: of blocks `step_px` apart, weighed by their contrast, one
 * less the best squared correlation with a block of `before` within `reach_px`.
 */
Status structure_loss(const LightPair& pair, const StructureOptions& options, float* loss);

}  // namespace firstpass
