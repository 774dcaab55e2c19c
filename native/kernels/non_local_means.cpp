#include "non_local_means.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "simd.h"
#include "threads.h"

namespace firstpass {

namespace {

/** Results of one tile, their weights and the distances stay in the second-level cache. */
constexpr int tile_width = 192;
constexpr int tile_height = 64;

/** exp(-x) for x >= 0, relative error below 1e-5: 2^-n times a polynomial of the fraction (Taylor of degree 6 about 0.5). */
FIRSTPASS_INLINE float exp_minus(float x) {
  const float t = std::min(x * 1.44269504f, 120.0f);
  const int32_t whole = static_cast<int32_t>(t);
  const float z = (0.5f - (t - static_cast<float>(whole))) * 0.693147181f;
  const float half = 0.707106781f;
  const float power = half * (1 + z * (1 + z * (0.5f + z * (0.166666667f + z * (0.0416666667f + z * 0.00833333333f)))));
  const int32_t bits = (127 - whole) << 23;
  float scale;
  std::memcpy(&scale, &bits, sizeof scale);
  return power * scale;
}

/** to[x] (+)= (here[x] - there[x])^2 * factor. */
FIRSTPASS_CLONES void square_differences(const float* FIRSTPASS_RESTRICT here, const float* FIRSTPASS_RESTRICT there,
                                         float factor, bool add, float* FIRSTPASS_RESTRICT to, int count) {
  if (add) {
    for (int x = 0; x < count; x++) to[x] += (here[x] - there[x]) * (here[x] - there[x]) * factor;
  } else {
    for (int x = 0; x < count; x++) to[x] = (here[x] - there[x]) * (here[x] - there[x]) * factor;
  }
}

FIRSTPASS_CLONES void add_line(float* FIRSTPASS_RESTRICT to, const float* FIRSTPASS_RESTRICT from, int count) {
  for (int x = 0; x < count; x++) to[x] += from[x];
}

FIRSTPASS_CLONES void subtract_line(float* FIRSTPASS_RESTRICT to, const float* FIRSTPASS_RESTRICT from, int count) {
  for (int x = 0; x < count; x++) to[x] -= from[x];
}

/** Distances (columns summed already) to weights: `sums` has patch_radius more at both ends. */
FIRSTPASS_CLONES void weigh_line(const float* FIRSTPASS_RESTRICT sums, int patch_radius, float inverse_h2,
                                 float* FIRSTPASS_RESTRICT weights, float* FIRSTPASS_RESTRICT total, int count) {
  for (int x = 0; x < count; x++) weights[x] = sums[x];
  for (int k = 1; k <= 2 * patch_radius; k++) {
    for (int x = 0; x < count; x++) weights[x] += sums[x + k];
  }
  for (int x = 0; x < count; x++) {
    const float excess = weights[x] - 2.0f;
    weights[x] = exp_minus((excess > 0.0f ? excess : 0.0f) * inverse_h2);
    total[x] += weights[x];
  }
}

FIRSTPASS_CLONES void add_weighted(const float* FIRSTPASS_RESTRICT weights, const float* FIRSTPASS_RESTRICT from,
                                   float* FIRSTPASS_RESTRICT to, int count) {
  for (int x = 0; x < count; x++) to[x] += weights[x] * from[x];
}

FIRSTPASS_CLONES void divide(const float* FIRSTPASS_RESTRICT sum, const float* FIRSTPASS_RESTRICT total,
                             float* FIRSTPASS_RESTRICT to, int count) {
  for (int x = 0; x < count; x++) to[x] = sum[x] / total[x];
}

/** The noisy planes with a mirrored margin, so that patches and offsets need no care at the edges. */
struct Padded {
  int margin;
  size_t stride;
  size_t plane;
  std::vector<float> samples;

  const float* row(size_t p, int y) const {
    return samples.data() + p * plane + static_cast<size_t>(y + margin) * stride + static_cast<size_t>(margin);
  }
};

Padded pad(const float* source, Size size, const std::vector<int>& planes, int margin) {
  Padded padded{margin, static_cast<size_t>(size.width + 2 * margin), 0, {}};
  padded.plane = padded.stride * static_cast<size_t>(size.height + 2 * margin);
  padded.samples.resize(padded.plane * planes.size());
  float* to = padded.samples.data();
  for (int p : planes) {
    const float* plane = source + static_cast<size_t>(p) * size.area();
    for (int y = -margin; y < size.height + margin; y++) {
      const float* from = plane + static_cast<size_t>(reflect(y, size.height)) * static_cast<size_t>(size.width);
      for (int x = -margin; x < 0; x++) *to++ = from[reflect(x, size.width)];
      to = std::copy(from, from + size.width, to);
      for (int x = size.width; x < size.width + margin; x++) *to++ = from[reflect(x, size.width)];
    }
  }
  return padded;
}

class Tile {
 public:
  Tile(const Padded& padded, const std::vector<float>& factors, const NonLocalMeansOptions& options)
      : padded(padded), factors(factors), options(options), stride(tile_width + 2 * static_cast<size_t>(options.patch_radius)),
        squares(stride * (tile_height + 2 * static_cast<size_t>(options.patch_radius))), columns(stride), weights(tile_width),
        total(static_cast<size_t>(tile_width) * tile_height), sums(total.size() * factors.size()) {}

