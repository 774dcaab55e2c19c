#include "join_frames.h"

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <vector>

#include "simd.h"
#include "threads.h"

namespace firstpass {

namespace {

constexpr int field_count = 6;
constexpr int most_channels = 4;
/** Below this share of the weights a frame is left out. */
constexpr float least_share = 1e-4f;

/** The cells of the field that pixel `i` of `count` lies between. */
struct Cell {
  int first;
  int second;
  float share;
};

Cell cell_of(int i, int count, int cells) {
  const float place = (static_cast<float>(i) + 0.5f) * static_cast<float>(cells) / static_cast<float>(count) - 0.5f;
  const float inside = std::min(std::max(place, 0.0f), static_cast<float>(cells - 1));
  const int first = std::min(static_cast<int>(inside), cells - 1);
  return {first, std::min(first + 1, cells - 1), inside - static_cast<float>(first)};
}

/** Keys 1981, a = -0.5, of the four samples about a place that lies `t` behind the second. */
FIRSTPASS_INLINE void cubic_weights(float t, float* weights) {
  const float u = 1.0f - t;
  weights[0] = -0.5f * t * u * u;
  weights[1] = 1.0f + t * t * (1.5f * t - 2.5f);
  weights[2] = 1.0f + u * u * (1.5f * u - 2.5f);
  weights[3] = -0.5f * u * t * t;
}

struct Taps {
  int at[4];
  float weights[4];
};

/** A place that is not finite is that of the edge. */
FIRSTPASS_INLINE Taps taps_at(float place, int count) {
  const float inside = place > 0.0f ? std::min(place, static_cast<float>(count - 1)) : 0.0f;
  const int first = static_cast<int>(inside);
  Taps taps;
  cubic_weights(inside - static_cast<float>(first), taps.weights);
  for (int k = 0; k < 4; k++) taps.at[k] = std::min(std::max(first + k - 1, 0), count - 1);
  return taps;
}

/** Adds a frame's sample at (x, y) times `share`; with alpha, colours count by it and alpha is summed last. */
template <class T, int channels, bool alpha>
FIRSTPASS_INLINE void add_sample(const Raster& frame, float x, float y, float share, float* sum) {
  const Taps across = taps_at(x, frame.width);
  const Taps down = taps_at(y, frame.full_height);
  for (int v = 0; v < 4; v++) {
    const int row = std::min(std::max(down.at[v], frame.top), frame.top + frame.height - 1);
    const T* samples = frame.row<T>(row);
    for (int u = 0; u < 4; u++) {
      const T* pixel = samples + across.at[u] * channels;
      const float weight = share * down.weights[v] * across.weights[u];
      if constexpr (alpha) {
        const float opaque = weight * static_cast<float>(pixel[channels - 1]);
        for (int c = 0; c < channels - 1; c++) sum[c] += opaque * static_cast<float>(pixel[c]);
        sum[channels - 1] += opaque;
      } else {
        for (int c = 0; c < channels; c++) sum[c] += weight * static_cast<float>(pixel[c]);
      }
    }
  }
}

template <class T>
FIRSTPASS_INLINE T to_sample(float value, float max) {
  if constexpr (std::is_same_v<T, float>) return value;
  else return static_cast<T>(value > 0.0f ? std::min(value + 0.5f, max) : 0.0f);
}

template <class T, int channels, bool alpha>
void join_row(const Raster& before, const Raster& after, const Raster& target, const float* row, const std::vector<Cell>& cells,
              size_t stride, int y, float max) {
  T* to = target.row<T>(y);
  for (int x = 0; x < target.width; x++, to += channels) {
    const Cell& cell = cells[static_cast<size_t>(x)];
    float field[field_count];
    for (size_t f = 0; f < field_count; f++) {
      const float* line = row + f * stride;
      field[f] = line[cell.first] + (line[cell.second] - line[cell.first]) * cell.share;
    }
    const float total = field[4] + field[5];
    const float share = total > 0.0f ? field[5] / total : 0.5f;
    const float px = static_cast<float>(x);
    const float py = static_cast<float>(y);
    float sum[channels] = {};
    if (share < 1.0f - least_share) {
      const float part = share > least_share ? 1.0f - share : 1.0f;
      add_sample<T, channels, alpha>(before, px + field[0], py + field[1], part, sum);
    }
    if (share > least_share) {
      const float part = share < 1.0f - least_share ? share : 1.0f;
      add_sample<T, channels, alpha>(after, px + field[2], py + field[3], part, sum);
    }
    if constexpr (alpha) {
      const float opaque = sum[channels - 1];
      for (int c = 0; c < channels - 1; c++) to[c] = to_sample<T>(opaque > 0.0f ? sum[c] / opaque : 0.0f, max);
      to[channels - 1] = to_sample<T>(opaque, max);
    } else {
      for (int c = 0; c < channels; c++) to[c] = to_sample<T>(sum[c], max);
    }
  }
}

template <class T, int channels, bool alpha>
Status join_rows(const Raster& before, const Raster& after, const Raster& target, const JoinFields& fields, float max) {
  const size_t stride = static_cast<size_t>(fields.size.width);
  return parallel(target.height, grain_for(target.height, 1 + 4096 / target.width), [&](int begin, int end) {
    std::vector<Cell> cells;
    for (int x = 0; x < target.width; x++) cells.push_back(cell_of(x, target.width, fields.size.width));
    std::vector<float> row(stride * field_count);
    for (int y = target.top + begin; y < target.top + end; y++) {
      const Cell down = cell_of(y, target.full_height, fields.size.height);
      for (size_t f = 0; f < field_count; f++) {
        const float* first = fields.data + f * fields.size.area() + static_cast<size_t>(down.first) * stride;
        const float* second = fields.data + f * fields.size.area() + static_cast<size_t>(down.second) * stride;
        for (size_t i = 0; i < stride; i++) row[f * stride + i] = first[i] + (second[i] - first[i]) * down.share;
      }
      join_row<T, channels, alpha>(before, after, target, row.data(), cells, stride, y, max);
    }
  });
}

}  // namespace

Status join_frames(const Raster& before, const Raster& after, const Raster& target, const JoinFields& fields,
                   const JoinOptions& options) {
  Status status = Status::ok;
  with_sample(target.sample, [&](auto kind) {
    using T = decltype(kind);
    const auto join = [&](auto with_alpha, auto channels) {
      status = join_rows<T, decltype(channels)::value, decltype(with_alpha)::value>(before, after, target, fields, options.max);
    };
    const auto choose = [&](auto channels) {
      if (options.alpha && channels > 1) join(std::true_type{}, channels);
      else join(std::false_type{}, channels);
    };
    if (target.channels == 1) choose(std::integral_constant<int, 1>{});
    else if (target.channels == 2) choose(std::integral_constant<int, 2>{});
    else if (target.channels == 3) choose(std::integral_constant<int, 3>{});
    else choose(std::integral_constant<int, most_channels>{});
  });
  return status;
}

}  // namespace firstpass
