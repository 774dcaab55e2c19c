#include "steady.h"

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
    const bool is_inside = u > -0.5f && v > -0.5f && u < right && v < bottom;
    carried[start + static_cast<size_t>(x)] = is_inside ? value : 0.0f;
  }
}

/** What a neighbour says of a row, and what that counts, 0 where it lies beyond the sides or is alike. */
FIRSTPASS_CLONES void add_row(float* FIRSTPASS_RESTRICT sums, float* FIRSTPASS_RESTRICT weights, const SeenPlanes& own,
                              const SeenNeighbour& other, const SteadyOptions& options, int y) {
  const Size size = options.size;
  const size_t area = size.area();
  const size_t start = static_cast<size_t>(y) * static_cast<size_t>(size.width);
  const float right = static_cast<float>(size.width - 1);
  const float bottom = static_cast<float>(size.height - 1);
  for (int x = 0; x < size.width; x++) {
    const size_t i = start + static_cast<size_t>(x);
    const float dx = other.way[i];
    const float dy = other.way[area + i];
    const float u = static_cast<float>(x) + dx;
    const float v = static_cast<float>(y) + dy;
    const bool is_inside = u >= 0.0f && v >= 0.0f && u <= right && v <= bottom;
    const PlaneCorners corners = plane_corners(u, v, size);
    const float before = own.plane[i];
    const float moved = corners.of(other.seen.plane);
    const bool is_alike = moved - before < options.alike && before - moved < options.alike && sums[i] == before;
    const float difference = (corners.of(other.seen.gray) - own.gray[i]) / options.difference;
    const float square = difference * difference;
    const float miss_x = dx + corners.of(other.back);
    const float miss_y = dy + corners.of(other.back + area);
    const float missed = (miss_x * miss_x + miss_y * miss_y) / (options.miss + options.miss_of_way * (dx * dx + dy * dy));
    const float weight = options.share / ((1.0f + square * square) * (1.0f + missed * missed));
    const bool counts = is_inside && !is_alike;
    sums[i] = counts ? sums[i] + weight * moved : sums[i];
    weights[i] = counts ? weights[i] + weight : weights[i];
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
  for (int y = 0; y < options.size.height; y++) add_row(sums, weights, own, other, options, y);
}

}  // namespace firstpass
