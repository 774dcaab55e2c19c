#pragma once
#include <vector>

#include "raster.h"

namespace firstpass {

/** Motion at the frame's middle, and how much it changes over the frame's width and its height; in samples. */
struct AffineMotion {
  double right[3];
  double down[3];
};

/** The motion that most of the backdrop has; false where too little of the frame is backdrop. `way`: [2, height, width]. */
bool fit_backdrop(const float* way, const float* plane, Size size, AffineMotion& found);

/** Places of a line on -0.5..0.5 of its length. */
std::vector<double> places_of(int count);

/** Cells of this many samples a side. */
constexpr int layer_cell_px = 4;

/** [3, cells.height, cells.width]: how the subject moves against the backdrop, right and down, and how surely, 0..1. */
struct SubjectMotion {
  Size cells;
  std::vector<float> planes;
};

/** The subject's motion beyond its own sides: a mean of what is near, else of what is farther; else the backdrop's. */
Status spread_subject(const float* way, const float* plane, const AffineMotion& backdrop, Size size, SubjectMotion& result);

}  // namespace firstpass
