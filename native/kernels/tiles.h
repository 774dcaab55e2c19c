#pragma once
#include "raster.h"

namespace firstpass {

struct Ramp {
  int overlap_px;
  bool outer_left;
  bool outer_top;
  bool outer_right;
  bool outer_bottom;
};

/** sum += tile * w, weight += w, where w falls linearly to the inner sides; only what lies in `band`. */
Status accumulate_tile(const float* tile, const Region& region, float* sum, float* weight, const Region& band, int planes,
                       const Ramp& ramp);

/** sum / weight in place, 0 where weight is 0; `count` samples a plane. */
Status normalise_tiles(float* sum, const float* weight, size_t count, int planes);

}  // namespace firstpass
