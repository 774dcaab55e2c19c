#include "flow.h"

#include <algorithm>

#include "flow_patch.h"
#include "threads.h"

namespace firstpass {

namespace {

/** Motion at every pixel of a level. */
struct Field {
  Size size;
  std::vector<float> u, v;
};

struct Motion {
  float u, v;
};

/** At a place between pixels; beyond the edge as at it. NaN is the first. */
Motion motion_at(const Field& field, float x, float y) {
  const auto inside = [](float value, int side) {
    const float last = static_cast<float>(side - 1);
    return value > 0 ? (value < last ? value : last) : 0.0f;
  };
  const float at_x = inside(x, field.size.width);
  const float at_y = inside(y, field.size.height);
  const int left = static_cast<int>(at_x);
  const int top = static_cast<int>(at_y);
  const int right = std::min(left + 1, field.size.width - 1);
  const int bottom = std::min(top + 1, field.size.height - 1);
  const float a = at_x - static_cast<float>(left);
  const float b = at_y - static_cast<float>(top);
  const auto mixed = [&](const std::vector<float>& plane) {
    const float* above = plane.data() + static_cast<size_t>(top) * static_cast<size_t>(field.size.width);
    const float* below = plane.data() + static_cast<size_t>(bottom) * static_cast<size_t>(field.size.width);
    return (1 - b) * ((1 - a) * above[left] + a * above[right]) + b * ((1 - a) * below[left] + a * below[right]);
  };
  return {mixed(field.u), mixed(field.v)};
}

/** The motion of a level half as large, at a place of this one. */
Motion from_half(const Field& half, float x, float y) {
  const Motion motion = motion_at(half, 0.5f * (x - 0.5f), 0.5f * (y - 0.5f));
  return {2 * motion.u, 2 * motion.v};
}

void expect(Status status) {
  if (status != Status::ok) throw std::bad_alloc();
}

void guess_grid(FlowGrid& grid, const Field& half) {
  constexpr float centre = 0.5f * (flow_patch_px - 1);
  for (int y = 0; y < grid.down; y++) {
    for (int x = 0; x < grid.across; x++) {
      const Motion motion = from_half(half, static_cast<float>(grid.left(x)) + centre, static_cast<float>(grid.top(y)) + centre);
      grid.guess_u[grid.at(x, y)] = motion.u;
      grid.guess_v[grid.at(x, y)] = motion.v;
    }
  }
}

void search_grid(const FlowLevel& level, FlowGrid& grid, const FlowOptions& options) {
  // A patch takes as long as many samples elsewhere.
  const int grain = grain_for(grid.down, std::max(2, lines_for(64 * grid.across)));
  const int steps = options.steps;
  expect(parallel(grid.down, grain, [&](int begin, int end) { search_patches(level, grid, steps, begin, end); }));
  const FlowGrid found = grid;
  expect(parallel(grid.down, grain, [&](int begin, int end) { borrow_patches(level, found, grid, steps, begin, end); }));
  std::vector<float> u = grid.u, v = grid.v, next_u = grid.u, next_v = grid.v;
  for (int round = 0; round < options.rounds; round++) {
    agree_patches(grid, u, v, next_u, next_v, 0, grid.down);
    std::swap(u, next_u);
    std::swap(v, next_v);
  }
  grid.u = std::move(u);
  grid.v = std::move(v);
}

/** Of every pixel the weighted mean of the patches that cover it. */
Field spread_grid(const FlowLevel& level, const FlowGrid& grid) {
  const Size size = grid.level;
  const size_t width = static_cast<size_t>(size.width);
  Field field{size, std::vector<float>(size.area()), std::vector<float>(size.area())};
  expect(parallel(size.height, grain_for(size.height, std::max(32, lines_for(size.width))), [&](int begin, int end) {
    const size_t count = static_cast<size_t>(end - begin) * width;
    FlowSums sums{begin, end, std::vector<float>(count), std::vector<float>(count), std::vector<float>(count)};
    for (int y = 0; y < grid.down; y++) {
      if (grid.top(y) < end && grid.top(y) + flow_patch_px > begin) spread_patches(level, grid, y, sums);
    }
    const size_t at = static_cast<size_t>(begin) * width;
    for (size_t i = 0; i < count; i++) {
      field.u[at + i] = sums.u[i] / sums.weight[i];
      field.v[at + i] = sums.v[i] / sums.weight[i];
    }
  }));
  return field;
}

Field enlarge(const Field& half, Size size) {
  const size_t width = static_cast<size_t>(size.width);
  Field field{size, std::vector<float>(size.area()), std::vector<float>(size.area())};
  expect(parallel(size.height, grain_for(size.height, std::max(32, lines_for(size.width))), [&](int begin, int end) {
    for (int y = begin; y < end; y++) {
      for (int x = 0; x < size.width; x++) {
        const Motion motion = from_half(half, static_cast<float>(x), static_cast<float>(y));
        field.u[static_cast<size_t>(y) * width + static_cast<size_t>(x)] = motion.u;
        field.v[static_cast<size_t>(y) * width + static_cast<size_t>(x)] = motion.v;
      }
    }
  }));
  return field;
}

}  // namespace

Status flow(const float* from, const float* to, Size size, const FlowOptions& options, float* result) {
  return guarded([&] {
    const std::vector<FlowLevel> levels = flow_pyramid(from, to, size);
    const int last = std::min(options.finest, static_cast<int>(levels.size()) - 1);
    Field field{};
    for (int at = static_cast<int>(levels.size()) - 1; at >= 0; at--) {
      const FlowLevel& level = levels[static_cast<size_t>(at)];
      const Size here = level.from.size;
      if (at < last) {
        field = enlarge(field, here);
        continue;
      }
      FlowGrid grid(here);
      if (!field.u.empty()) guess_grid(grid, field);
      search_grid(level, grid, options);
      field = spread_grid(level, grid);
    }
    std::copy(field.u.begin(), field.u.end(), result);
    std::copy(field.v.begin(), field.v.end(), result + size.area());
    return Status::ok;
  });
}

}  // namespace firstpass
