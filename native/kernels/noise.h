#pragma once
#include "raster.h"

namespace firstpass {

/**
 * Noise on 0..255 per band of luminance and channel [band * 3 + channel], from flat blocks of 16 x 16: `sigma` of all
 * frequencies, `fine` of the finest (scaled so that both are equal for white noise), `blocks` behind each figure.
 */
Status estimate_noise(const Raster& source, float max, int bands, float* sigma, float* fine, float* blocks);

}  // namespace firstpass
