#include "noise_block.h"

#include <algorithm>
#include <cmath>

#include "simd.h"

namespace firstpass {

namespace {

constexpr int n = noise_block_px;
/** More samples than this at black or white, and the noise there is cut off. */
constexpr int max_clipped = 2;
/** Sum of the squares of the coordinates -7.5..7.5 over a block. */
constexpr float squares = n * n * (n * n - 1) / 12.0f;

FIRSTPASS_INLINE float centred(int i) { return static_cast<float>(i) - (n - 1) / 2.0f; }

/** Sum of rho^(2|k|) over all k, for noise whose neighbours correlate by rho (first-order autoregressive). */
float spread_of(float correlation) {
  const float rho = std::clamp(correlation, 0.0f, 0.9f);
  return (1 + rho * rho) / (1 - rho * rho);
}

/** The sums of a block are gathered column by column, which needs no order of additions within a row. */
FIRSTPASS_INLINE float total_of(const float* columns) {
  float total = 0;
  for (int x = 0; x < n; x++) total += columns[x];
  return total;
}

FIRSTPASS_CLONES float mean_square_fine(const float* v) {
  float columns[n] = {};
  for (int y = 1; y < n - 1; y++) {
    const float* row = v + y * n;
    for (int x = 1; x < n - 1; x++) {
      const float corners = row[x - n - 1] + row[x - n + 1] + row[x + n - 1] + row[x + n + 1];
      const float sides = row[x - n] + row[x + n] + row[x - 1] + row[x + 1];
      const float detail = corners - 2 * sides + 4 * row[x];
      columns[x] += detail * detail;
    }
  }
  return total_of(columns) / 36 / ((n - 2) * (n - 2));
}

/** Takes the fitted plane off `v`, which has no mean any more. */
FIRSTPASS_CLONES void flatten(float* v) {
  float along_x[n] = {};
  float along_y[n] = {};
  for (int y = 0; y < n; y++) {
    for (int x = 0; x < n; x++) {
      along_x[x] += v[y * n + x] * centred(x);
      along_y[x] += v[y * n + x] * centred(y);
    }
  }
  const float slope_x = total_of(along_x) / squares;
  const float slope_y = total_of(along_y) / squares;
  for (int y = 0; y < n; y++) {
    for (int x = 0; x < n; x++) v[y * n + x] -= slope_x * centred(x) + slope_y * centred(y);
  }
}

/** Sums of squares and of products with the right and the lower neighbour. */
struct Products {
  float square;
  float across;
  float down;
};

FIRSTPASS_CLONES void sum_products(const float* v, Products& result) {
  float square[n] = {};
  float across[n] = {};
  float down[n] = {};
  for (int y = 0; y < n; y++) {
    const float* row = v + y * n;
    for (int x = 0; x < n; x++) square[x] += row[x] * row[x];
    for (int x = 1; x < n; x++) across[x] += row[x] * row[x - 1];
    if (y == 0) continue;
    for (int x = 0; x < n; x++) down[x] += row[x] * row[x - n];
  }
  result = {total_of(square), total_of(across), total_of(down)};
}

ChannelNoise measure_values(float* v) {
  const float fine = mean_square_fine(v);
  flatten(v);
  Products sums{};
  sum_products(v, sums);
  const float spread = sums.square > 0 ? spread_of(sums.across / sums.square) * spread_of(sums.down / sums.square) : 1.0f;
  return {sums.square / (n * n - 3), fine, spread};
}

template <class T>
bool measure_typed(const Raster& source, int left, int top, int colours, float max, BlockNoise& result) {
  constexpr float share[3] = {0.299f, 0.587f, 0.114f};
  const float unit = 1 / max;
  result.luminance = 0;
  for (int c = 0; c < colours; c++) {
    float values[n * n];
    int clipped = 0;
    float sum = 0;
    for (int y = 0; y < n; y++) {
      const T* from = source.row<T>(source.top + top + y) + static_cast<size_t>(left) * static_cast<size_t>(source.channels) + c;
      for (int x = 0; x < n; x++) {
        const float sample = static_cast<float>(from[static_cast<size_t>(x) * static_cast<size_t>(source.channels)]);
        if (!(sample > 0 && sample < max)) clipped++;
        values[y * n + x] = sample * unit;
        sum += sample * unit;
      }
    }
    if (clipped > max_clipped) return false;
    const float mean = sum / (n * n);
    for (float& value : values) value -= mean;
    result.luminance += mean * (colours == 1 ? 1.0f : share[c]);
    result.channels[c] = measure_values(values);
    if (!std::isfinite(result.channels[c].variance + result.channels[c].fine)) return false;
  }
  return true;
}

}  // namespace

bool measure_block(const Raster& source, int x, int y, int colours, float max, BlockNoise& result) {
  bool measured = false;
  with_sample(source.sample, [&](auto type) { measured = measure_typed<decltype(type)>(source, x, y, colours, max, result); });
  return measured;
}

}  // namespace firstpass
