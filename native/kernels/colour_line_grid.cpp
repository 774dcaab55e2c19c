#include "colour_line_grid.h"

#include <algorithm>
#include <cmath>

#include "simd.h"
#include "threads.h"

namespace firstpass {

namespace {

/** A mean over cells is believed fully from this weight on; below, the next coarser one has a share. */
constexpr float full_weight = 0.3f;

std::vector<float> gaussian_taps(float sigma) {
  const int radius = std::max(1, static_cast<int>(std::ceil(2.5f * sigma)));
  std::vector<float> taps(static_cast<size_t>(radius) + 1);
  float sum = 0;
  for (size_t i = 0; i < taps.size(); i++) {
    taps[i] = std::exp(-0.5f * static_cast<float>(i * i) / (sigma * sigma));
    sum += i == 0 ? taps[i] : 2 * taps[i];
  }
  for (float& tap : taps) tap /= sum;
  return taps;
}

FIRSTPASS_CLONES void add_scaled(float* FIRSTPASS_RESTRICT to, const float* FIRSTPASS_RESTRICT from, int count, float scale) {
  for (int i = 0; i < count; i++) to[i] += scale * from[i];
}

/** One line of `count` cells of `channels`; `to` is zero before. */
void blur_row(float* to, const float* from, int count, int channels, const std::vector<float>& taps) {
  const int radius = static_cast<int>(taps.size()) - 1;
  for (int d = -radius; d <= radius; d++) {
    const int begin = std::max(0, -d);
    const int end = std::min(count, count - d);
    if (begin >= end) continue;
    add_scaled(to + begin * channels, from + (begin + d) * channels, (end - begin) * channels,
               taps[static_cast<size_t>(std::abs(d))]);
  }
}

struct Pyramid {
  std::vector<float> values;
  Size size;
};

Pyramid halve(const Pyramid& fine, int channels) {
  Pyramid coarse{{}, {(fine.size.width + 1) / 2, (fine.size.height + 1) / 2}};
  const auto n = static_cast<size_t>(channels);
  coarse.values.assign(coarse.size.area() * n, 0.0f);
  for (int y = 0; y < fine.size.height; y++) {
    for (int x = 0; x < fine.size.width; x++) {
      const float* from =
          fine.values.data() + (static_cast<size_t>(y) * static_cast<size_t>(fine.size.width) + static_cast<size_t>(x)) * n;
      float* to = coarse.values.data() +
                  (static_cast<size_t>(y / 2) * static_cast<size_t>(coarse.size.width) + static_cast<size_t>(x / 2)) * n;
      for (size_t c = 0; c < n; c++) to[c] += 0.25f * from[c];
    }
  }
  return coarse;
}

/** Bilinear reading of the coarser answer at a finer cell. */
struct Corner {
  int first, second;
  float share;
};

Corner corner(int i, int coarse_count) {
  const float at = (static_cast<float>(i) + 0.5f) / 2 - 0.5f;
  const int low = static_cast<int>(std::floor(at));
  return {std::clamp(low, 0, coarse_count - 1), std::clamp(low + 1, 0, coarse_count - 1), at - static_cast<float>(low)};
}

std::vector<float> fill_from(const Pyramid& fine, const std::vector<float>& coarse, Size coarse_size, int channels) {
  const int kept = channels - 1;
  std::vector<float> result(fine.size.area() * static_cast<size_t>(kept));
  for (int y = 0; y < fine.size.height; y++) {
    const Corner v = corner(y, coarse_size.height);
    for (int x = 0; x < fine.size.width; x++) {
      const Corner h = corner(x, coarse_size.width);
      const size_t i = static_cast<size_t>(y) * static_cast<size_t>(fine.size.width) + static_cast<size_t>(x);
      const float* own = fine.values.data() + i * static_cast<size_t>(channels);
      const float weight = own[kept];
      const float trust = std::min(weight / full_weight, 1.0f);
      const auto at = [&](int row, int column) {
        return coarse.data() + (static_cast<size_t>(row) * static_cast<size_t>(coarse_size.width) + static_cast<size_t>(column)) *
                                   static_cast<size_t>(kept);
      };
      const float* corners[4] = {at(v.first, h.first), at(v.first, h.second), at(v.second, h.first), at(v.second, h.second)};
      for (int c = 0; c < kept; c++) {
        const float upper = corners[0][c] + (corners[1][c] - corners[0][c]) * h.share;
        const float lower = corners[2][c] + (corners[3][c] - corners[2][c]) * h.share;
        const float wide = upper + (lower - upper) * v.share;
        result[i * static_cast<size_t>(kept) + static_cast<size_t>(c)] = wide + trust * (own[c] / std::max(weight, 1e-9f) - wide);
      }
    }
  }
  return result;
}

}  // namespace

Status blur_cells(std::vector<float>& values, Size grid, int channels, float sigma) {
  const std::vector<float> taps = gaussian_taps(sigma);
  const int radius = static_cast<int>(taps.size()) - 1;
  const size_t stride = static_cast<size_t>(grid.width) * static_cast<size_t>(channels);
  std::vector<float> rows(values.size(), 0.0f);
  const int grain = grain_for(grid.height, 4);
  const Status status = parallel(grid.height, grain, [&](int begin, int end) {
    for (int y = begin; y < end; y++) {
      blur_row(rows.data() + static_cast<size_t>(y) * stride, values.data() + static_cast<size_t>(y) * stride, grid.width,
               channels, taps);
    }
  });
  if (status != Status::ok) return status;
  return parallel(grid.height, grain, [&](int begin, int end) {
    for (int y = begin; y < end; y++) {
      float* to = values.data() + static_cast<size_t>(y) * stride;
      std::fill(to, to + stride, 0.0f);
      for (int d = std::max(-radius, -y); d <= std::min(radius, grid.height - 1 - y); d++) {
        add_scaled(to, rows.data() + static_cast<size_t>(y + d) * stride, static_cast<int>(stride),
                   taps[static_cast<size_t>(std::abs(d))]);
      }
    }
  });
}

std::vector<float> push_pull(std::vector<float> values, Size grid, int channels) {
  std::vector<Pyramid> levels;
  levels.push_back({std::move(values), grid});
  while (levels.back().size.area() > 1) levels.push_back(halve(levels.back(), channels));
  // Alone at the top, a weight of 0 gives black: there is no such colour in the picture at all, and nothing asks for it.
  std::vector<float> answer =
      fill_from(levels.back(), std::vector<float>(static_cast<size_t>(channels) - 1, 0.0f), {1, 1}, channels);
  const float top = levels.back().values.back();
  if (top > 0) {
    for (size_t c = 0; c + 1 < static_cast<size_t>(channels); c++) answer[c] = levels.back().values[c] / top;
  }
  for (size_t i = levels.size() - 1; i-- > 0;) answer = fill_from(levels[i], answer, levels[i + 1].size, channels);
  return answer;
}

}  // namespace firstpass
