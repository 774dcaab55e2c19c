#include "flow_patch.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "simd.h"

namespace firstpass {

namespace {

constexpr int n = flow_patch_px;
constexpr float area = n * n;

/** A slope, per pixel, below which nothing is said to be there. */
constexpr float least_slope = 0.001f;

/** Steps shorter than this are the last, px. */
constexpr float last_step = 0.01f;

/** A patch that ran farther than this from its guess, px, has lost its way. */
constexpr float farthest = n;

struct Patch {
  float values[n * n];
  float slope_x[n * n];
  float slope_y[n * n];
  float mean;
  float xx, xy, yy;
};

struct Motion {
  float u, v, error;
};

/** By halves: one after the other, each would wait for the one before. */
FIRSTPASS_INLINE float total_of(const float* columns) {
  float sums[n];
  for (int x = 0; x < n; x++) sums[x] = columns[x];
  for (int half = n / 2; half > 0; half /= 2) {
    for (int x = 0; x < half; x++) sums[x] += sums[x + half];
  }
  return sums[0];
}

/** Takes the mean off and answers it. */
FIRSTPASS_INLINE float centre(float* values) {
  float columns[n] = {};
  for (int y = 0; y < n; y++) {
    for (int x = 0; x < n; x++) columns[x] += values[y * n + x];
  }
  const float mean = total_of(columns) / area;
  for (int i = 0; i < n * n; i++) values[i] -= mean;
  return mean;
}

FIRSTPASS_INLINE float product(const float* a, const float* b) {
  float columns[n] = {};
  for (int y = 0; y < n; y++) {
    for (int x = 0; x < n; x++) columns[x] += a[y * n + x] * b[y * n + x];
  }
  return total_of(columns);
}

FIRSTPASS_INLINE void copy_patch(const FlowPlane& plane, int left, int top, float* to) {
  for (int y = 0; y < n; y++) {
    const float* row = plane.row(top + y) + left;
    for (int x = 0; x < n; x++) to[y * n + x] = row[x];
  }
}

FIRSTPASS_INLINE void load_patch(const FlowLevel& level, int left, int top, Patch& patch) {
  copy_patch(level.from, left, top, patch.values);
  copy_patch(level.slope_x, left, top, patch.slope_x);
  copy_patch(level.slope_y, left, top, patch.slope_y);
  patch.mean = centre(patch.values);
  centre(patch.slope_x);
  centre(patch.slope_y);
  patch.xx = product(patch.slope_x, patch.slope_x);
  patch.xy = product(patch.slope_x, patch.slope_y);
  patch.yy = product(patch.slope_y, patch.slope_y);
}

/** NaN is the lowest. */
FIRSTPASS_INLINE float inside(float value, float low, float high) { return value > low ? (value < high ? value : high) : low; }

/** What `to` shows at a place between pixels, less the patch, both without their means; answers the sum of squares. */
FIRSTPASS_INLINE float difference(const FlowPlane& to, const Patch& patch, float x, float y, float* FIRSTPASS_RESTRICT result) {
  // One pixel more than the patch is read, and the margin holds all of it.
  const float inside_x = inside(x, -flow_margin, static_cast<float>(to.size.width + flow_margin - n) - 1.01f);
  const float inside_y = inside(y, -flow_margin, static_cast<float>(to.size.height + flow_margin - n) - 1.01f);
  const float left = std::floor(inside_x);
  const float top = std::floor(inside_y);
  const float a = inside_x - left;
  const float b = inside_y - top;
  const float weights[4] = {(1 - a) * (1 - b), a * (1 - b), (1 - a) * b, a * b};
  const float* row = to.row(static_cast<int>(top)) + static_cast<int>(left);
  float columns[n] = {};
  for (int j = 0; j < n; j++, row += to.stride) {
    const float* below = row + to.stride;
    for (int i = 0; i < n; i++) {
      const float value = weights[0] * row[i] + weights[1] * row[i + 1] + weights[2] * below[i] + weights[3] * below[i + 1];
      result[j * n + i] = value - patch.values[j * n + i];
      columns[i] += result[j * n + i];
    }
  }
  const float mean = total_of(columns) / area;
  for (int i = 0; i < n; i++) columns[i] = 0;
  for (int j = 0; j < n; j++) {
    for (int i = 0; i < n; i++) {
      result[j * n + i] -= mean;
      columns[i] += result[j * n + i] * result[j * n + i];
    }
  }
  return total_of(columns);
}

/** Inverse search: the slopes are the patch's own, so that they are needed once only. */
FIRSTPASS_INLINE Motion descend(const FlowLevel& level, const Patch& patch, int left, int top, Motion start, int steps) {
  Motion best{start.u, start.v, std::numeric_limits<float>::infinity()};
  const float xx = patch.xx + area * least_slope * least_slope;
  const float yy = patch.yy + area * least_slope * least_slope;
  const float scale = 1 / (xx * yy - patch.xy * patch.xy);
  float u = start.u;
  float v = start.v;
  float rest[n * n];
  for (int k = 0; k <= steps; k++) {
    const float error = difference(level.to, patch, static_cast<float>(left) + u, static_cast<float>(top) + v, rest);
    if (!(error < best.error)) break;
    best = {u, v, error};
    const float x = product(patch.slope_x, rest);
    const float y = product(patch.slope_y, rest);
    const float step_u = (yy * x - patch.xy * y) * scale;
    const float step_v = (xx * y - patch.xy * x) * scale;
    if (step_u * step_u + step_v * step_v < last_step * last_step) break;
    u -= step_u;
    v -= step_v;
    if (!(std::fabs(u - start.u) < farthest && std::fabs(v - start.v) < farthest)) break;
  }
  return best;
}

FIRSTPASS_INLINE void keep(FlowGrid& grid, size_t at, const Motion& motion) {
  grid.u[at] = motion.u;
  grid.v[at] = motion.v;
  grid.error[at] = motion.error;
}

/** Neighbours within this, px, have nothing to tell. */
constexpr float same_motion = 0.25f;

FIRSTPASS_CLONES void search_row(const FlowLevel& level, FlowGrid& grid, int steps, int y) {
  Patch patch;
  for (int x = 0; x < grid.across; x++) {
    const size_t at = grid.at(x, y);
    load_patch(level, grid.left(x), grid.top(y), patch);
    grid.xx[at] = patch.xx;
    grid.xy[at] = patch.xy;
    grid.yy[at] = patch.yy;
    grid.mean[at] = patch.mean;
    keep(grid, at, descend(level, patch, grid.left(x), grid.top(y), {grid.guess_u[at], grid.guess_v[at], 0}, steps));
  }
}

FIRSTPASS_CLONES void borrow_row(const FlowLevel& level, const FlowGrid& from, FlowGrid& grid, int steps, int y) {
  Patch patch;
  float rest[n * n];
  for (int x = 0; x < grid.across; x++) {
    const size_t here = grid.at(x, y);
    const Motion own{from.u[here], from.v[here], from.error[here]};
    Motion best = own;
    bool is_loaded = false;
    const int beside[4][2] = {{x - 1, y}, {x + 1, y}, {x, y - 1}, {x, y + 1}};
    for (const auto& place : beside) {
      if (place[0] < 0 || place[0] >= grid.across || place[1] < 0 || place[1] >= grid.down) continue;
      const size_t there = grid.at(place[0], place[1]);
      const float u = from.u[there];
      const float v = from.v[there];
      if (std::fabs(u - own.u) < same_motion && std::fabs(v - own.v) < same_motion) continue;
      if (!is_loaded) load_patch(level, grid.left(x), grid.top(y), patch);
      is_loaded = true;
      const float left = static_cast<float>(grid.left(x)) + u;
      const float error = difference(level.to, patch, left, static_cast<float>(grid.top(y)) + v, rest);
      if (error < best.error) best = {u, v, error};
    }
    if (best.error < own.error) best = descend(level, patch, grid.left(x), grid.top(y), best, steps);
    keep(grid, here, best);
  }
}

/** Differences below this, on 0..1, are noise. */
constexpr float least_difference = 2.0f / 255.0f;

/** Where a line of a patch adds to. */
struct PatchSums {
  float* FIRSTPASS_RESTRICT u;
  float* FIRSTPASS_RESTRICT v;
  float* FIRSTPASS_RESTRICT weight;
};

FIRSTPASS_INLINE void add_line(const float* misses, int count, float u, float v, const PatchSums& sums) {
  for (int i = 0; i < count; i++) {
    const float miss = std::fabs(misses[i]);
    const float weight = 1 / (miss > least_difference ? miss : least_difference);
    sums.u[i] += weight * u;
    sums.v[i] += weight * v;
    sums.weight[i] += weight;
  }
}

FIRSTPASS_CLONES void spread_row(const FlowLevel& level, const FlowGrid& grid, int y, FlowSums& sums) {
  const size_t width = static_cast<size_t>(grid.level.width);
  const int top = grid.top(y);
  const int first = std::max(sums.begin, top);
  const int last = std::min({sums.end, top + n, grid.level.height});
  Patch patch;
  float rest[n * n];
  for (int x = 0; x < grid.across; x++) {
    const size_t at = grid.at(x, y);
    const int left = grid.left(x);
    copy_patch(level.from, left, top, patch.values);
    centre(patch.values);
    difference(level.to, patch, static_cast<float>(left) + grid.u[at], static_cast<float>(top) + grid.v[at], rest);
    const int count = std::min(n, grid.level.width - left);
    for (int row = first; row < last; row++) {
      const size_t to = static_cast<size_t>(row - sums.begin) * width + static_cast<size_t>(left);
      const PatchSums line{sums.u.data() + to, sums.v.data() + to, sums.weight.data() + to};
      const float* misses = rest + (row - top) * n;
      if (count == n) add_line(misses, n, grid.u[at], grid.v[at], line);
      else add_line(misses, count, grid.u[at], grid.v[at], line);
    }
  }
}

int count_of(int side) { return side <= n ? 1 : (side - n + flow_step_px - 1) / flow_step_px + 1; }

int place_of(int index, int side) { return std::min(index * flow_step_px, std::max(0, side - n)); }

}  // namespace

FlowGrid::FlowGrid(Size level) : level(level), across(count_of(level.width)), down(count_of(level.height)) {
  const size_t count = static_cast<size_t>(across) * static_cast<size_t>(down);
  for (std::vector<float>* each : {&u, &v, &guess_u, &guess_v, &error, &xx, &xy, &yy, &mean}) each->resize(count);
}

int FlowGrid::left(int x) const { return place_of(x, level.width); }
int FlowGrid::top(int y) const { return place_of(y, level.height); }

void search_patches(const FlowLevel& level, FlowGrid& grid, int steps, int begin, int end) {
  for (int y = begin; y < end; y++) search_row(level, grid, steps, y);
}

void borrow_patches(const FlowLevel& level, const FlowGrid& from, FlowGrid& grid, int steps, int begin, int end) {
  for (int y = begin; y < end; y++) borrow_row(level, from, grid, steps, y);
}

void spread_patches(const FlowLevel& level, const FlowGrid& grid, int y, FlowSums& sums) { spread_row(level, grid, y, sums); }

}  // namespace firstpass
