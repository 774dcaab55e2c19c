#include "tiles.h"

#include <algorithm>
#include <vector>

#include "simd.h"
#include "threads.h"

namespace firstpass {

namespace {

/** Where the picture's pixel (x, y) lies in a plane of `region`. */
size_t place_in(const Region& region, int x, int y) {
  return static_cast<size_t>(y - region.top) * static_cast<size_t>(region.width) + static_cast<size_t>(x - region.left);
}

float ramp_at(int i, int length, int overlap, bool outer_start, bool outer_end) {
  float weight = 1.0f;
  if (overlap == 0) return weight;
  if (!outer_start) weight = std::min(weight, (static_cast<float>(i) + 0.5f) / static_cast<float>(overlap));
  if (!outer_end) weight = std::min(weight, (static_cast<float>(length - i) - 0.5f) / static_cast<float>(overlap));
  return weight;
}

FIRSTPASS_CLONES void add_weighted(const float* FIRSTPASS_RESTRICT from, const float* FIRSTPASS_RESTRICT weights, float factor,
                                   float* FIRSTPASS_RESTRICT to, int count) {
  for (int x = 0; x < count; x++) to[x] += from[x] * (weights[x] * factor);
}

FIRSTPASS_CLONES void add_weights(const float* FIRSTPASS_RESTRICT weights, float factor, float* FIRSTPASS_RESTRICT to,
                                  int count) {
  for (int x = 0; x < count; x++) to[x] += weights[x] * factor;
}

FIRSTPASS_CLONES void divide(float* FIRSTPASS_RESTRICT sum, const float* FIRSTPASS_RESTRICT weight, size_t count) {
  for (size_t i = 0; i < count; i++) sum[i] = weight[i] > 0.0f ? sum[i] / weight[i] : 0.0f;
}

}  // namespace

Status accumulate_tile(const float* tile, const Region& region, float* sum, float* weight, const Region& band, int planes,
                       const Ramp& ramp) {
  const int left = std::max(region.left, band.left);
  const int top = std::max(region.top, band.top);
  const int width = static_cast<int>(
      std::min<int64_t>(int64_t{region.left} + region.width, int64_t{band.left} + band.width) - left);
  const int height = static_cast<int>(
      std::min<int64_t>(int64_t{region.top} + region.height, int64_t{band.top} + band.height) - top);
  if (width <= 0 || height <= 0) return Status::ok;
  const size_t tile_plane = Size{region.width, region.height}.area();
  const size_t band_plane = Size{band.width, band.height}.area();
  return parallel(height, grain_for(height, 16 + 65536 / width), [&](int begin, int end) {
    std::vector<float> across(static_cast<size_t>(width));
    for (int x = 0; x < width; x++) {
      const int at = x + left - region.left;
      across[static_cast<size_t>(x)] = ramp_at(at, region.width, ramp.overlap_px, ramp.outer_left, ramp.outer_right);
    }
    for (int y = top + begin; y < top + end; y++) {
      const float down = ramp_at(y - region.top, region.height, ramp.overlap_px, ramp.outer_top, ramp.outer_bottom);
      const size_t from = place_in(region, left, y);
      const size_t to = place_in(band, left, y);
      for (int p = 0; p < planes; p++) {
        const size_t plane = static_cast<size_t>(p);
        add_weighted(tile + plane * tile_plane + from, across.data(), down, sum + plane * band_plane + to, width);
      }
      add_weights(across.data(), down, weight + to, width);
    }
  });
}

Status normalise_tiles(float* sum, const float* weight, size_t count, int planes) {
  constexpr size_t part = 1 << 18;
  const int parts = static_cast<int>((count + part - 1) / part);
  return parallel(parts * planes, 1, [&](int begin, int end) {
    for (int i = begin; i < end; i++) {
      const size_t at = static_cast<size_t>(i % parts) * part;
      const size_t plane = static_cast<size_t>(i / parts) * count;
      divide(sum + plane + at, weight + at, std::min(part, count - at));
    }
  });
}

}  // namespace firstpass
