#include "average_frames.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "simd.h"
#include "threads.h"

namespace firstpass {

namespace {

/** Differences are judged over windows of this radius: noise is told from motion by many pixels, not by one. */
constexpr int radius = 2;

/** How fast a frame loses weight with what noise does not explain: of single pixels, and of the window's mean. */
constexpr float detail_doubt = 4.0f;
constexpr float mean_doubt = 1.0f;

/**
 * The share of a moved frame's noise, as variance, that counts as left: interpolation has smoothed it. Found with the denoiser
 * that is told of it, on simulated clips.
 */
constexpr float moved_noise = 0.3f;

constexpr float least_variance = 1e-12f;
constexpr float light_share[3] = {0.299f, 0.587f, 0.114f};

/** Rows of a plane with margins of zeros, in which sums over windows are made. */
struct Windows {
  size_t stride;
  std::vector<float> samples;
  std::vector<float> across;

  Windows(int width, int rows)
      : stride(static_cast<size_t>(width) + 2 * radius), samples(stride * static_cast<size_t>(rows)),
        across(static_cast<size_t>(width) * static_cast<size_t>(rows)) {}

  float* row(int y) { return samples.data() + static_cast<size_t>(y) * stride + radius; }
};

FIRSTPASS_CLONES void sum_across(const float* FIRSTPASS_RESTRICT row, float* FIRSTPASS_RESTRICT to, int width) {
  for (int x = 0; x < width; x++) to[x] = row[x - 2] + row[x - 1] + row[x] + row[x + 1] + row[x + 2];
}

FIRSTPASS_CLONES void add_row(const float* FIRSTPASS_RESTRICT from, float* FIRSTPASS_RESTRICT to, int width) {
  for (int x = 0; x < width; x++) to[x] += from[x];
}

FIRSTPASS_CLONES void light_row(const float* FIRSTPASS_RESTRICT frame, size_t area, float* FIRSTPASS_RESTRICT to, int width) {
  for (int x = 0; x < width; x++) {
    const size_t i = static_cast<size_t>(x);
    to[x] = light_share[0] * frame[i] + light_share[1] * frame[i + area] + light_share[2] * frame[i + 2 * area];
  }
}

/** The mean square of the colours' differences, and the difference of their light. */
FIRSTPASS_CLONES void differ_row(const float* FIRSTPASS_RESTRICT frame, const float* FIRSTPASS_RESTRICT other, size_t area,
                                 float* FIRSTPASS_RESTRICT detail, float* FIRSTPASS_RESTRICT light, int width) {
  for (int x = 0; x < width; x++) {
    const size_t i = static_cast<size_t>(x);
    const float red = other[i] - frame[i];
    const float green = other[i + area] - frame[i + area];
    const float blue = other[i + 2 * area] - frame[i + 2 * area];
    detail[x] = (red * red + green * green + blue * blue) * (1.0f / 3.0f);
    light[x] = light_share[0] * red + light_share[1] * green + light_share[2] * blue;
  }
}

/** Sums over windows become a weight: 1 where noise of this variance explains the differences. */
FIRSTPASS_CLONES void weigh_row(const float* FIRSTPASS_RESTRICT detail, const float* FIRSTPASS_RESTRICT light,
                                const float* FIRSTPASS_RESTRICT variance, const float* FIRSTPASS_RESTRICT counts, float rows,
                                float* FIRSTPASS_RESTRICT weights, int width) {
  constexpr float area = (2 * radius + 1) * (2 * radius + 1);
  for (int x = 0; x < width; x++) {
    const float count = counts[x] * rows;
    const float expected = 2 * variance[x];
    const float mean = light[x] / count;
    const float detail_excess = detail[x] / count / expected - 1;
    const float mean_excess = mean * mean * area / expected - 1;
    const float a = detail_excess > 0 ? detail_excess : 0;
    const float b = mean_excess > 0 ? mean_excess : 0;
    weights[x] = 1 / (1 + detail_doubt * a * a + mean_doubt * b);
  }
}

FIRSTPASS_CLONES void add_weighted(const float* FIRSTPASS_RESTRICT other, const float* FIRSTPASS_RESTRICT weights,
                                   float* FIRSTPASS_RESTRICT to, int width) {
  for (int x = 0; x < width; x++) to[x] += weights[x] * other[x];
}

FIRSTPASS_CLONES void count_row(const float* FIRSTPASS_RESTRICT weights, float* FIRSTPASS_RESTRICT total,
                                float* FIRSTPASS_RESTRICT squares, int width) {
  for (int x = 0; x < width; x++) {
    total[x] += weights[x];
    squares[x] += moved_noise * weights[x] * weights[x];
  }
}

FIRSTPASS_CLONES void finish_row(float* FIRSTPASS_RESTRICT result, size_t area, const float* FIRSTPASS_RESTRICT total,
                                 const float* FIRSTPASS_RESTRICT squares, int width) {
  for (int x = 0; x < width; x++) {
    const size_t i = static_cast<size_t>(x);
    const float scale = 1 / total[x];
    result[i] *= scale;
    result[i + area] *= scale;
    result[i + 2 * area] *= scale;
    result[i + 3 * area] = std::sqrt(squares[x]) * scale;
  }
}

/** Linear between the steps; each stands for the middle of its own. NaN is black. */
float sigma_at(const NoiseSteps& noise, float light) {
  const float last = static_cast<float>(noise.count - 1);
  const float place = light * static_cast<float>(noise.count) - 0.5f;
  const float at = place > 0 ? std::min(place, last) : 0.0f;
  const int below = static_cast<int>(at);
  const float low = noise.sigma[below];
  return low + (noise.sigma[std::min(below + 1, noise.count - 1)] - low) * (at - static_cast<float>(below));
}

/** Rows [begin, end) of the result. */
class Band {
 public:
  Band(const float* frame, Size size, const NoiseSteps& noise, float* result, int begin, int end)
      : frame(frame), size(size), noise(noise), result(result), begin(begin), end(end), first(std::max(0, begin - radius)),
        last(std::min(size.height, end + radius)), width(static_cast<size_t>(size.width)), windows_a(size.width, last - first),
        windows_b(size.width, last - first), variance(rows() * width), total(variance.size(), 1.0f), squares(total),
        counts(width), sum_a(width), sum_b(width), weights(width) {
    for (int x = 0; x < size.width; x++) {
      counts[static_cast<size_t>(x)] = static_cast<float>(std::min(size.width - 1, x + radius) - std::max(0, x - radius) + 1);
    }
    measure_light();
    for (size_t p = 0; p < 3; p++) {
      const float* from = frame + p * size.area() + static_cast<size_t>(begin) * width;
      std::copy(from, from + rows() * width, result + p * size.area() + static_cast<size_t>(begin) * width);
    }
  }

