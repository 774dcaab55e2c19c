#pragma once
#include "raster.h"

namespace firstpass {

/** A matte and its luminance, 0..1, at a small size. */
struct SeenPlanes {
  const float* plane;
  const float* gray;
};

/** The same of a frame beside it, and the motion [2, height, width] there and back, in samples. */
struct SeenNeighbour {
  SeenPlanes seen;
  const float* way;
  const float* back;
};

struct SteadyOptions {
  Size size;
  float share;
  float alike;
  float difference;
  float miss;
  float miss_of_way;
};

/** first + second(place + first), bilinear; beyond the sides their value. All [2, height, width]. */
void follow_motion(const float* first, const float* second, Size size, float* both);

/** What lies where motion points to; nothing beyond the sides. `motion`: [2, height, width]. */
void carry_plane(const float* plane, const float* motion, Size size, float* carried);

/**
 * Adds a neighbour's matte, brought along its way, to `sums`, and what it counts to `weights`: less where luminance differs and
 * where the way does not lead back. A sample whose sum is still its own, and alike, stays.
 */
void add_neighbour(float* sums, float* weights, const SeenPlanes& own, const SeenNeighbour& other, const SteadyOptions& options);

/** A matte of a whole frame, and the motion there at the coarse size. */
struct CalmNeighbour {
  Raster matte;
  const float* way;
};

struct CalmOptions {
  float max;
  float difference;
  float haze;
  Size coarse;
};

/**
 * A whole matte averaged with its neighbours along their motion, one for a block of 8 x 8, where they nearly agree, and settled:
 * what comes out so near to 0 or 1 (`haze`) is that. Blocks that are all 0 or all white stay. All of one size and kind, gray, u8
 * or u16.
 */
void calm_matte(const Raster& own, const Raster& target, const CalmNeighbour* neighbours, int count, const CalmOptions& options);

}  // namespace firstpass
