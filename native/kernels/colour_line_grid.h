#pragma once
#include <vector>

#include "raster.h"

namespace firstpass {

/** Gaussian blur of interleaved channels in place; beyond the edges everything is 0. */
Status blur_cells(std::vector<float>& values, Size grid, int channels, float sigma);

/**
 * Fills cells of little weight from ever coarser means (push-pull). `values` [grid, channels] with the weight as the last
 * channel and the others already multiplied by it; the result, without the weight, is [grid, channels - 1].
 */
std::vector<float> push_pull(std::vector<float> values, Size grid, int channels);

}  // namespace firstpass
