#pragma once
#include "raster.h"

namespace firstpass {

/**
 * Which squares of `cell_px` pixels of a picture its matte leaves open, [ceil(height / cell_px), ceil(width / cell_px)]: 2 for
 * those with anything but one and the same 0 or 1 in and around them, 1 for those near enough to tell their colours, else 0.
 */
Status trimap_cells(const float* matte, Size size, Size picture, int cell_px, uint8_t* cells);

}  // namespace firstpass
