#include <algorithm>
#include <cmath>
#include <cstring>

#include "convert.h"
#include "steady.h"
#include "steady_place.h"

namespace firstpass {

namespace {

constexpr int block_px = 8;

struct Block {
  int left;
  int top;
  int right;
  int bottom;
};

/** All 0, or all white. */
template <class T>
bool is_settled(const Raster& own, const Block& block, float max) {
  const T first = own.row<T>(block.top)[block.left];
  if (first != 0 && static_cast<float>(first) != max) return false;
  for (int y = block.top; y < block.bottom; y++) {
    const T* row = own.row<T>(y);
    int others = 0;
    for (int x = block.left; x < block.right; x++) others += row[x] != first ? 1 : 0;
    if (others > 0) return false;
  }
  return true;
}

/** How far a neighbour's samples are from a block's own, and the shares of the four between which they lie. */
struct Shift {
  int dx;
  int dy;
  float weights[4];
};

/** One way for a block: motion is coarser than that. */
Shift shift_of(const float* way, const Block& block, const Raster& own, Size coarse) {
  const float across = static_cast<float>(coarse.width) / static_cast<float>(own.width);
  const float down = static_cast<float>(coarse.height) / static_cast<float>(own.height);
  const float x = static_cast<float>(block.left + block.right) / 2.0f * across - 0.5f;
  const float y = static_cast<float>(block.top + block.bottom) / 2.0f * down - 0.5f;
  const PlaneCorners corners = plane_corners(x, y, coarse);
  // Farther than any picture is wide: the block lies beyond the side, as it should.
  const auto bounded = [](float value) { return value > -1e6f ? std::min(value, 1e6f) : -1e6f; };
  const float u = bounded(corners.of(way) / across);
  const float v = bounded(corners.of(way + coarse.area()) / down);
  const float fx = u - std::floor(u);
  const float fy = v - std::floor(v);
  return {static_cast<int>(std::floor(u)), static_cast<int>(std::floor(v)),
          {(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy}};
}

template <class T>
FIRSTPASS_INLINE void add_row(const T* own, const T* upper, const T* lower, const float* shares, float gain, int count,
                              float* FIRSTPASS_RESTRICT sums, float* FIRSTPASS_RESTRICT weights) {
  for (int x = 0; x < count; x++) {
    const float value = shares[0] * static_cast<float>(upper[x]) + shares[1] * static_cast<float>(upper[x + 1]) +
                        shares[2] * static_cast<float>(lower[x]) + shares[3] * static_cast<float>(lower[x + 1]);
    const float ratio = (value - static_cast<float>(own[x])) * gain;
    const float share = 1.0f / (1.0f + ratio * ratio);
    sums[x] += share * value;
    weights[x] += share;
  }
}

struct Calming {
  const Raster& own;
  const Raster& target;
  const CalmNeighbour* neighbours;
  int count;
  const CalmOptions& options;
};

template <class T>
void calm_block(const Calming& calming, const Block& block) {
  const Raster& own = calming.own;
  const int columns = block.right - block.left;
  const float gain = 1.0f / (calming.options.difference * calming.options.max);
  float sums[block_px * block_px] = {};
  float weights[block_px * block_px] = {};
  for (int n = 0; n < calming.count; n++) {
    const CalmNeighbour& neighbour = calming.neighbours[n];
    const Shift shift = shift_of(neighbour.way, block, own, calming.options.coarse);
    const bool is_inside = block.left + shift.dx >= 0 && block.top + shift.dy >= 0 && block.right + shift.dx < own.width &&
                           block.bottom + shift.dy < own.height;
    if (!is_inside) continue;
    for (int y = block.top; y < block.bottom; y++) {
      const T* upper = neighbour.matte.row<T>(y + shift.dy) + block.left + shift.dx;
      const int at = (y - block.top) * block_px;
      add_row(own.row<T>(y) + block.left, upper, upper + own.width, shift.weights, gain, columns, sums + at, weights + at);
    }
  }
  const float max = calming.options.max;
  const float haze = calming.options.haze * max;
  const float stretch = 1.0f / (1.0f - 2.0f * calming.options.haze);
  for (int y = block.top; y < block.bottom; y++) {
    const T* from = own.row<T>(y) + block.left;
    T* to = calming.target.row<T>(y) + block.left;
    const int at = (y - block.top) * block_px;
    for (int x = 0; x < columns; x++) {
      const float mean = (static_cast<float>(from[x]) + sums[at + x]) / (1.0f + weights[at + x]);
      to[x] = to_sample<T>((mean - haze) * stretch, 1.0f, max);
    }
  }
}

template <class T>
void calm_blocks(const Calming& calming) {
  const Raster& own = calming.own;
  const size_t bytes = own.row_samples() * static_cast<size_t>(own.height) * sizeof(T);
  std::memcpy(calming.target.data, own.data, bytes);
  for (int top = 0; top < own.height; top += block_px) {
    for (int left = 0; left < own.width; left += block_px) {
      const Block block{left, top, std::min(own.width, left + block_px), std::min(own.height, top + block_px)};
      if (!is_settled<T>(own, block, calming.options.max)) calm_block<T>(calming, block);
    }
  }
}

}  // namespace

void calm_matte(const Raster& own, const Raster& target, const CalmNeighbour* neighbours, int count, const CalmOptions& options) {
  const Calming calming{own, target, neighbours, count, options};
  if (own.sample == Sample::u8) calm_blocks<uint8_t>(calming);
  else calm_blocks<uint16_t>(calming);
}

}  // namespace firstpass
