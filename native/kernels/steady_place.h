#pragma once
#include <algorithm>

#include "raster.h"
#include "simd.h"

namespace firstpass {

/** The four samples that a place lies between, and its shares; beyond the sides their value, NaN is 0. */
struct PlaneCorners {
  size_t at;
  size_t next;
  size_t below;
  float fx;
  float fy;

  FIRSTPASS_INLINE float of(const float* plane) const {
    const float* corner = plane + at;
    const float upper = corner[0] * (1.0f - fx) + corner[next] * fx;
    const float lower = corner[below] * (1.0f - fx) + corner[below + next] * fx;
    return upper + fy * (lower - upper);
  }
};

FIRSTPASS_INLINE PlaneCorners plane_corners(float x, float y, Size size) {
  const float u = x > 0.0f ? std::min(x, static_cast<float>(size.width - 1)) : 0.0f;
  const float v = y > 0.0f ? std::min(y, static_cast<float>(size.height - 1)) : 0.0f;
  const int left = std::max(0, std::min(size.width - 2, static_cast<int>(u)));
  const int top = std::max(0, std::min(size.height - 2, static_cast<int>(v)));
  const size_t width = static_cast<size_t>(size.width);
  return {static_cast<size_t>(top) * width + static_cast<size_t>(left), size.width > 1 ? size_t{1} : size_t{0},
          size.height > 1 ? width : size_t{0}, u - static_cast<float>(left), v - static_cast<float>(top)};
}

}  // namespace firstpass
