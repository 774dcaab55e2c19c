#include <cmath>

#include "../kernels/blur.h"
#include "../kernels/guided_filter.h"
#include "../kernels/noise.h"
#include "../kernels/non_local_means.h"
#include "check.h"
#include "random.h"

using firstpass::Size;
using firstpass::Status;

namespace {

/** 1 x 1, one row, one column, and sizes about the lanes and tiles of the kernels. */
constexpr Size sizes[] = {{1, 1}, {40, 1}, {1, 40}, {31, 33}, {32, 32}, {193, 65}, {5, 130}};

bool within(const std::vector<float>& values, float low, float high) {
  for (const float value : values) {
    if (!(value >= low && value <= high)) return false;
  }
  return true;
}

}  // namespace

TEST(blur_keeps_range_and_mean) {
  for (const Size size : sizes) {
    for (const float sigma : {0.3f, 3.0f, 8.0f, 8.1f, 70.0f}) {
      std::vector<float> plane = check::reals(size.area());
      CHECK(firstpass::gaussian_blur(plane.data(), size, sigma) == Status::ok);
      CHECK(within(plane, -1e-5f, 1 + 1e-5f));
    }
    std::vector<float> even(size.area(), 0.5f);
    CHECK(firstpass::gaussian_blur(even.data(), size, 20) == Status::ok);
    CHECK(within(even, 0.5f - 1e-5f, 0.5f + 1e-5f));
  }
}

TEST(guided_filter_of_itself_is_itself) {
  for (const Size size : sizes) {
    for (const int radius : {0, 1, 9, 300}) {
      const std::vector<float> plane = check::reals(size.area());
      std::vector<float> result(size.area());
      CHECK(firstpass::guided_filter(plane.data(), plane.data(), result.data(), size, radius, 1e-10f) == Status::ok);
      if (radius > 0 && size.area() > 1) {
        for (size_t i = 0; i < plane.size(); i++) CHECK(std::abs(result[i] - plane[i]) < 1e-3f);
      }
    }
  }
}

TEST(non_local_means_stays_in_range_and_copies_clean_planes) {
  for (const Size size : sizes) {
    const std::vector<float> source = check::reals(size.area() * 3);
    std::vector<float> result(source.size());
    const firstpass::NonLocalMeansOptions options{3, {0.1f, 0.0f, 0.2f}, 2, 3, 0.4f};
    CHECK(firstpass::non_local_means(source.data(), result.data(), size, options) == Status::ok);
    CHECK(within(result, -1e-5f, 1 + 1e-5f));
    const auto clean = static_cast<std::ptrdiff_t>(size.area());
    CHECK(std::equal(result.begin() + clean, result.begin() + 2 * clean, source.begin() + clean));
  }
}

TEST(noise_of_known_sigma_is_found) {
  check::Picture<uint8_t> picture(320, 320, 3, firstpass::Sample::u8);
  std::normal_distribution<float> noise(120.0f, 6.0f);
  for (uint8_t& value : picture.samples) value = static_cast<uint8_t>(std::lround(noise(check::generator())));
  std::vector<float> sigma(6), fine(6), blocks(6);
  CHECK(firstpass::estimate_noise(picture.raster, 255, 2, sigma.data(), fine.data(), blocks.data()) == Status::ok);
  for (const float value : sigma) CHECK(std::abs(value - 6.0f) < 0.4f);
  for (const float value : fine) CHECK(std::abs(value - 6.0f) < 0.5f);
}
