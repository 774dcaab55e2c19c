#include "splat.h"

#include <algorithm>
#include <cmath>

namespace firstpass {

namespace {

/** The two columns or rows that a place lies between, and the share of the second. */
struct Between {
  int first;
  float share;
};

/** False where no part of the pixel is inside 0..count - 1; a NaN is not. */
bool find_between(float place, int count, Between* to) {
  if (!(place > -1.0f && place < static_cast<float>(count))) return false;
  const float first = std::floor(place);
  *to = {static_cast<int>(first), place - first};
  return true;
}

}  // namespace

Status splat(const float* source, const float* flow, const float* weights, Size size, const SplatOptions& options,
             const SplatResult& result) {
  const size_t area = size.area();
  const size_t planes = static_cast<size_t>(options.planes);
  std::fill(result.values, result.values + area * planes, 0.0f);
  std::fill(result.weight, result.weight + area, 0.0f);
  std::fill(result.coverage, result.coverage + area, 0.0f);
  for (int y = 0; y < size.height; y++) {
    for (int x = 0; x < size.width; x++) {
      const size_t from = static_cast<size_t>(y) * static_cast<size_t>(size.width) + static_cast<size_t>(x);
      Between across{};
      Between down{};
      if (!find_between(static_cast<float>(x) + flow[from] * options.scale, size.width, &across)) continue;
      if (!find_between(static_cast<float>(y) + flow[area + from] * options.scale, size.height, &down)) continue;
      const float importance = weights == nullptr ? 1.0f : weights[from];
      for (int corner = 0; corner < 4; corner++) {
        const int u = across.first + (corner & 1);
        const int v = down.first + (corner >> 1);
        if (u < 0 || v < 0 || u >= size.width || v >= size.height) continue;
        const float share = ((corner & 1) != 0 ? across.share : 1.0f - across.share) *
                            ((corner >> 1) != 0 ? down.share : 1.0f - down.share);
        const size_t to = static_cast<size_t>(v) * static_cast<size_t>(size.width) + static_cast<size_t>(u);
        const float weight = share * importance;
        for (size_t p = 0; p < planes; p++) result.values[p * area + to] += source[p * area + from] * weight;
        result.weight[to] += weight;
        result.coverage[to] += share;
      }
    }
  }
  for (size_t p = 0; p < planes; p++) {
    float* values = result.values + p * area;
    for (size_t i = 0; i < area; i++) values[i] = result.weight[i] > 0.0f ? values[i] / result.weight[i] : 0.0f;
  }
  return Status::ok;
}

}  // namespace firstpass
