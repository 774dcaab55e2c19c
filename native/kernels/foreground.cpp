#include "foreground.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "simd.h"
#include "threads.h"

namespace firstpass {

namespace {

/** Smoothness everywhere, and more of it across edges of alpha: epsilon_r and omega of the paper. */
constexpr float least_smoothness = 1e-5f;
constexpr float edge_smoothness = 1.0f;

struct Level {
  const float* picture;
  const float* alpha;
  Size size;

  size_t at(int x, int y) const { return static_cast<size_t>(y) * static_cast<size_t>(size.width) + static_cast<size_t>(x); }

  /** Alpha is the same 0 or 1 here and beside: nothing is mixed, so there is nothing to take apart. */
  bool is_settled(int x, int y) const {
    const float a = alpha[at(x, y)];
    if (a != 0.0f && a != 1.0f) return false;
    return alpha[at(std::max(0, x - 1), y)] == a && alpha[at(std::min(size.width - 1, x + 1), y)] == a &&
           alpha[at(x, std::max(0, y - 1))] == a && alpha[at(x, std::min(size.height - 1, y + 1))] == a;
  }
};

/** Foreground and background of one pixel from those around it (eq. 4 and 5 of the paper, four neighbours). */
void improve(const Level& level, const float* from, float* to, int x, int y, float ceiling) {
  const size_t area = level.size.area();
  const size_t here = level.at(x, y);
  const float a = level.alpha[here];
  const float b = 1 - a;
  const size_t beside[4] = {level.at(std::max(0, x - 1), y), level.at(std::min(level.size.width - 1, x + 1), y),
                            level.at(x, std::max(0, y - 1)), level.at(x, std::min(level.size.height - 1, y + 1))};
  float weight[4];
  float total = 0;
  for (int k = 0; k < 4; k++) {
    weight[k] = least_smoothness + edge_smoothness * std::fabs(a - level.alpha[beside[k]]);
    total += weight[k];
  }
  // Cramer's rule for [aa + t, ab; ab, bb + t], multiplied out so that nothing large cancels.
  const float scale = 1 / (total * (a * a + b * b + total));
  for (size_t c = 0; c < 3; c++) {
    const float* fronts = from + c * area;
    const float* backs = from + (c + 3) * area;
    const float colour = level.picture[c * area + here];
    float front = 0;
    float back = 0;
    for (int k = 0; k < 4; k++) {
      front += weight[k] * fronts[beside[k]];
      back += weight[k] * backs[beside[k]];
    }
    const float pull = b * front - a * back;
    to[c * area + here] = std::clamp((b * pull + total * (a * colour + front)) * scale, 0.0f, ceiling);
    to[(c + 3) * area + here] = std::clamp((total * (b * colour + back) - a * pull) * scale, 0.0f, ceiling);
  }
}

void repeat_start(const Level& level, const float* start, float* to, int y) {
  const Size half{(level.size.width + 1) / 2, (level.size.height + 1) / 2};
  for (size_t c = 0; c < 6; c++) {
    const float* from = start + c * half.area() + static_cast<size_t>(y / 2) * static_cast<size_t>(half.width);
    float* row = to + c * level.size.area() + level.at(0, y);
    for (int x = 0; x < level.size.width; x++) row[x] = from[x / 2];
  }
}

/** Where nothing is mixed, the picture itself is the colour. */
void take_settled(const Level& level, float* to, int y) {
  for (int x = 0; x < level.size.width; x++) {
    const size_t here = level.at(x, y);
    if (!level.is_settled(x, y)) continue;
    const size_t first = level.alpha[here] == 1.0f ? 0 : 3;
    for (size_t c = 0; c < 3; c++) to[(first + c) * level.size.area() + here] = level.picture[c * level.size.area() + here];
  }
}

}  // namespace

Status halve_planes(const float* source, Size size, int planes, float* target) {
  const Size half{(size.width + 1) / 2, (size.height + 1) / 2};
  const int rows = half.height * planes;
  return parallel(rows, grain_for(rows, std::max(16, lines_for(half.width))), [&](int begin, int end) {
    for (int row = begin; row < end; row++) {
      const int y = row % half.height * 2;
      const float* plane = source + static_cast<size_t>(row / half.height) * size.area();
      const float* upper = plane + static_cast<size_t>(y) * static_cast<size_t>(size.width);
      const float* lower = plane + static_cast<size_t>(std::min(y + 1, size.height - 1)) * static_cast<size_t>(size.width);
      float* to = target + static_cast<size_t>(row) * static_cast<size_t>(half.width);
      for (int x = 0; x < half.width; x++) {
        const int right = std::min(2 * x + 1, size.width - 1);
        to[x] = 0.25f * (upper[2 * x] + upper[right] + lower[2 * x] + lower[right]);
      }
    }
  });
}

Status foreground_level(const float* picture, const float* alpha, const float* start, Size size, const ForegroundOptions& options,
                        float* result) {
  return guarded([&] {
    const Level level{picture, alpha, size};
    std::vector<float> other(size.area() * 6);
    // The last round must end in `result`.
    float* from = options.rounds % 2 == 0 ? result : other.data();
    float* to = options.rounds % 2 == 0 ? other.data() : result;
    const int grain = grain_for(size.height, std::max(8, lines_for(8 * size.width)));
    Status status = parallel(size.height, grain, [&](int begin, int end) {
      for (int y = begin; y < end; y++) {
        for (float* planes : {from, to}) {
          repeat_start(level, start, planes, y);
          take_settled(level, planes, y);
        }
      }
    });
    for (int round = 0; round < options.rounds && status == Status::ok; round++) {
      status = parallel(size.height, grain, [&](int begin, int end) {
        for (int y = begin; y < end; y++) {
          for (int x = 0; x < size.width; x++) {
            if (!level.is_settled(x, y)) improve(level, from, to, x, y, options.ceiling);
          }
        }
      });
      std::swap(from, to);
    }
    return status;
  });
}

}  // namespace firstpass
