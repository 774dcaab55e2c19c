#pragma once
#include <vector>

#include "raster.h"

namespace firstpass {

/** Pixels around a plane that repeat its edge, so that patches may hang over it. */
constexpr int flow_margin = 16;

/** A plane with its margin. */
struct FlowPlane {
  Size size;
  size_t stride;
  std::vector<float> samples;

  explicit FlowPlane(Size size);

  /** Pixel (0, y) of row `y`, -margin..height + margin. */
  float* row(int y) { return samples.data() + static_cast<size_t>(y + flow_margin) * stride + flow_margin; }
  const float* row(int y) const { return samples.data() + static_cast<size_t>(y + flow_margin) * stride + flow_margin; }
};

/** One size of both pictures: slightly smoothed, since halves of pixels are met as often as pixels, with the slopes of one. */
struct FlowLevel {
  FlowPlane from, to, slope_x, slope_y;
};

/** From the picture's own size down, 2 : 1, until a side is too short to be halved. */
std::vector<FlowLevel> flow_pyramid(const float* from, const float* to, Size size);

}  // namespace firstpass
