#pragma once
#include "raster.h"

namespace firstpass {

/** Planes [6, height, width] of fore- and background colour, 0..1; null keeps the picture's colours. */
struct ColoursApart {
  const float* planes;
  Size size;
};

/** The values of white. */
struct CutOutWhite {
  float picture;
  float matte;
};

/**
 * The rows of `picture` (rgb or rgb-alpha, u8 or u16) with those of `matte` (gray) as straight alpha, as rgb-alpha; all three
 * hold the same rows, which begin at a multiple of 8. The background is taken out of mixed pixels (Forte, Pitie 2021,
 * Approximate Fast Foreground Colour Estimation, eq. 6). Nothing seen is black; in a block of 8 x 8 that also holds something
 * it is the mean of that.
 */
Status cut_out(const Raster& picture, const Raster& matte, const Raster& target, const CutOutWhite& white,
               const ColoursApart& colours);

}  // namespace firstpass
