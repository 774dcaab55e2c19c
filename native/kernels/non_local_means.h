#pragma once
#include "raster.h"

namespace firstpass {

constexpr int max_nlm_planes = 16;
/** The filtering parameter where none is asked for, in units of sigma. */
constexpr float default_nlm_h = 0.4f;

struct NonLocalMeansOptions {
  int planes;
  /** Per plane; a plane of 0 is copied and takes no part in the distances. */
  float sigma[max_nlm_planes];
  int patch_radius;
  int search_radius;
  /** Filtering parameter in units of sigma. */
  float h;
};

/**
 * Non-local means, pixel by pixel (Buades, Coll, Morel 2005; weights as in IPOL 2011) of [planes, height, width]. Per offset
 * of the search window, patch distances are sliding sums over a tile, so the patch's size costs little.
 */
Status non_local_means(const float* source, float* result, Size size, const NonLocalMeansOptions& options);

}  // namespace firstpass