  void add(const float* other) {
    for (int y = first; y < last; y++) {
      const size_t at = static_cast<size_t>(y) * width;
      differ_row(frame + at, other + at, size.area(), windows_a.row(y - first), windows_b.row(y - first), size.width);
    }
    sum_rows(windows_a);
    sum_rows(windows_b);
    for (int y = begin; y < end; y++) {
      const float count = sum_window(windows_a, y, sum_a);
      sum_window(windows_b, y, sum_b);
      const size_t at = static_cast<size_t>(y - begin) * width;
      weigh_row(sum_a.data(), sum_b.data(), variance.data() + at, counts.data(), count, weights.data(), size.width);
      count_row(weights.data(), total.data() + at, squares.data() + at, size.width);
      for (size_t p = 0; p < 3; p++) {
        const size_t from = p * size.area() + static_cast<size_t>(y) * width;
        add_weighted(other + from, weights.data(), result + from, size.width);
      }
    }
  }

  void finish() {
    for (int y = begin; y < end; y++) {
      const size_t at = static_cast<size_t>(y - begin) * width;
      finish_row(result + static_cast<size_t>(y) * width, size.area(), total.data() + at, squares.data() + at, size.width);
    }
  }

 private:
  const float* frame;
  const Size size;
  const NoiseSteps& noise;
  float* result;
  const int begin, end, first, last;
  const size_t width;
  Windows windows_a, windows_b;
  std::vector<float> variance, total, squares, counts, sum_a, sum_b, weights;

  size_t rows() const { return static_cast<size_t>(end - begin); }

  void measure_light() {
    for (int y = first; y < last; y++) {
      light_row(frame + static_cast<size_t>(y) * width, size.area(), windows_a.row(y - first), size.width);
    }
    sum_rows(windows_a);
    for (int y = begin; y < end; y++) {
      const float count = sum_window(windows_a, y, sum_a);
      for (size_t x = 0; x < width; x++) {
        const float sigma = sigma_at(noise, sum_a[x] / (counts[x] * count));
        variance[static_cast<size_t>(y - begin) * width + x] = std::max(least_variance, sigma * sigma);
      }
    }
  }

  void sum_rows(Windows& windows) {
    for (int y = 0; y < last - first; y++) {
      sum_across(windows.row(y), windows.across.data() + static_cast<size_t>(y) * width, size.width);
    }
  }

  /** Sums of the windows about row `y`; answers how many rows they have. */
  float sum_window(const Windows& windows, int y, std::vector<float>& to) {
    const int above = std::max(0, y - radius);
    const int below = std::min(size.height - 1, y + radius);
    std::fill(to.begin(), to.end(), 0.0f);
    for (int row = above; row <= below; row++) {
      add_row(windows.across.data() + static_cast<size_t>(row - first) * width, to.data(), size.width);
    }
    return static_cast<float>(below - above + 1);
  }
};

}  // namespace

Status average_frames(const float* frame, const float* const* others, int count, Size size, const NoiseSteps& noise,
                      float* result) {
  return guarded([&] {
    return parallel(size.height, grain_for(size.height, 32), [&](int begin, int end) {
      Band band(frame, size, noise, result, begin, end);
      for (int i = 0; i < count; i++) band.add(others[i]);
      band.finish();
    });
  });
}

}  // namespace firstpass
