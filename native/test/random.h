#pragma once
#include <random>
#include <vector>

#include "../kernels/raster.h"

namespace check {

inline unsigned& seed() {
  static unsigned value = 1;
  return value;
}

inline std::mt19937& generator() {
  static std::mt19937 numbers(seed());
  return numbers;
}

inline int whole(int least, int most) { return std::uniform_int_distribution<int>(least, most)(generator()); }

inline float real() { return std::uniform_real_distribution<float>(0.0f, 1.0f)(generator()); }

inline std::vector<float> reals(size_t count) {
  std::vector<float> values(count);
  for (float& value : values) value = real();
  return values;
}

/** A picture in memory of exactly its size, so that the sanitizer sees one step too far. */
template <class T>
struct Picture {
  firstpass::Raster raster;
  std::vector<T> samples;

  Picture(int width, int height, int channels, firstpass::Sample sample)
      : raster{nullptr, sample, width, height, channels, 0, height}, samples(raster.row_samples() * static_cast<size_t>(height)) {
    raster.data = samples.data();
  }

  void fill(int most) {
    for (T& value : samples) value = static_cast<T>(most == 0 ? real() : static_cast<float>(whole(0, most)));
  }
};

}  // namespace check
