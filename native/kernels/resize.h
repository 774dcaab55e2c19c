#pragma once
#include "raster.h"

namespace firstpass {

enum class Filter { box, bilinear, bicubic, lanczos3 };

struct ResizeOptions {
  Filter filter;
  float scale;
  float max;
  bool alpha;
};

/**
 * Separable resampling with aligned centres of a whole picture to the rows of `target`'s band. `source` holds the rows
 * that these need; the channel counts are equal.
 */
Status resize(const Raster& source, const Raster& target, const ResizeOptions& options);

}  // namespace firstpass
