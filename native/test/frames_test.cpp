#include "../kernels/join_frames.h"
#include "../kernels/splat.h"

#include <cmath>
#include <vector>

#include "check.h"
#include "random.h"

using firstpass::Raster;
using firstpass::Sample;
using firstpass::Size;
using firstpass::Status;

TEST(what_is_splatted_by_whole_pixels_moves_and_leaves_a_hole) {
  const std::vector<float> source{1, 2, 3};
  const std::vector<float> flow{2, 2, 2, 0, 0, 0};
  std::vector<float> values(3, 9.0f), weight(3, 9.0f), coverage(3, 9.0f);
  const firstpass::SplatResult result{values.data(), weight.data(), coverage.data()};
  CHECK(firstpass::splat(source.data(), flow.data(), nullptr, Size{3, 1}, {1, 0.5f}, result) == Status::ok);
  CHECK(values[0] == 0.0f && values[1] == 1.0f && values[2] == 2.0f);
  CHECK(coverage[0] == 0.0f && coverage[1] == 1.0f && weight[2] == 1.0f);
}

TEST(splatting_any_motion_stays_within_what_there_is) {
  for (int round = 0; round < 30; round++) {
    const Size size{check::whole(1, 40), check::whole(1, 40)};
    const std::vector<float> source(size.area(), 0.5f);
    std::vector<float> flow(size.area() * 2);
    for (float& value : flow) value = static_cast<float>(check::whole(-2000, 2000)) / 40.0f;
    flow[0] = std::nanf("");
    std::vector<float> values(size.area()), weight(size.area()), coverage(size.area());
    const firstpass::SplatResult result{values.data(), weight.data(), coverage.data()};
    CHECK(firstpass::splat(source.data(), flow.data(), nullptr, size, {1, 1.0f}, result) == Status::ok);
    for (size_t i = 0; i < size.area(); i++) CHECK(std::abs(values[i] - (coverage[i] > 0.0f ? 0.5f : 0.0f)) < 1e-5f);
  }
}

TEST(joining_without_motion_is_a_mixture) {
  std::vector<uint16_t> before(12, 100), after(12, 60000), target(12);
  const auto raster = [](std::vector<uint16_t>& data) { return Raster{data.data(), Sample::u16, 2, 2, 3, 0, 2}; };
  const std::vector<float> fields{0, 0, 0, 0, 3, 1};
  const Status status =
      firstpass::join_frames(raster(before), raster(after), raster(target), {fields.data(), Size{1, 1}}, {65535.0f, false});
  CHECK(status == Status::ok);
  for (const uint16_t value : target) CHECK(value == 15075);
}
