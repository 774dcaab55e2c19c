#include "colour_line_grid.h"

#include <algorithm>
#include <cmath>

#include "colour_line.h"
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

/** The answer at each cell, or at the unknown ones alone where `cells` is given. */
std::vector<float> fill_from(const Pyramid& fine, const std::vector<float>& coarse, Size coarse_size, int channels,
                             const uint8_t* cells) {
  const int kept = channels - 1;
  std::vector<float> result(fine.size.area() * static_cast<size_t>(kept));
  std::vector<Corner> across(static_cast<size_t>(fine.size.width));
  for (int x = 0; x < fine.size.width; x++) across[static_cast<size_t>(x)] = corner(x, coarse_size.width);
  for (int y = 0; y < fine.size.height; y++) {
    const Corner v = corner(y, coarse_size.height);
    for (int x = 0; x < fine.size.width; x++) {
      const size_t i = static_cast<size_t>(y) * static_cast<size_t>(fine.size.width) + static_cast<size_t>(x);
      if (cells != nullptr && cells[i] != cell_unknown) continue;
      const Corner& h = across[static_cast<size_t>(x)];
      const float* own = fine.values.data() + i * static_cast<size_t>(channels);
      const float trust = std::min(own[kept] / full_weight, 1.0f);
      const float share = 1 / std::max(own[kept], 1e-9f);
      const auto at = [&](int row, int column) {
        return coarse.data() + (static_cast<size_t>(row) * static_cast<size_t>(coarse_size.width) + static_cast<size_t>(column)) *
                                   static_cast<size_t>(kept);
      };
      const float* corners[4] = {at(v.first, h.first), at(v.first, h.second), at(v.second, h.first), at(v.second, h.second)};
      for (int c = 0; c < kept; c++) {
        const float upper = corners[0][c] + (corners[1][c] - corners[0][c]) * h.share;
        const float lower = corners[2][c] + (corners[3][c] - corners[2][c]) * h.share;
        const float wide = upper + (lower - upper) * v.share;
        result[i * static_cast<size_t>(kept) + static_cast<size_t>(c)] = wide + trust * (own[c] * share - wide);
      }
    }
  }
  return result;
}

}  // namespace

Status blur_cells(std::vector<float>& values, Size grid, int channels, const uint8_t* cells, float sigma) {
  const std::vector<float> taps = gaussian_taps(sigma);
  const int radius = static_cast<int>(taps.size()) - 1;
  const auto columns = static_cast<size_t>(grid.width);
  const size_t stride = columns * static_cast<size_t>(channels);
  std::vector<float> rows(values.size(), 0.0f);
  const int grain = grain_for(grid.height, 4);
  const Status status = parallel(grid.height, grain, [&](int begin, int end) {
    for (int y = begin; y < end; y++) {
      const float* from = values.data() + static_cast<size_t>(y) * stride;
      float* to = rows.data() + static_cast<size_t>(y) * stride;
      for_runs(cells + static_cast<size_t>(y) * columns, grid.width, false, [&](int first, int last) {
        for (int d = -radius; d <= radius; d++) {
          const int low = std::max(first, -d);
          const int high = std::min(last, grid.width - d);
          if (low >= high) continue;
          add_scaled(to + low * channels, from + (low + d) * channels, (high - low) * channels,
                     taps[static_cast<size_t>(std::abs(d))]);
        }
      });
    }
  });
  if (status != Status::ok) return status;
  return parallel(grid.height, grain, [&](int begin, int end) {
    for (int y = begin; y < end; y++) {
      for_runs(cells + static_cast<size_t>(y) * columns, grid.width, false, [&](int first, int last) {
        const size_t at = static_cast<size_t>(first) * static_cast<size_t>(channels);
        const int count = (last - first) * channels;
        float* to = values.data() + static_cast<size_t>(y) * stride + at;
        std::fill(to, to + count, 0.0f);
        for (int d = std::max(-radius, -y); d <= std::min(radius, grid.height - 1 - y); d++) {
          add_scaled(to, rows.data() + static_cast<size_t>(y + d) * stride + at, count, taps[static_cast<size_t>(std::abs(d))]);
        }
      });
    }
  });
}

std::vector<float> push_pull(const std::vector<float>& values, Size grid, int channels, const uint8_t* cells) {
  std::vector<Pyramid> levels;
  levels.push_back({values, grid});
  while (levels.back().size.area() > 1) levels.push_back(halve(levels.back(), channels));
  // Alone at the top, a weight of 0 gives black: there is no such colour in the picture at all, and nothing asks for it.
  std::vector<float> answer(static_cast<size_t>(channels) - 1, 0.0f);
  const float top = levels.back().values.back();
  if (top > 0) {
    for (size_t c = 0; c < answer.size(); c++) answer[c] = levels.back().values[c] / top;
  }
  for (size_t i = levels.size() - 1; i-- > 0;) {
    answer = fill_from(levels[i], answer, levels[i + 1].size, channels, i == 0 ? cells : nullptr);
  }
  return answer;
}

}  // namespace firstpass
