#include "taps.h"

#include <algorithm>
#include <cmath>

namespace firstpass {

namespace {

constexpr double pi = 3.14159265358979323846;

double support_of(Filter filter) {
  switch (filter) {
    case Filter::box: return 0.5;
    case Filter::bilinear: return 1;
    case Filter::bicubic: return 2;
    default: return 3;
  }
}

double sinc(double x) { return x == 0 ? 1 : std::sin(pi * x) / (pi * x); }

double kernel_at(Filter filter, double distance) {
  const double x = std::abs(distance);
  switch (filter) {
    case Filter::box: return distance >= -0.5 && distance < 0.5 ? 1 : 0;
    case Filter::bilinear: return std::max(0.0, 1 - x);
    case Filter::bicubic:
      // Keys 1981 with a = -0.5.
      if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
      return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
    default: return x < 3 ? sinc(x) * sinc(x / 3) : 0;
  }
}

/** A shrinking box counts what it covers of each sample; the other filters are taken at the sample's centre. */
double coverage(Filter filter, double distance, double stretch) {
  if (filter != Filter::box || stretch == 1) return kernel_at(filter, distance / stretch);
  return std::max(0.0, std::min(distance + 0.5, stretch / 2) - std::max(distance - 0.5, -stretch / 2));
}

}  // namespace

Taps make_taps(int first, int targets, int from, int to, Filter filter) {
  const double ratio = static_cast<double>(from) / to;
  const double stretch = std::max(1.0, ratio);
  const double reach = support_of(filter) * stretch + (filter == Filter::box && stretch > 1 ? 0.5 : 0);
  Taps taps;
  taps.count = static_cast<int>(std::floor(2 * reach)) + 1;
  taps.start.resize(static_cast<size_t>(targets));
  taps.weights.assign(static_cast<size_t>(targets) * static_cast<size_t>(taps.count), 0.0f);
  std::vector<double> exact(static_cast<size_t>(taps.count));
  for (int i = 0; i < targets; i++) {
    const double centre = (first + i + 0.5) * ratio - 0.5;
    const int start = static_cast<int>(std::ceil(centre - reach));
    const int count = std::min(taps.count, static_cast<int>(std::floor(centre + reach)) - start + 1);
    double total = 0;
    for (int k = 0; k < count; k++) total += exact[static_cast<size_t>(k)] = coverage(filter, start + k - centre, stretch);
    taps.start[static_cast<size_t>(i)] = start;
    float* weights = taps.weights.data() + static_cast<size_t>(i) * static_cast<size_t>(taps.count);
    for (int k = 0; k < count; k++) weights[k] = static_cast<float>(exact[static_cast<size_t>(k)] / total);
  }
  return taps;
}

}  // namespace firstpass
