#pragma once
#include "raster.h"

namespace firstpass {

struct FlowOptions {
  /** Levels of the pyramid below the picture's own that are left out: 0 to its last pixel, 1 stops at half its size. */
  int finest;
  /** Steps of the descent of one patch on one level, at most. */
  int steps;
  /** Rounds in which patches agree with their neighbours. */
  int rounds;
};

/** Motion from one plane to another: `to` at (x + result[0], y + result[1]) shows what `from` shows at (x, y). [2, h, w]. */
Status flow(const float* from, const float* to, Size size, const FlowOptions& options, float* result);

}  // namespace firstpass
