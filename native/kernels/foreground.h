#pragma once
#include "raster.h"

namespace firstpass {

/** 2 x 2 means of each plane; an odd last row or column counts twice. `target` is [planes, (height + 1) / 2, (width + 1) / 2]. */
Status halve_planes(const float* source, Size size, int planes, float* target);

struct ForegroundOptions {
  int rounds;
  /** Colours stay in 0..ceiling. */
  float ceiling;
};

/**
 * One level of Germer et al. 2020 (Fast Multi-Level Foreground Estimation): `start`, [6, (height + 1) / 2, (width + 1) / 2] of
 * foreground and background, is repeated to the level's size and improved by rounds of Jacobi's method. `picture` is
 * [3, height, width], `alpha` [height, width], `result` [6, height, width]. A pixel feels `rounds` pixels far.
 */
Status foreground_level(const float* picture, const float* alpha, const float* start, Size size, const ForegroundOptions& options,
                        float* result);

}  // namespace firstpass
