#include "layer_motion.h"

#include <algorithm>
#include <cmath>

#include "blur.h"
#include "simd.h"

namespace firstpass {

namespace {

/** A matte below this is the backdrop's, for its motion; above the second the subject's. */
constexpr float outside = 0.1f;
constexpr float inside = 0.6f;

/** Every so many samples one is asked for the backdrop's motion; so many must answer. */
constexpr int step = 4;
constexpr size_t least_asked = 50;

/** Rounds of weighing, and how far (in samples) a motion may lie from the fit's and count half: first, and at last. */
constexpr int rounds = 6;
constexpr int early_rounds = 2;
constexpr double early_miss = 2;
constexpr double late_miss = 0.7;

/** What the whole frame's slopes are held to nothing with, against the sum of all weights. */
constexpr double stiffness = 0.5;

/** The subject's motion is spread over so many cells: near, and far. */
constexpr float near_cells = 1;
constexpr float far_cells = 6;

/** What is far counts this much as what is near; and a subject that covers this share of it is support enough. */
constexpr float far_share = 0.01f;
constexpr float enough = 0.1f;

constexpr size_t lanes = 8;
constexpr size_t sum_count = 12;

/** Places on -0.5..0.5 of the frame, and the motion there; filled up to whole lanes with what has no share. */
struct Asked {
  std::vector<double> x, y, right, down, share;

  void add(double at_x, double at_y, float to_right, float to_down, double counts) {
    x.push_back(at_x);
    y.push_back(at_y);
    right.push_back(static_cast<double>(to_right));
    down.push_back(static_cast<double>(to_down));
    share.push_back(counts);
  }
};

/** NaN comes last. */
double median_of(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end(),
                   [](double a, double b) { return std::isnan(b) ? !std::isnan(a) : a < b; });
  return *middle;
}

/** Weighted sums of 1, x, y, xx, xy, yy, and of both motions with 1, x, y; `half`: the squared miss that counts half. */
FIRSTPASS_CLONES void weigh(const Asked& asked, const AffineMotion& found, double half, double* sums) {
  double columns[sum_count][lanes] = {};
  const double* FIRSTPASS_RESTRICT xs = asked.x.data();
  const double* FIRSTPASS_RESTRICT ys = asked.y.data();
  const double* FIRSTPASS_RESTRICT rights = asked.right.data();
  const double* FIRSTPASS_RESTRICT downs = asked.down.data();
  const double* FIRSTPASS_RESTRICT shares = asked.share.data();
  const size_t count = asked.share.size();
  for (size_t i = 0; i < count; i += lanes) {
    for (size_t l = 0; l < lanes; l++) {
      const double x = xs[i + l];
      const double y = ys[i + l];
      const double right = rights[i + l];
      const double down = downs[i + l];
      const double miss_x = right - found.right[0] - found.right[1] * x - found.right[2] * y;
      const double miss_y = down - found.down[0] - found.down[1] * x - found.down[2] * y;
      const double miss = (miss_x * miss_x + miss_y * miss_y) / half;
      const double weight = shares[i + l] / (1 + miss * miss);
      const double weight_x = weight * x;
      const double weight_y = weight * y;
      columns[0][l] += weight;
      columns[1][l] += weight_x;
      columns[2][l] += weight_y;
      columns[3][l] += weight_x * x;
      columns[4][l] += weight_x * y;
      columns[5][l] += weight_y * y;
      columns[6][l] += weight * right;
      columns[7][l] += weight_x * right;
      columns[8][l] += weight_y * right;
      columns[9][l] += weight * down;
      columns[10][l] += weight_x * down;
      columns[11][l] += weight_y * down;
    }
  }
  for (size_t k = 0; k < sum_count; k++) {
    sums[k] = 0;
    for (size_t l = 0; l < lanes; l++) sums[k] += columns[k][l];
  }
}

double determinant(const double (&m)[3][3]) {
  return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
         m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
}

/** One direction's motion, by Cramer's rule. */
void solve(const double* sums, const double* motion, double* found) {
  const double rows[3][3] = {
      {sums[0], sums[1], sums[2]}, {sums[1], sums[3] + stiffness, sums[4]}, {sums[2], sums[4], sums[5] + stiffness}};
  const double all = determinant(rows);
  for (int column = 0; column < 3; column++) {
    double replaced[3][3];
    for (int j = 0; j < 3; j++) {
      for (int k = 0; k < 3; k++) replaced[j][k] = k == column ? motion[j] : rows[j][k];
    }
    found[column] = determinant(replaced) / all;
  }
}

/** By cells: how the subject moves against the backdrop, right and down, times its share; and its share. */
void gather(const float* way, const float* plane, const AffineMotion& backdrop, Size size, Size cells, float* sums) {
  const std::vector<double> columns = places_of(size.width);
  const std::vector<double> rows = places_of(size.height);
  const size_t width = static_cast<size_t>(size.width);
  for (size_t y = 0; y < rows.size(); y++) {
    const double right = backdrop.right[0] + backdrop.right[2] * rows[y];
    const double down = backdrop.down[0] + backdrop.down[2] * rows[y];
    for (size_t x = 0; x < width; x++) {
      const size_t i = y * width + x;
      const float alpha = plane[i];
      if (!(alpha > inside)) continue;
      const float dx = way[i] - static_cast<float>(right + backdrop.right[1] * columns[x]);
      const float dy = way[size.area() + i] - static_cast<float>(down + backdrop.down[1] * columns[x]);
      const float apart = dx * dx + dy * dy;
      const float share = alpha * apart / (apart + 0.5f) / (layer_cell_px * layer_cell_px);
      float* to = sums + y / layer_cell_px * static_cast<size_t>(cells.width) + x / layer_cell_px;
      to[0] += share * dx;
      to[cells.area()] += share * dy;
      to[2 * cells.area()] += share;
    }
  }
}

}  // namespace

