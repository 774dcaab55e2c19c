#pragma once
#include "raster.h"

namespace firstpass {

/**
 * Gaussian blur in place, reflected edges. Up to sigma 8 the Gaussian itself; above, four extended box passes (Gwosdek et al.
 * 2011), whose answer to an edge of height 1 differs from the Gaussian's by less than 0.008.
 */
Status gaussian_blur(float* plane, Size size, float sigma);

}  // namespace firstpass
