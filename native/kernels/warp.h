#pragma once
#include "raster.h"

namespace firstpass {

/** Motion of a whole picture of `picture`, whose pixels it may be coarser than. Vectors are in its own pixels. */
struct Motions {
  const float* data;
  Size size;
  Size picture;
};

struct WarpOptions {
  int planes;
  bool bicubic;
};

/**
 * What lies at (x, y) plus its motion, for every pixel of `region`, of planes [planes, place.height, place.width] that lie at
 * `place`; both are regions of motions.picture. Beyond `place` its edge repeats.
 */
Status warp(const float* source, const Region& place, const Motions& motions, const Region& region, const WarpOptions& options,
            float* result);

}  // namespace firstpass
