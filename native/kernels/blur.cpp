#include "blur.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "simd.h"
#include "threads.h"

namespace firstpass {

namespace {

/** Neighbouring lines that are filtered together, one in each lane. */
constexpr int lanes = 32;
constexpr int passes = 4;
constexpr float largest_exact_sigma = 8.0f;

/** A box of 2 * radius + 1 samples of weight `inner` with one of weight `outer` at each end. */
struct Box {
  int radius;
  float inner;
  float outer;
};

/** One of `passes` boxes which together have the variance of the Gaussian (Gwosdek et al. 2011, eq. 4 to 8). */
Box box_for(double sigma) {
  const double variance = sigma * sigma / passes;
  const int radius = static_cast<int>(std::floor((std::sqrt(12 * variance + 1) - 1) / 2));
  const double next = radius + 1;
  const double share = (2 * radius + 1) * (radius * next - 3 * variance) / (6 * (variance - next * next));
  const double inner = 1 / (2 * share + 2 * radius + 1);
  return {radius, static_cast<float>(inner), static_cast<float>(inner * share)};
}

std::vector<float> half_gaussian(double sigma) {
  std::vector<float> half(static_cast<size_t>(std::ceil(4 * sigma)) + 1);
  double total = 0;
  for (size_t i = 0; i < half.size(); i++) {
    const double weight = std::exp(-0.5 * static_cast<double>(i * i) / (sigma * sigma));
    half[i] = static_cast<float>(weight);
    total += i == 0 ? weight : 2 * weight;
  }
  for (float& weight : half) weight = static_cast<float>(weight / total);
  return half;
}

/** A step is one sample in each lane. `from` has `reach` steps more at both ends than the `count` of `to`. */
FIRSTPASS_CLONES void convolve(const float* FIRSTPASS_RESTRICT from, float* FIRSTPASS_RESTRICT to, int count, const float* half,
                               int reach) {
  for (int i = 0; i < count; i++) {
    const float* centre = from + static_cast<size_t>(i + reach) * lanes;
    float sum[lanes];
    for (int l = 0; l < lanes; l++) sum[l] = half[0] * centre[l];
    for (int k = 1; k <= reach; k++) {
      const float* before = centre - static_cast<size_t>(k) * lanes;
      const float* after = centre + static_cast<size_t>(k) * lanes;
      for (int l = 0; l < lanes; l++) sum[l] += half[k] * (before[l] + after[l]);
    }
    for (int l = 0; l < lanes; l++) to[static_cast<size_t>(i) * lanes + static_cast<size_t>(l)] = sum[l];
  }
}

/** In place: step i becomes the box about step i + radius + 1, so `count` steps need 2 * (radius + 1) more. */
FIRSTPASS_CLONES void slide_box(float* line, int count, const Box& box) {
  const size_t width = 2 * static_cast<size_t>(box.radius) + 1;
  double sum[lanes] = {};
  for (size_t i = 1; i <= width; i++) {
    for (size_t l = 0; l < lanes; l++) sum[l] += line[i * lanes + l];
  }
  for (int i = 0; i < count; i++) {
    float* here = line + static_cast<size_t>(i) * lanes;
    const float* leaving = here + lanes;
    const float* entering = here + (width + 1) * lanes;
    for (int l = 0; l < lanes; l++) {
      here[l] = static_cast<float>(sum[l]) * box.inner + (here[l] + entering[l]) * box.outer;
      sum[l] += static_cast<double>(entering[l]) - static_cast<double>(leaving[l]);
    }
  }
}

class Blur {
 public:
  explicit Blur(double sigma) {
    if (sigma <= largest_exact_sigma) {
      half = half_gaussian(sigma);
      reach = static_cast<int>(half.size()) - 1;
    } else {
      box = box_for(sigma);
      reach = passes * (box.radius + 1);
    }
  }

  /** Blurs `used` lines of `count` samples; sample i of line l is plane[i * step + l * line_step]. */
  void run(float* plane, int count, int used, size_t step, size_t line_step) const {
    std::vector<float> from(static_cast<size_t>(count + 2 * reach) * lanes);
    std::vector<float> convolved(half.empty() ? 0 : static_cast<size_t>(count) * lanes);
    for (int i = -reach; i < count + reach; i++) {
      const float* source = plane + static_cast<size_t>(reflect(i, count)) * step;
      float* to = from.data() + static_cast<size_t>(i + reach) * lanes;
      for (int l = 0; l < used; l++) to[l] = source[static_cast<size_t>(l) * line_step];
    }
    if (half.empty()) {
      for (int pass = passes - 1; pass >= 0; pass--) slide_box(from.data(), count + 2 * pass * (box.radius + 1), box);
    } else {
      convolve(from.data(), convolved.data(), count, half.data(), reach);
    }
    const float* result = half.empty() ? from.data() : convolved.data();
    for (int i = 0; i < count; i++) {
      float* to = plane + static_cast<size_t>(i) * step;
      const float* step_result = result + static_cast<size_t>(i) * lanes;
      for (int l = 0; l < used; l++) to[static_cast<size_t>(l) * line_step] = step_result[l];
    }
  }

 private:
  std::vector<float> half;
  Box box{};
  int reach = 0;
};

}  // namespace

Status gaussian_blur(float* plane, Size size, float sigma) {
  if (!(sigma > 0.0f)) return Status::ok;
  return guarded([&] {
    const Blur blur(sigma);
    const size_t width = static_cast<size_t>(size.width);
    const auto groups = [](int count) { return (count + lanes - 1) / lanes; };
    const Status across = parallel(groups(size.height), groups(lines_for(size.width)), [&](int begin, int end) {
      for (int top = begin * lanes; top < std::min(end * lanes, size.height); top += lanes) {
        blur.run(plane + static_cast<size_t>(top) * width, size.width, std::min(lanes, size.height - top), 1, width);
      }
    });
    if (across != Status::ok) return across;
    return parallel(groups(size.width), groups(lines_for(size.height)), [&](int begin, int end) {
      for (int left = begin * lanes; left < std::min(end * lanes, size.width); left += lanes) {
        blur.run(plane + left, size.height, std::min(lanes, size.width - left), width, 1);
      }
    });
  });
}

}  // namespace firstpass
