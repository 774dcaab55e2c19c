#pragma once
#include <algorithm>

#include "raster.h"
#include "simd.h"

namespace firstpass {

/** The four of at most 2^31 samples that a place lies between, and its shares; beyond the sides their value, NaN is 0. */
struct PlaneCorners {
  int at;
  int next;
  int below;
  float fx;
  float fy;

  FIRSTPASS_INLINE float of(const float* plane) const {
    const float upper = plane[at] * (1.0f - fx) + plane[at + next] * fx;
    const float lower = plane[at + below] * (1.0f - fx) + plane[at + below + next] * fx;
    return upper + fy * (lower - upper);
  }
};

FIRSTPASS_INLINE float inside_line(float value, float last) { return value > 0.0f ? (value < last ? value : last) : 0.0f; }

FIRSTPASS_INLINE PlaneCorners plane_corners(float x, float y, Size size) {
  const float u = inside_line(x, static_cast<float>(size.width - 1));
  const float v = inside_line(y, static_cast<float>(size.height - 1));
  const int last_left = size.width > 1 ? size.width - 2 : 0;
  const int last_top = size.height > 1 ? size.height - 2 : 0;
  const int whole_left = static_cast<int>(u);
  const int whole_top = static_cast<int>(v);
  const int left = whole_left < last_left ? whole_left : last_left;
  const int top = whole_top < last_top ? whole_top : last_top;
  return {top * size.width + left, size.width > 1 ? 1 : 0, size.height > 1 ? size.width : 0, u - static_cast<float>(left),
          v - static_cast<float>(top)};
}

}  // namespace firstpass
