#include "steady.h"

#include <algorithm>
#include <vector>

#include "steady_place.h"

namespace firstpass {

namespace {

FIRSTPASS_CLONES void follow_row(const float* first, const float* second, Size size, int y, float* FIRSTPASS_RESTRICT both) {
  const size_t area = size.area();
  const size_t start = static_cast<size_t>(y) * static_cast<size_t>(size.width);
  for (int x = 0; x < size.width; x++) {
    const size_t i = start + static_cast<size_t>(x);
    const float dx = first[i];
    const float dy = first[area + i];
    const PlaneCorners corners = plane_corners(static_cast<float>(x) + dx, static_cast<float>(y) + dy, size);
    both[i] = dx + corners.of(second);
    both[area + i] = dy + corners.of(second + area);
  }
}

FIRSTPASS_CLONES void carry_row(const float* plane, const float* motion, Size size, int y, float* FIRSTPASS_RESTRICT carried) {
  const size_t start = static_cast<size_t>(y) * static_cast<size_t>(size.width);
  const float* across = motion + start;
  const float* down = across + size.area();
  const float right = static_cast<float>(size.width) - 0.5f;
  const float bottom = static_cast<float>(size.height) - 0.5f;
  for (int x = 0; x < size.width; x++) {
    const float u = static_cast<float>(x) + across[x];
    const float v = static_cast<float>(y) + down[x];
    const float value = plane_corners(u, v, size).of(plane);
    const bool is_inside = (u > -0.5f) & (v > -0.5f) & (u < right) & (v < bottom);
    carried[start + static_cast<size_t>(x)] = is_inside ? value : 0.0f;
  }
}

/** Rows of the frame's own, and the way from there. */
struct OwnRow {
  const float* plane;
  const float* gray;
  const float* across;
  const float* down;
  float y;
};

/** Whether a sample counts: its way lies within the sides, and `moved`, what is seen there, is not alike. */
FIRSTPASS_INLINE bool counts_at(float u, float v, Size size, float before, float sum, float moved, float alike) {
  const float right = static_cast<float>(size.width - 1);
  const float bottom = static_cast<float>(size.height - 1);
  const bool is_inside = (u >= 0.0f) & (v >= 0.0f) & (u <= right) & (v <= bottom);
  const bool is_alike = (moved - before < alike) & (before - moved < alike) & (sum == before);
  return is_inside & !is_alike;
}

constexpr int stretch = 32;

/** How many samples of each stretch of a row count: mostly none. */
FIRSTPASS_CLONES void count_row(const OwnRow& given, const float* sums, const float* other, const SteadyOptions& asked,
                                int* FIRSTPASS_RESTRICT counts) {
  const OwnRow own = given;
  const SteadyOptions options = asked;
  for (int first = 0; first < options.size.width; first += stretch) {
    const int last = std::min(options.size.width, first + stretch);
    int count = 0;
    for (int x = first; x < last; x++) {
      const float u = static_cast<float>(x) + own.across[x];
      const float v = own.y + own.down[x];
      const float moved = plane_corners(u, v, options.size).of(other);
      count += counts_at(u, v, options.size, own.plane[x], sums[x], moved, options.alike) ? 1 : 0;
    }
    counts[first / stretch] = count;
  }
}

FIRSTPASS_CLONES void add_samples(const OwnRow& given, const SeenNeighbour& other, const SteadyOptions& asked, int first,
                                  int last, float* FIRSTPASS_RESTRICT sums, float* FIRSTPASS_RESTRICT weights) {
  const OwnRow own = given;
  const SteadyOptions options = asked;
  const float* other_plane = other.seen.plane;
  const float* other_gray = other.seen.gray;
  const float* back_across = other.back;
  const float* back_down = back_across + options.size.area();
  for (int x = first; x < last; x++) {
    const float dx = own.across[x];
    const float dy = own.down[x];
    const float u = static_cast<float>(x) + dx;
    const float v = own.y + dy;
    const PlaneCorners corners = plane_corners(u, v, options.size);
    const float moved = corners.of(other_plane);
    const float difference = (corners.of(other_gray) - own.gray[x]) / options.difference;
    const float square = difference * difference;
    const float miss_x = dx + corners.of(back_across);
    const float miss_y = dy + corners.of(back_down);
    const float missed = (miss_x * miss_x + miss_y * miss_y) / (options.miss + options.miss_of_way * (dx * dx + dy * dy));
    const float weight = options.share / ((1.0f + square * square) * (1.0f + missed * missed));
    const float sum = sums[x];
    const bool counts = counts_at(u, v, options.size, own.plane[x], sum, moved, options.alike);
    sums[x] = counts ? sum + weight * moved : sum;
    weights[x] += counts ? weight : 0.0f;
  }
}

}  // namespace

void follow_motion(const float* first, const float* second, Size size, float* both) {
  for (int y = 0; y < size.height; y++) follow_row(first, second, size, y, both);
}

void carry_plane(const float* plane, const float* motion, Size size, float* carried) {
  for (int y = 0; y < size.height; y++) carry_row(plane, motion, size, y, carried);
}

void add_neighbour(float* sums, float* weights, const SeenPlanes& own, const SeenNeighbour& other, const SteadyOptions& options) {
  const int width = options.size.width;
  std::vector<int> counts(static_cast<size_t>((width + stretch - 1) / stretch));
  for (int y = 0; y < options.size.height; y++) {
    const size_t start = static_cast<size_t>(y) * static_cast<size_t>(width);
    const float* across = other.way + start;
    const OwnRow row{own.plane + start, own.gray + start, across, across + options.size.area(), static_cast<float>(y)};
    count_row(row, sums + start, other.seen.plane, options, counts.data());
    for (int first = 0; first < width; first += stretch) {
      if (counts[static_cast<size_t>(first / stretch)] == 0) continue;
      add_samples(row, other, options, first, std::min(width, first + stretch), sums + start, weights + start);
    }
  }
}

}  // namespace firstpass
