#include "colour_line_solve.h"

#include <algorithm>
#include <array>

#include "colour_line_grid.h"
#include "simd.h"
#include "threads.h"

namespace firstpass {

namespace {

/** Pull of the sure colours on the fitted ones, against a mean square of alpha. */
constexpr double ridge = 0.03;
/** Least standard deviation of a colour that is believed, on 0..1. */
constexpr double noise_floor = 0.012;
/** Squared distance of the two colours, in standard deviations, at which evidence counts half. */
constexpr double doubt = 20;
/** From here on alpha counts as surely foreground; below 1 minus this as surely background. */
constexpr float sure = 0.8f;

struct Sums {
  float mixed[moment_count];
  float foreground[sure_count];
  float background[sure_count];
};

FIRSTPASS_INLINE void add_pixel(Sums& sums, const float* colour, float a) {
  const float b = 1 - a;
  const float front = a > sure ? (a - sure) * (a - sure) * (1 / ((1 - sure) * (1 - sure))) : 0.0f;
  const float back = b > sure ? (b - sure) * (b - sure) * (1 / ((1 - sure) * (1 - sure))) : 0.0f;
  float* m = sums.mixed;
  m[0] += a * a;
  m[1] += a * b;
  m[2] += b * b;
  for (int c = 0; c < 3; c++) {
    m[3 + c] += a * colour[c];
    m[6 + c] += b * colour[c];
    m[9 + c] += colour[c] * colour[c];
    sums.foreground[c] += front * colour[c];
    sums.background[c] += back * colour[c];
  }
  m[12] += colour[0] * colour[1];
  m[13] += colour[0] * colour[2];
  m[14] += colour[1] * colour[2];
  sums.foreground[3] += front;
  sums.background[3] += back;
}

FIRSTPASS_CLONES void measure_row(const float* level, const float* alpha, const LineGeometry& geometry, const uint8_t* cells,
                                  int row, CellMoments& result) {
  const Size size = geometry.level();
  const int columns = geometry.grid().width;
  const int top = row * geometry.cell;
  const int bottom = std::min(size.height, top + geometry.cell);
  for (int column = 0; column < columns; column++) {
    const size_t cell = static_cast<size_t>(row) * static_cast<size_t>(columns) + static_cast<size_t>(column);
    if (cells[cell] == cell_far) continue;
    const int left = column * geometry.cell;
    const int right = std::min(size.width, left + geometry.cell);
    Sums sums{};
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        const size_t i = static_cast<size_t>(y) * static_cast<size_t>(size.width) + static_cast<size_t>(x);
        add_pixel(sums, level + i * 3, alpha[i]);
      }
    }
    const float share = 1.0f / static_cast<float>((bottom - top) * (right - left));
    for (size_t c = 0; c + 1 < moment_count; c++) result.mixed[cell * moment_count + c] = sums.mixed[c] * share;
    result.mixed[cell * moment_count + moment_count - 1] = 1;
    for (size_t c = 0; c < sure_count; c++) {
      result.foreground[cell * sure_count + c] = sums.foreground[c] * share;
      result.background[cell * sure_count + c] = sums.background[c] * share;
    }
  }
}

using Vector = std::array<double, 3>;

/** Symmetric 3 x 3: rr, gg, bb, rg, rb, gb. */
using Spread = std::array<double, 6>;

/** Covariance of what the two colours leave unexplained, from the moments alone. */
Spread residual_spread(const double* m, const Vector& f, const Vector& b) {
  constexpr int left[6] = {0, 1, 2, 0, 0, 1};
  constexpr int right[6] = {0, 1, 2, 1, 2, 2};
  Spread spread{};
  for (size_t k = 0; k < 6; k++) {
    const auto i = static_cast<size_t>(left[k]);
    const auto j = static_cast<size_t>(right[k]);
    spread[k] = m[9 + k] - f[i] * m[3 + j] - m[3 + i] * f[j] - b[i] * m[6 + j] - m[6 + i] * b[j] + m[0] * f[i] * f[j] +
                m[1] * (f[i] * b[j] + b[i] * f[j]) + m[2] * b[i] * b[j];
    if (k < 3) spread[k] = std::max(spread[k], 0.0) + noise_floor * noise_floor;
  }
  return spread;
}

