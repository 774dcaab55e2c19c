#include "colour_line_grid.h"

#include <algorithm>
#include <cmath>

#include "colour_line.h"
#include "colour_line_solve.h"
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

/** One level of a pyramid: [size, sure_count]. */
struct Cells {
  const float* values;
  Size size;
};

struct Pyramid {
  std::vector<float> values;
  Size size;

  Cells view() const { return {values.data(), size}; }
};

/** Means of 2 x 2; `cells`, where given, says which are not 0. */
Pyramid halve(const Cells& fine, const uint8_t* cells) {
  constexpr size_t n = sure_count;
  const size_t across = static_cast<size_t>(fine.size.width);
  Pyramid coarse{{}, {(fine.size.width + 1) / 2, (fine.size.height + 1) / 2}};
  coarse.values.resize(coarse.size.area() * n);
  for (size_t y = 0; y < static_cast<size_t>(fine.size.height); y++) {
    const float* from = fine.values + y * across * n;
    float* to = coarse.values.data() + y / 2 * static_cast<size_t>(coarse.size.width) * n;
    const auto add = [&](int first, int last) {
      for (size_t x = static_cast<size_t>(first); x < static_cast<size_t>(last); x++) {
        for (size_t c = 0; c < n; c++) to[x / 2 * n + c] += 0.25f * from[x * n + c];
      }
    };
    if (cells == nullptr) add(0, fine.size.width);
    else for_runs(cells + y * across, fine.size.width, false, add);
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
std::vector<float> fill_from(const Cells& fine, const std::vector<float>& coarse, Size coarse_size, const uint8_t* cells) {
  constexpr int channels = sure_count;
  constexpr int kept = channels - 1;
  std::vector<float> result(fine.size.area() * static_cast<size_t>(kept));
  std::vector<Corner> across(static_cast<size_t>(fine.size.width));
  for (int x = 0; x < fine.size.width; x++) across[static_cast<size_t>(x)] = corner(x, coarse_size.width);
  for (int y = 0; y < fine.size.height; y++) {
    const Corner v = corner(y, coarse_size.height);
    for (int x = 0; x < fine.size.width; x++) {
      const size_t i = static_cast<size_t>(y) * static_cast<size_t>(fine.size.width) + static_cast<size_t>(x);
      if (cells != nullptr && cells[i] != cell_unknown) continue;
      const Corner& h = across[static_cast<size_t>(x)];
      const float* own = fine.values + i * static_cast<size_t>(channels);
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

Status blur_cells(std::vector<float>& values, std::vector<float>& rows, Size grid, int channels, const uint8_t* cells,
                  float sigma) {
  const std::vector<float> taps = gaussian_taps(sigma);
  const int radius = static_cast<int>(taps.size()) - 1;
  const auto columns = static_cast<size_t>(grid.width);
  const size_t stride = columns * static_cast<size_t>(channels);
  const int grain = grain_for(grid.height, 4);
  const Status status = parallel(grid.height, grain, [&](int begin, int end) {
    for (int y = begin; y < end; y++) {
      const float* from = values.data() + static_cast<size_t>(y) * stride;
      float* to = rows.data() + static_cast<size_t>(y) * stride;
      for_runs(cells + static_cast<size_t>(y) * columns, grid.width, false, [&](int first, int last) {
        std::fill(to + first * channels, to + last * channels, 0.0f);
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

std::vector<float> push_pull(const std::vector<float>& values, Size grid, const uint8_t* cells) {
  std::vector<Pyramid> halves;
  std::vector<Cells> levels{{values.data(), grid}};
  while (levels.back().size.area() > 1) {
    halves.push_back(halve(levels.back(), levels.size() == 1 ? cells : nullptr));
    levels.push_back(halves.back().view());
  }
  // Alone at the top, a weight of 0 gives black: there is no such colour in the picture at all, and nothing asks for it.
  std::vector<float> answer(sure_count - 1, 0.0f);
  const float* top = levels.back().values;
  if (top[sure_count - 1] > 0) {
    for (size_t c = 0; c < answer.size(); c++) answer[c] = top[c] / top[sure_count - 1];
  }
  for (size_t i = levels.size() - 1; i-- > 0;) {
    answer = fill_from(levels[i], answer, levels[i + 1].size, i == 0 ? cells : nullptr);
  }
  return answer;
}

}  // namespace firstpass
