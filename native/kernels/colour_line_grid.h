#pragma once
#include <vector>

#include "raster.h"

namespace firstpass {

/**
 * Gaussian blur of interleaved channels in place, of cells that are not far; all others are 0 and stay so, also in `rows`, which
 * is as large and is written.
 */
Status blur_cells(std::vector<float>& values, std::vector<float>& rows, Size grid, int channels, const uint8_t* cells,
                  float sigma);

/**
 * Fills cells of little weight from ever coarser means (push-pull). `values` [grid, sure_count] with the weight as the last
 * channel and the others already multiplied by it; the result, without the weight, is [grid, sure_count - 1]. Only unknown
 * cells get an answer.
 */
std::vector<float> push_pull(const std::vector<float>& values, Size grid, const uint8_t* cells);

}  // namespace firstpass
