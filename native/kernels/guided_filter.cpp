#include "guided_filter.h"

#include <algorithm>
#include <vector>

#include "simd.h"
#include "threads.h"

namespace firstpass {

namespace {

/** Sums of columns over the rows of a window, kept up as it slides down. */
struct ColumnSums {
  std::vector<double> guide, plane, product, square;

  explicit ColumnSums(size_t width) : guide(width), plane(width), product(width), square(width) {}
};

FIRSTPASS_CLONES void add_row(double* FIRSTPASS_RESTRICT guide, double* FIRSTPASS_RESTRICT plane,
                              double* FIRSTPASS_RESTRICT product, double* FIRSTPASS_RESTRICT square, const float* g,
                              const float* p, int width, double sign) {
  for (int x = 0; x < width; x++) {
    const double gx = g[x];
    const double px = p[x];
    guide[x] += sign * gx;
    plane[x] += sign * px;
    product[x] += sign * (gx * px);
    square[x] += sign * (gx * gx);
  }
}

FIRSTPASS_CLONES void add_coefficients(double* FIRSTPASS_RESTRICT sum_a, double* FIRSTPASS_RESTRICT sum_b, const float* a,
                                       const float* b, int width, double sign) {
  for (int x = 0; x < width; x++) {
    sum_a[x] += sign * static_cast<double>(a[x]);
    sum_b[x] += sign * static_cast<double>(b[x]);
  }
}

/** prefix[i][x] = sum of values[i] before x; width + 1 of them. Several at once, since each addition waits for its last. */
template <size_t Count>
void prefix_sums(const double* const (&values)[Count], std::vector<double>* prefix, int width) {
  double run[Count] = {};
  double* to[Count];
  for (size_t i = 0; i < Count; i++) to[i] = prefix[i].data();
  for (int x = 0; x < width; x++) {
    for (size_t i = 0; i < Count; i++) {
      to[i][x] = run[i];
      run[i] += values[i][x];
    }
  }
  for (size_t i = 0; i < Count; i++) to[i][width] = run[i];
}

/** means[x] of the window about x, from prefix sums over `rows` rows. */
FIRSTPASS_CLONES void window_means(const double* FIRSTPASS_RESTRICT prefix, double* FIRSTPASS_RESTRICT means, int width,
                                   int radius, double rows) {
  const int inner = std::min(radius, width);
  const int end = std::max(inner, width - radius);
  for (int x = 0; x < inner; x++) {
    const int right = std::min(width, x + radius + 1);
    means[x] = prefix[right] / (rows * right);
  }
  const double scale = 1 / (rows * (2 * radius + 1));
  for (int x = inner; x < end; x++) means[x] = (prefix[x + radius + 1] - prefix[x - radius]) * scale;
  for (int x = end; x < width; x++) means[x] = (prefix[width] - prefix[x - radius]) / (rows * (width - x + radius));
}

FIRSTPASS_CLONES void solve(const double* FIRSTPASS_RESTRICT guide, const double* FIRSTPASS_RESTRICT plane,
                            const double* FIRSTPASS_RESTRICT product, const double* FIRSTPASS_RESTRICT square,
                            float* FIRSTPASS_RESTRICT a, float* FIRSTPASS_RESTRICT b, int width, double epsilon) {
  for (int x = 0; x < width; x++) {
    const double spread = square[x] - guide[x] * guide[x];
    const double slope = (product[x] - guide[x] * plane[x]) / ((spread > 0 ? spread : 0) + epsilon);
    a[x] = static_cast<float>(slope);
    b[x] = static_cast<float>(plane[x] - slope * guide[x]);
  }
}

FIRSTPASS_CLONES void apply(const double* FIRSTPASS_RESTRICT a, const double* FIRSTPASS_RESTRICT b, const float* guide,
                            float* FIRSTPASS_RESTRICT result, int width) {
  for (int x = 0; x < width; x++) result[x] = static_cast<float>(a[x] * static_cast<double>(guide[x]) + b[x]);
}

/** One strip of the result, with everything that slides down with it. */
class Strip {
 public:
  Strip(const float* guide, const float* plane, Size size, int radius, double epsilon)
      : guide(guide), plane(plane), size(size), radius(radius), epsilon(epsilon), width(static_cast<size_t>(size.width)),
        kept(static_cast<size_t>(std::min<int64_t>(2 * int64_t{radius} + 1, size.height))), sums(width), a(kept * width),
        b(kept * width), sum_a(width), sum_b(width), prefix(4, std::vector<double>(width + 1)),
        means(4, std::vector<double>(width)) {}

  void run(float* result, int begin, int end) {
    const int first = std::max(0, begin - radius);
    for (int y = std::max(0, first - radius); y < std::min(size.height, first + radius); y++) slide(y, 1);
    int solved = first;
    for (int y = begin; y < end; y++) {
      if (y > begin && y - radius - 1 >= 0) add_solved(y - radius - 1, -1);
      for (; solved < std::min(size.height, y + radius + 1); solved++) {
        solve_row(solved, first);
        add_solved(solved, 1);
      }
      write_row(result, y);
    }
  }

 private:
  const float* guide;
  const float* plane;
  const Size size;
  const int radius;
  const double epsilon;
  const size_t width;
  const size_t kept;
  ColumnSums sums;
  std::vector<float> a, b;
  std::vector<double> sum_a, sum_b;
  std::vector<std::vector<double>> prefix, means;

  void slide(int y, double sign) {
    const size_t at = static_cast<size_t>(y) * width;
    add_row(sums.guide.data(), sums.plane.data(), sums.product.data(), sums.square.data(), guide + at, plane + at,
            size.width, sign);
  }

  size_t slot(int y) const { return static_cast<size_t>(y) % kept * width; }

  void add_solved(int y, double sign) {
    add_coefficients(sum_a.data(), sum_b.data(), a.data() + slot(y), b.data() + slot(y), size.width, sign);
  }

  double rows_about(int y) const { return std::min(size.height, y + radius + 1) - std::max(0, y - radius); }

  void solve_row(int y, int first) {
    if (y + radius < size.height) slide(y + radius, 1);
    if (y > first && y - radius - 1 >= 0) slide(y - radius - 1, -1);
    prefix_sums({sums.guide.data(), sums.plane.data(), sums.product.data(), sums.square.data()}, prefix.data(), size.width);
    for (size_t i = 0; i < 4; i++) window_means(prefix[i].data(), means[i].data(), size.width, radius, rows_about(y));
    solve(means[0].data(), means[1].data(), means[2].data(), means[3].data(), a.data() + slot(y), b.data() + slot(y),
          size.width, epsilon);
  }

  void write_row(float* result, int y) {
    prefix_sums({sum_a.data(), sum_b.data()}, prefix.data(), size.width);
    for (size_t i = 0; i < 2; i++) window_means(prefix[i].data(), means[i].data(), size.width, radius, rows_about(y));
    const size_t at = static_cast<size_t>(y) * width;
    apply(means[0].data(), means[1].data(), guide + at, result + at, size.width);
  }
};

}  // namespace

Status guided_filter(const float* guide, const float* plane, float* result, Size size, int radius, float epsilon) {
  // Every strip works its way in over 4 * radius rows, so few strips.
  const int strips = std::clamp(size.height / (8 * radius + 64), 1, thread_count());
  return parallel(size.height, (size.height + strips - 1) / strips, [&](int begin, int end) {
    Strip(guide, plane, size, radius, static_cast<double>(epsilon)).run(result, begin, end);
  });
}

}  // namespace firstpass