std::vector<double> places_of(int count) {
  std::vector<double> places(static_cast<size_t>(count));
  for (size_t i = 0; i < places.size(); i++) places[i] = static_cast<double>(i) / count - 0.5;
  return places;
}

/** Affine: least squares, weighed again and again by how well each place fits. */
bool fit_backdrop(const float* way, const float* plane, Size size, AffineMotion& found) {
  const std::vector<double> columns = places_of(size.width);
  const std::vector<double> rows = places_of(size.height);
  Asked asked;
  for (size_t y = step / 2; y < rows.size(); y += step) {
    for (size_t x = step / 2; x < columns.size(); x += step) {
      const size_t i = y * columns.size() + x;
      if (plane[i] < outside) asked.add(columns[x], rows[y], way[i], way[size.area() + i], 1);
    }
  }
  if (asked.share.size() < least_asked) return false;
  found = {{median_of(asked.right), 0, 0}, {median_of(asked.down), 0, 0}};
  while (asked.share.size() % lanes != 0) asked.add(0, 0, 0, 0, 0);
  for (int round = 0; round < rounds; round++) {
    const double half = round < early_rounds ? early_miss : late_miss;
    double sums[sum_count];
    weigh(asked, found, half * half, sums);
    solve(sums, sums + 6, found.right);
    solve(sums, sums + 9, found.down);
  }
  return true;
}

Status spread_subject(const float* way, const float* plane, const AffineMotion& backdrop, Size size, SubjectMotion& result) {
  const Size cells{(size.width + layer_cell_px - 1) / layer_cell_px, (size.height + layer_cell_px - 1) / layer_cell_px};
  const size_t count = cells.area();
  result = {cells, std::vector<float>(3 * count)};
  gather(way, plane, backdrop, size, cells, result.planes.data());
  std::vector<float> far = result.planes;
  for (size_t k = 0; k < 3; k++) {
    if (gaussian_blur(result.planes.data() + k * count, cells, near_cells) != Status::ok) return Status::no_memory;
    if (gaussian_blur(far.data() + k * count, cells, far_cells) != Status::ok) return Status::no_memory;
  }
  float* near = result.planes.data();
  for (size_t i = 0; i < count; i++) {
    const float far_weight = far[2 * count + i];
    const float weight = near[2 * count + i] + far_share * far_weight + 1e-6f;
    for (size_t k = 0; k < 2; k++) near[k * count + i] = (near[k * count + i] + far_share * far[k * count + i]) / weight;
    near[2 * count + i] = std::min(1.0f, far_weight / enough);
  }
  return Status::ok;
}

}  // namespace firstpass
