#pragma once
#include "raster.h"

namespace firstpass {

/**
 * How the pixels of a frame between two others are made: [6, size.height, size.width] of the whole picture, which may be finer.
 * Where the pixel lies in the frame before (x and y beside its own place, in the picture's pixels), where in the frame after,
 * and the weights of the two.
 */
struct JoinFields {
  const float* data;
  Size size;
};

struct JoinOptions {
  /** The value of white. */
  float max;
  /** The last channel is straight alpha: colours are weighted by it. */
  bool alpha;
};

/**
 * The rows of `target`'s band. Fields are interpolated bilinearly with aligned centres, samples by Keys' cubic of a = -0.5;
 * beyond the picture its edge repeats. `before` and `after` must hold two rows more to each side than the fields reach.
 * Two weights of 0 count as equal.
 */
Status join_frames(const Raster& before, const Raster& after, const Raster& target, const JoinFields& fields,
                   const JoinOptions& options);

}  // namespace firstpass
