#include "flow_pyramid.h"

#include <algorithm>

#include "foreground.h"
#include "simd.h"
#include "threads.h"

namespace firstpass {

namespace {

/** A side below twice this is not halved any more: about one patch. */
constexpr int least_side = 10;

/** to = binomial smoothing (1 2 1) of three rows, along and across; rows have one pixel more at both ends. */
FIRSTPASS_CLONES void smooth_row(const float* FIRSTPASS_RESTRICT above, const float* FIRSTPASS_RESTRICT here,
                                 const float* FIRSTPASS_RESTRICT below, float* FIRSTPASS_RESTRICT to, int count) {
  for (int x = 0; x < count; x++) {
    const float before = above[x - 1] + 2 * here[x - 1] + below[x - 1];
    const float middle = above[x] + 2 * here[x] + below[x];
    const float after = above[x + 1] + 2 * here[x + 1] + below[x + 1];
    to[x] = (before + 2 * middle + after) * 0.0625f;
  }
}

FIRSTPASS_CLONES void slope_row(const float* FIRSTPASS_RESTRICT above, const float* FIRSTPASS_RESTRICT here,
                                const float* FIRSTPASS_RESTRICT below, float* FIRSTPASS_RESTRICT across,
                                float* FIRSTPASS_RESTRICT down, int count) {
  for (int x = 0; x < count; x++) {
    across[x] = 0.5f * (here[x + 1] - here[x - 1]);
    down[x] = 0.5f * (below[x] - above[x]);
  }
}

/** Repeats the edge of every row, then the first and last row. */
void fill_margin(FlowPlane& plane) {
  const int width = plane.size.width;
  for (int y = 0; y < plane.size.height; y++) {
    float* row = plane.row(y);
    std::fill(row - flow_margin, row, row[0]);
    std::fill(row + width, row + width + flow_margin, row[width - 1]);
  }
  const float* first = plane.row(0) - flow_margin;
  const float* last = plane.row(plane.size.height - 1) - flow_margin;
  for (int y = 1; y <= flow_margin; y++) {
    std::copy(first, first + plane.stride, plane.row(-y) - flow_margin);
    std::copy(last, last + plane.stride, plane.row(plane.size.height - 1 + y) - flow_margin);
  }
}

FlowPlane smoothed(const float* samples, Size size) {
  FlowPlane plain(size);
  for (int y = 0; y < size.height; y++) {
    const float* from = samples + static_cast<size_t>(y) * static_cast<size_t>(size.width);
    std::copy(from, from + size.width, plain.row(y));
  }
  fill_margin(plain);
  FlowPlane result(size);
  for (int y = 0; y < size.height; y++) {
    smooth_row(plain.row(y - 1), plain.row(y), plain.row(y + 1), result.row(y), size.width);
  }
  fill_margin(result);
  return result;
}

FlowLevel make_level(const float* from, const float* to, Size size) {
  FlowLevel level{smoothed(from, size), smoothed(to, size), FlowPlane(size), FlowPlane(size)};
  for (int y = 0; y < size.height; y++) {
    slope_row(level.from.row(y - 1), level.from.row(y), level.from.row(y + 1), level.slope_x.row(y), level.slope_y.row(y),
              size.width);
  }
  return level;
}

}  // namespace

FlowPlane::FlowPlane(Size size)
    : size(size), stride(static_cast<size_t>(size.width) + 2 * flow_margin),
      samples(stride * (static_cast<size_t>(size.height) + 2 * flow_margin)) {}

std::vector<FlowLevel> flow_pyramid(const float* from, const float* to, Size size) {
  std::vector<FlowLevel> levels;
  levels.push_back(make_level(from, to, size));
  std::vector<float> larger[2] = {{from, from + size.area()}, {to, to + size.area()}};
  while (std::min(size.width, size.height) >= 2 * least_side) {
    const Size half{(size.width + 1) / 2, (size.height + 1) / 2};
    for (std::vector<float>& plane : larger) {
      std::vector<float> halved(half.area());
      if (halve_planes(plane.data(), size, 1, halved.data()) != Status::ok) throw std::bad_alloc();
      plane = std::move(halved);
    }
    size = half;
    levels.push_back(make_level(larger[0].data(), larger[1].data(), size));
  }
  return levels;
}

}  // namespace firstpass
