#pragma once
#include "raster.h"

namespace firstpass {

/** Noise by luminance: the standard deviation of `count` equal steps from black to white. */
struct NoiseSteps {
  const float* sigma;
  int count;
};

/** See kernels.ts: `frame` and `others` are planar [3, h, w], `result` [4, h, w]. */
Status average_frames(const float* frame, const float* const* others, int count, Size size, const NoiseSteps& noise, float* result);

}  // namespace firstpass