Vector solve_spread(const Spread& s, const Vector& d) {
  const double a = s[1] * s[2] - s[5] * s[5];
  const double b = s[4] * s[5] - s[3] * s[2];
  const double c = s[3] * s[5] - s[4] * s[1];
  const double e = s[0] * s[2] - s[4] * s[4];
  const double f = s[3] * s[4] - s[0] * s[5];
  const double g = s[0] * s[1] - s[3] * s[3];
  const double scale = 1 / std::max(s[0] * a + s[3] * b + s[4] * c, 1e-15);
  return {(a * d[0] + b * d[1] + c * d[2]) * scale, (b * d[0] + e * d[1] + f * d[2]) * scale,
          (c * d[0] + f * d[1] + g * d[2]) * scale};
}

void solve_cell(const float* blurred, const float* front, const float* back, float* field) {
  double m[moment_count];
  for (int c = 0; c < moment_count; c++) m[c] = static_cast<double>(blurred[c]) / static_cast<double>(blurred[moment_count - 1]);
  const double aa = m[0] + ridge;
  const double bb = m[2] + ridge;
  const double scale = 1 / (aa * bb - m[1] * m[1]);
  Vector f, b, d;
  for (size_t c = 0; c < 3; c++) {
    const double with_a = m[3 + c] + ridge * static_cast<double>(front[c]);
    const double with_b = m[6 + c] + ridge * static_cast<double>(back[c]);
    f[c] = std::clamp((bb * with_a - m[1] * with_b) * scale, -0.1, 1.1);
    b[c] = std::clamp((aa * with_b - m[1] * with_a) * scale, -0.1, 1.1);
    d[c] = f[c] - b[c];
  }
  const Vector w = solve_spread(residual_spread(m, f, b), d);
  double offset = 0;
  double trust = 0;
  for (size_t c = 0; c < 3; c++) {
    offset += w[c] * b[c];
    trust += w[c] * d[c];
  }
  // Where the colours hardly differ, what one pixel says is mostly texture.
  trust = std::max(trust, 0.0);
  const double belief = trust / (trust + doubt);
  for (size_t c = 0; c < 3; c++) field[c] = static_cast<float>(w[c] * belief);
  field[3] = static_cast<float>(offset * belief);
  field[4] = static_cast<float>(trust * belief);
  field[5] = 1;
}

}  // namespace

CellMoments empty_moments(Size grid) {
  const size_t mixed = grid.area() * moment_count;
  const size_t sure = grid.area() * sure_count;
  return {std::vector<float>(mixed), std::vector<float>(sure), std::vector<float>(sure), std::vector<float>(mixed)};
}

Status measure_cells(const float* level, const float* alpha, const LineGeometry& geometry, const uint8_t* cells,
                     CellMoments& result) {
  const Size grid = geometry.grid();
  return parallel(grid.height, grain_for(grid.height, 4), [&](int begin, int end) {
    for (int row = begin; row < end; row++) measure_row(level, alpha, geometry, cells, row, result);
  });
}

Status solve_cells(CellMoments& moments, Size grid, const uint8_t* cells, float sigma, float* fields) {
  const Status status = blur_cells(moments.mixed, moments.rows, grid, moment_count, cells, sigma);
  if (status != Status::ok) return status;
  std::vector<float> sure_colours[2];
  const std::vector<float>* sums[2] = {&moments.foreground, &moments.background};
  const Status filled = parallel(2, 1, [&](int begin, int end) {
    for (int i = begin; i < end; i++) sure_colours[i] = push_pull(*sums[i], grid, cells);
  });
  if (filled != Status::ok) return filled;
  const auto& [front, back] = sure_colours;
  const auto count = static_cast<int>(grid.area());
  return parallel(count, grain_for(count, 1024), [&](int begin, int end) {
    for (auto i = static_cast<size_t>(begin); i < static_cast<size_t>(end); i++) {
      float* field = fields + i * line_fields;
      if (cells[i] == cell_unknown)
        solve_cell(moments.mixed.data() + i * moment_count, front.data() + i * 3, back.data() + i * 3, field);
      else std::fill(field, field + line_fields, 0.0f);
    }
  });
}

}  // namespace firstpass
