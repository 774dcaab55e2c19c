#pragma once
#include "raster.h"

namespace firstpass {

/**
 * He, Sun, Tang, Guided Image Filtering (2010), eq. 5, 6, 8, with box windows cut off at the edges. Streams over rows:
 * besides the planes it holds 2 * radius + 1 rows of coefficients per thread.
 */
Status guided_filter(const float* guide, const float* plane, float* result, Size size, int radius, float epsilon);

}  // namespace firstpass
