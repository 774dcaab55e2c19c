#include "warp.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "simd.h"
#include "threads.h"

namespace firstpass {

namespace {

/** NaN is 0. */
FIRSTPASS_INLINE float inside(float value, float last) { return value > 0 ? (value < last ? value : last) : 0.0f; }

/** Keys 1981 with a = -0.5: the weights of the four samples around a place that is `t` behind the second. */
FIRSTPASS_INLINE void cubic(float t, float* weights) {
  const float t2 = t * t;
  const float t3 = t2 * t;
  weights[0] = -0.5f * t3 + t2 - 0.5f * t;
  weights[1] = 1.5f * t3 - 2.5f * t2 + 1;
  weights[2] = -1.5f * t3 + 2 * t2 + 0.5f * t;
  weights[3] = 0.5f * t3 - 0.5f * t2;
}

FIRSTPASS_INLINE void linear(float t, float* weights) {
  weights[0] = 0;
  weights[1] = 1 - t;
  weights[2] = t;
  weights[3] = 0;
}

struct Task {
  const float* source;
  Region place;
  Motions motions;
  Region region;
  WarpOptions options;
  float* result;
};

/** Where a column or row of the region lies among the motions. */
struct Between {
  int first;
  int second;
  float share;
};

Between between(int at, int side, int count) {
  const float step = static_cast<float>(count) / static_cast<float>(side);
  const float place = inside((static_cast<float>(at) + 0.5f) * step - 0.5f, static_cast<float>(count - 1));
  const int first = static_cast<int>(place);
  return {first, std::min(first + 1, count - 1), place - static_cast<float>(first)};
}

/** The places, in the source's own pixels, of one row of the region. */
void find_places(const Task& task, const std::vector<Between>& columns, int y, float* to_x, float* to_y) {
  const auto& [data, size, picture] = task.motions;
  const Between row = between(task.region.top + y, picture.height, size.height);
  const float step_x = static_cast<float>(picture.width) / static_cast<float>(size.width);
  const float step_y = static_cast<float>(picture.height) / static_cast<float>(size.height);
  const float left = static_cast<float>(task.region.left - task.place.left);
  const float top = static_cast<float>(task.region.top - task.place.top + y);
  const float* u_above = data + static_cast<size_t>(row.first) * static_cast<size_t>(size.width);
  const float* u_below = data + static_cast<size_t>(row.second) * static_cast<size_t>(size.width);
  const float* v_above = u_above + size.area();
  const float* v_below = u_below + size.area();
  for (int x = 0; x < task.region.width; x++) {
    const auto& [first, second, share] = columns[static_cast<size_t>(x)];
    const auto mixed = [&, a = first, b = second, t = share](const float* above, const float* below) {
      const float upper = above[a] + t * (above[b] - above[a]);
      return upper + row.share * (below[a] + t * (below[b] - below[a]) - upper);
    };
    to_x[x] = left + static_cast<float>(x) + step_x * mixed(u_above, u_below);
    to_y[x] = top + step_y * mixed(v_above, v_below);
  }
}

FIRSTPASS_CLONES void warp_row(const Task& task, const float* places_x, const float* places_y, int y) {
  const int width = task.place.width;
  const int height = task.place.height;
  const size_t plane = static_cast<size_t>(width) * static_cast<size_t>(height);
  const size_t area = static_cast<size_t>(task.region.width) * static_cast<size_t>(task.region.height);
  for (int x = 0; x < task.region.width; x++) {
    const float at_x = inside(places_x[x], static_cast<float>(width - 1));
    const float at_y = inside(places_y[x], static_cast<float>(height - 1));
    const int left = static_cast<int>(at_x);
    const int top = static_cast<int>(at_y);
    float across[4], down[4];
    if (task.options.bicubic) {
      cubic(at_x - static_cast<float>(left), across);
      cubic(at_y - static_cast<float>(top), down);
    } else {
      linear(at_x - static_cast<float>(left), across);
      linear(at_y - static_cast<float>(top), down);
    }
    const size_t to = static_cast<size_t>(y) * static_cast<size_t>(task.region.width) + static_cast<size_t>(x);
    const bool is_within = left >= 1 && left + 2 < width && top >= 1 && top + 2 < height;
    for (int p = 0; p < task.options.planes; p++) {
      const float* from = task.source + static_cast<size_t>(p) * plane;
      float sums[4] = {};
      if (is_within) {
        const float* row = from + static_cast<size_t>(top - 1) * static_cast<size_t>(width) + (left - 1);
        for (int j = 0; j < 4; j++, row += width) {
          for (int i = 0; i < 4; i++) sums[i] += down[j] * row[i];
        }
      } else {
        for (int j = 0; j < 4; j++) {
          const float* row = from + static_cast<size_t>(std::clamp(top - 1 + j, 0, height - 1)) * static_cast<size_t>(width);
          for (int i = 0; i < 4; i++) sums[i] += down[j] * row[std::clamp(left - 1 + i, 0, width - 1)];
        }
      }
      const float value = across[0] * sums[0] + across[1] * sums[1] + (across[2] * sums[2] + across[3] * sums[3]);
      task.result[static_cast<size_t>(p) * area + to] = value;
    }
  }
}

}  // namespace

Status warp(const float* source, const Region& place, const Motions& motions, const Region& region, const WarpOptions& options,
            float* result) {
  return guarded([&] {
    const Task task{source, place, motions, region, options, result};
    std::vector<Between> columns;
    for (int x = 0; x < region.width; x++) columns.push_back(between(region.left + x, motions.picture.width, motions.size.width));
    return parallel(region.height, grain_for(region.height, 16), [&](int begin, int end) {
      std::vector<float> places_x(columns.size()), places_y(columns.size());
      for (int y = begin; y < end; y++) {
        find_places(task, columns, y, places_x.data(), places_y.data());
        warp_row(task, places_x.data(), places_y.data(), y);
      }
    });
  });
}

}  // namespace firstpass