  void run(const Region& region) {
    std::fill(total.begin(), total.end(), 0.0f);
    std::fill(sums.begin(), sums.end(), 0.0f);
    const int search = options.search_radius;
    for (int dy = -search; dy <= search; dy++) {
      for (int dx = -search; dx <= search; dx++) add_offset(region, dy, dx);
    }
  }

  /** Row `y` of plane `p` of the region just run. */
  void write(size_t p, int y, float* to, int width) const {
    const size_t at = static_cast<size_t>(y) * tile_width;
    divide(sums.data() + p * total.size() + at, total.data() + at, to, width);
  }

 private:
  const Padded& padded;
  const std::vector<float>& factors;
  const NonLocalMeansOptions& options;
  const size_t stride;
  std::vector<float> squares, columns, weights, total, sums;

  float* square_row(int y) { return squares.data() + static_cast<size_t>(y + options.patch_radius) * stride; }

  void add_offset(const Region& region, int dy, int dx) {
    const int patch = options.patch_radius;
    const int wide = region.width + 2 * patch;
    for (int y = -patch; y < region.height + patch; y++) {
      for (size_t p = 0; p < factors.size(); p++) {
        const float* here = padded.row(p, region.top + y) + region.left - patch;
        const float* there = padded.row(p, region.top + y + dy) + region.left - patch + dx;
        square_differences(here, there, factors[p], p > 0, square_row(y), wide);
      }
    }
    std::fill(columns.begin(), columns.end(), 0.0f);
    for (int y = -patch; y < patch; y++) add_line(columns.data(), square_row(y), wide);
    const float inverse_h2 = 1.0f / (options.h * options.h);
    for (int y = 0; y < region.height; y++) {
      add_line(columns.data(), square_row(y + patch), wide);
      const size_t at = static_cast<size_t>(y) * tile_width;
      weigh_line(columns.data(), patch, inverse_h2, weights.data(), total.data() + at, region.width);
      for (size_t p = 0; p < factors.size(); p++) {
        const float* there = padded.row(p, region.top + y + dy) + region.left + dx;
        add_weighted(weights.data(), there, sums.data() + p * total.size() + at, region.width);
      }
      subtract_line(columns.data(), square_row(y - patch), wide);
    }
  }
};

}  // namespace

Status non_local_means(const float* source, float* result, Size size, const NonLocalMeansOptions& options) {
  return guarded([&] {
    std::vector<int> noisy;
    for (int p = 0; p < options.planes; p++) {
      if (options.sigma[p] > 0.0f) noisy.push_back(p);
    }
    std::copy(source, source + size.area() * static_cast<size_t>(options.planes), result);
    if (noisy.empty()) return Status::ok;
    const int side = 2 * options.patch_radius + 1;
    std::vector<float> factors;
    const float samples = static_cast<float>(side * side) * static_cast<float>(noisy.size());
    for (int p : noisy) factors.push_back(1.0f / (options.sigma[p] * options.sigma[p] * samples));
    const Padded padded = pad(source, size, noisy, options.patch_radius + options.search_radius);
    const int across = (size.width + tile_width - 1) / tile_width;
    const int down = (size.height + tile_height - 1) / tile_height;
    return parallel(across * down, 1, [&](int begin, int) {
      const int left = begin % across * tile_width;
      const int top = begin / across * tile_height;
      const Region region{left, top, std::min(tile_width, size.width - left), std::min(tile_height, size.height - top)};
      Tile tile(padded, factors, options);
      tile.run(region);
      for (size_t p = 0; p < noisy.size(); p++) {
        float* plane = result + static_cast<size_t>(noisy[p]) * size.area() + left;
        for (int y = 0; y < region.height; y++) {
          tile.write(p, y, plane + static_cast<size_t>(top + y) * static_cast<size_t>(size.width), region.width);
        }
      }
    });
  });
}

}  // namespace firstpass
