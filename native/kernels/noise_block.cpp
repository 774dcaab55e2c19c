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

float centred(int i) { return static_cast<float>(i) - (n - 1) / 2.0f; }

/** Sum of rho^(2|k|) over all k, for noise whose neighbours correlate by rho (first-order autoregressive). */
float spread_of(float correlation) {
  const float rho = std::clamp(correlation, 0.0f, 0.9f);
  return (1 + rho * rho) / (1 - rho * rho);
}

FIRSTPASS_CLONES float mean_square_fine(const float* v) {
  float sum = 0;
  for (int y = 1; y < n - 1; y++) {
    const float* row = v + y * n;
    float square[n] = {};
    for (int x = 1; x < n - 1; x++) {
      const float corners = row[x - n - 1] + row[x - n + 1] + row[x + n - 1] + row[x + n + 1];
      const float sides = row[x - n] + row[x + n] + row[x - 1] + row[x + 1];
      const float detail = corners - 2 * sides + 4 * row[x];
      square[x] = detail * detail;
    }
    for (int x = 1; x < n - 1; x++) sum += square[x];
  }
  return sum / 36 / ((n - 2) * (n - 2));
}

/** Takes the fitted plane off `v`, which has no mean any more. */
void flatten(float* v) {
  float slope_x = 0;
  float slope_y = 0;
  for (int y = 0; y < n; y++) {
    for (int x = 0; x < n; x++) {
      slope_x += v[y * n + x] * centred(x) / squares;
      slope_y += v[y * n + x] * centred(y) / squares;
    }
  }
  for (int y = 0; y < n; y++) {
    for (int x = 0; x < n; x++) v[y * n + x] -= slope_x * centred(x) + slope_y * centred(y);
  }
}

ChannelNoise measure_values(float* v) {
  const float fine = mean_square_fine(v);
  flatten(v);
  float square = 0;
  float across = 0;
  float down = 0;
  for (int y = 0; y < n; y++) {
    for (int x = 0; x < n; x++) {
      square += v[y * n + x] * v[y * n + x];
      if (x > 0) across += v[y * n + x] * v[y * n + x - 1];
      if (y > 0) down += v[y * n + x] * v[(y - 1) * n + x];
    }
  }
  const float spread = square > 0 ? spread_of(across / square) * spread_of(down / square) : 1.0f;
  return {square / (n * n - 3), fine, spread};
}

template <class T>
bool measure_typed(const Raster& source, int left, int top, int colours, float max, BlockNoise& result) {
  constexpr float share[3] = {0.299f, 0.587f, 0.114f};
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
        values[y * n + x] = sample / max;
        sum += sample / max;
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
