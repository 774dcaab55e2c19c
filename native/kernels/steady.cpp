#include "steady.h"

#include "steady_place.h"

namespace firstpass {

void follow_motion(const float* first, const float* second, Size size, float* both) {
  const size_t area = size.area();
  size_t i = 0;
  for (int y = 0; y < size.height; y++) {
    for (int x = 0; x < size.width; x++, i++) {
      const float dx = first[i];
      const float dy = first[area + i];
      const PlaneCorners corners = plane_corners(static_cast<float>(x) + dx, static_cast<float>(y) + dy, size);
      both[i] = dx + corners.of(second);
      both[area + i] = dy + corners.of(second + area);
    }
  }
}

void add_neighbour(float* sums, float* weights, const SeenPlanes& own, const SeenNeighbour& other, const SteadyOptions& options) {
  const Size size = options.size;
  const size_t area = size.area();
  const float right = static_cast<float>(size.width - 1);
  const float bottom = static_cast<float>(size.height - 1);
  size_t i = 0;
  for (int y = 0; y < size.height; y++) {
    for (int x = 0; x < size.width; x++, i++) {
      const float dx = other.way[i];
      const float dy = other.way[area + i];
      const float u = static_cast<float>(x) + dx;
      const float v = static_cast<float>(y) + dy;
      if (!(u >= 0.0f && v >= 0.0f && u <= right && v <= bottom)) continue;
      const PlaneCorners corners = plane_corners(u, v, size);
      const float before = own.plane[i];
      const float moved = corners.of(other.seen.plane);
      if (moved - before < options.alike && before - moved < options.alike && sums[i] == before) continue;
      const float difference = (corners.of(other.seen.gray) - own.gray[i]) / options.difference;
      const float square = difference * difference;
      const float miss_x = dx + corners.of(other.back);
      const float miss_y = dy + corners.of(other.back + area);
      const float missed = (miss_x * miss_x + miss_y * miss_y) / (options.miss + options.miss_of_way * (dx * dx + dy * dy));
      const float weight = options.share / ((1.0f + square * square) * (1.0f + missed * missed));
      sums[i] += weight * moved;
      weights[i] += weight;
    }
  }
}

}  // namespace firstpass
