#pragma once
#include "raster.h"
#include "steady.h"

namespace firstpass {

/** The luminance of a frame beside another, and the motion there, [2, height, width] in samples. */
struct Witness {
  const float* gray;
  const float* way;
};

/**
 * A matte, mended by motion: what moves with the subject and not with the backdrop belongs to it, and the other way round.
 * `told` is false, and `mended` untouched, where no witness can tell the two apart.
 */
Status judge_by_motion(const SeenPlanes& seen, const Witness* witnesses, int count, Size size, float* mended, bool* told);

}  // namespace firstpass
