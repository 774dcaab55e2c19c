#include "colour_line.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "colour_line_sample.h"
#include "colour_line_solve.h"
#include "simd.h"
#include "threads.h"

namespace firstpass {

namespace {

struct Pass {
  /** Every level pixel of this pass is a square of so many of the given level. */
  int block;
  /** Blur of the moments, in cells. */
  float sigma;
};

/** First wide and coarse, so that a wrong prior has little say, then narrow and fine. */
constexpr size_t pass_count = 4;
constexpr Pass passes[pass_count] = {{2, 1.5f}, {2, 1.05f}, {1, 2.0f}, {1, 1.4f}};

/** 2 x 2 means of [height, width, 3] in the cells that are not far; `fine` is what `geometry` describes. */
Status halve(const float* fine, const LineGeometry& geometry, const uint8_t* cells, std::vector<float>& result) {
  const Size size = geometry.level();
  const Size grid = geometry.grid();
  const Size half{(size.width + 1) / 2, (size.height + 1) / 2};
  constexpr int channels = 3;
  const int cell = geometry.cell / 2;
  const size_t stride = static_cast<size_t>(size.width) * static_cast<size_t>(channels);
  result.resize(half.area() * static_cast<size_t>(channels));
  return parallel(half.height, grain_for(half.height, 16), [&](int begin, int end) {
    for (int y = begin; y < end; y++) {
      const float* upper = fine + static_cast<size_t>(2 * y) * stride;
      const float* lower = fine + static_cast<size_t>(std::min(2 * y + 1, size.height - 1)) * stride;
      float* to = result.data() + static_cast<size_t>(y) * static_cast<size_t>(half.width) * static_cast<size_t>(channels);
      for_runs(cells + static_cast<size_t>(y / cell) * static_cast<size_t>(grid.width), grid.width, false,
               [&](int first, int last) {
                 for (int x = first * cell; x < std::min(half.width, last * cell); x++) {
                   const int left = 2 * x * channels;
                   const int right = std::min(2 * x + 1, size.width - 1) * channels;
                   for (int c = 0; c < channels; c++) {
                     to[x * channels + c] = (upper[left + c] + upper[right + c] + lower[left + c] + lower[right + c]) * 0.25f;
                   }
                 }
               });
    }
  });
}

/** Alpha of each pixel of unknown cells from the fields and the prior. */
Status update_alpha(const float* level, const float* prior, const LineGeometry& geometry, const float* fields, float* alpha) {
  const Size size = geometry.level();
  const Size grid = geometry.grid();
  return parallel(size.height, grain_for(size.height, 8), [&](int begin, int end) {
    FieldRow row(grid.width, size.width, geometry.cell);
    for (int y = begin; y < end; y++) {
      const size_t at = static_cast<size_t>(y) * static_cast<size_t>(size.width);
      if (!row.read(fields, grid, y)) continue;
      for (const Run& run : row.runs()) {
        const float* in = level + at * 3;
        row.expand(run);
        for (int x = run.begin; x < run.end; x++) {
          alpha[at + static_cast<size_t>(x)] =
              row.alpha_at(x, in[x * 3], in[x * 3 + 1], in[x * 3 + 2], prior[at + static_cast<size_t>(x)]);
        }
      }
    }
  });
}

}  // namespace

/*
 * A pixel is I = a F + (1 - a) B, so its place on the line from B to F is alpha. F and B are fitted by least squares to a
 * window's pixels and their present alpha (so mixed pixels tell colours too), pulled towards the nearest sure colours. What the
 * fit leaves over has a covariance S; w = inverse(S) (F - B) is the direction that tells the two apart best (Fisher 1936), which
 * sees colour where brightness varies and the reverse. Then alpha = (w (I - B) + p / v) / (w (F - B) + 1 / v) is the mean of
 * the posterior for a prior of mean p and variance v = k p (1 - p) + e. Chuang et al. 2001 (Bayesian matting) and Levin et al.
 * 2008 (local colour lines) are the ancestors.
 */
Status fit_colour_lines(const float* level, const float* prior, Size prior_size, const LineGeometry& geometry,
                        const uint8_t* cells, const LineMatte& result) {
  return guarded([&] {
    const Size size = geometry.level();
    std::vector<float> fine_prior(size.area());
    Status status = sample_matte(prior, prior_size, geometry.picture, geometry, cells, fine_prior.data());
    if (status != Status::ok) return status;
    std::copy(fine_prior.begin(), fine_prior.end(), result.alpha);
    const bool has_coarse = geometry.cell % 2 == 0;
    const LineGeometry coarse{geometry.picture, 2 * geometry.step, geometry.cell / 2};
    const Size coarse_size = coarse.level();
    std::vector<float> coarse_level, coarse_prior, coarse_alpha;
    if (has_coarse) {
      status = halve(level, geometry, cells, coarse_level);
      coarse_prior.resize(coarse_size.area());
      if (status == Status::ok) status = sample_matte(prior, prior_size, geometry.picture, coarse, cells, coarse_prior.data());
      coarse_alpha = coarse_prior;
    }
    CellMoments moments = empty_moments(geometry.grid());
    for (size_t i = 0; i < pass_count; i++) {
      const Pass& pass = passes[i];
      if (status != Status::ok) return status;
      const bool is_coarse = pass.block == 2;
      if (is_coarse && !has_coarse) continue;
      const LineGeometry& view = is_coarse ? coarse : geometry;
      const float* colours = is_coarse ? coarse_level.data() : level;
      float* alpha = is_coarse ? coarse_alpha.data() : result.alpha;
      status = measure_cells(colours, alpha, view, cells, moments);
      if (status == Status::ok) status = solve_cells(moments, geometry.grid(), cells, pass.sigma, result.fields);
      if (status != Status::ok) return status;
      status = update_alpha(colours, is_coarse ? coarse_prior.data() : fine_prior.data(), view, result.fields, alpha);
      const bool is_last_coarse = is_coarse && (i + 1 == pass_count || passes[i + 1].block == 1);
      if (is_last_coarse && status == Status::ok) {
        status = sample_matte(coarse_alpha.data(), coarse_size, {2 * coarse_size.width, 2 * coarse_size.height},
                              {size, 1, geometry.cell}, cells, result.alpha);
      }
    }
    return status;
  });
}

}  // namespace firstpass
