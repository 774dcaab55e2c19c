#include <cmath>
#include <limits>

#include "../kernels/flow.h"
#include "../kernels/warp.h"
#include "check.h"
#include "random.h"

using firstpass::Region;
using firstpass::Size;
using firstpass::Status;

namespace {

/** 1 x 1, one row, one column, about a patch, about a pyramid's end, and several levels. */
constexpr Size sizes[] = {{1, 1}, {40, 1}, {1, 40}, {7, 9}, {8, 8}, {20, 19}, {63, 41}, {130, 66}};

constexpr firstpass::FlowOptions search{0, 6, 8};

bool finite(const std::vector<float>& values) {
  for (const float value : values) {
    if (!std::isfinite(value)) return false;
  }
  return true;
}

}  // namespace

TEST(flow_of_a_picture_to_itself_is_none) {
  for (const Size size : sizes) {
    const std::vector<float> plane = check::reals(size.area());
    std::vector<float> result(size.area() * 2, 1.0f);
    CHECK(firstpass::flow(plane.data(), plane.data(), size, search, result.data()) == Status::ok);
    for (const float value : result) CHECK(std::abs(value) < 1e-3f);
  }
}

TEST(flow_of_noise_is_finite_and_of_no_numbers_harmless) {
  for (const Size size : sizes) {
    for (const int finest : {0, 1, 9}) {
      std::vector<float> from = check::reals(size.area());
      const std::vector<float> to = check::reals(size.area());
      std::vector<float> result(size.area() * 2);
      CHECK(firstpass::flow(from.data(), to.data(), size, {finest, 4, 3}, result.data()) == Status::ok);
      CHECK(finite(result));
      from[from.size() / 2] = std::numeric_limits<float>::quiet_NaN();
      CHECK(firstpass::flow(from.data(), to.data(), size, {finest, 4, 3}, result.data()) == Status::ok);
    }
  }
}

TEST(warp_stays_within_its_source) {
  for (const Size size : sizes) {
    const std::vector<float> source = check::reals(size.area() * 2);
    std::vector<float> vectors = check::reals(2 * 5 * 3);
    for (float& value : vectors) value = 1000 * (value - 0.5f);
    vectors[3] = std::numeric_limits<float>::quiet_NaN();
    vectors[4] = std::numeric_limits<float>::infinity();
    const Region place{-3, 4, size.width, size.height};
    const Region region{2, -5, size.width + 3, size.height + 1};
    std::vector<float> result(2 * Size{region.width, region.height}.area());
    for (const bool bicubic : {false, true}) {
      const Status status =
          firstpass::warp(source.data(), place, {vectors.data(), {5, 3}, {50, 70}}, region, {2, bicubic}, result.data());
      CHECK(status == Status::ok);
      CHECK(finite(result));
    }
  }
}
