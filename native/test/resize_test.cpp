#include "../kernels/resize.h"

#include <cmath>

#include "../kernels/taps.h"
#include "check.h"
#include "random.h"

using check::Picture;
using firstpass::Filter;
using firstpass::Sample;
using firstpass::Status;

namespace {

constexpr Filter filters[] = {Filter::box, Filter::bilinear, Filter::bicubic, Filter::lanczos3};

}  // namespace

TEST(weights_sum_to_one) {
  for (int round = 0; round < 200; round++) {
    const int from = check::whole(1, 300);
    const int to = check::whole(1, 300);
    const firstpass::Taps taps = firstpass::make_taps(0, to, from, to, filters[round % 4]);
    for (int i = 0; i < to; i++) {
      float total = 0;
      for (int k = 0; k < taps.count; k++) total += taps.of(i)[k];
      CHECK(std::abs(total - 1.0f) < 1e-5f);
    }
  }
}

TEST(an_even_picture_stays_even_at_any_size) {
  for (int round = 0; round < 80; round++) {
    const int channels = check::whole(1, 5);
    Picture<uint16_t> source(check::whole(1, 60), check::whole(1, 60), channels, Sample::u16);
    for (uint16_t& value : source.samples) value = 40000;
    Picture<uint8_t> target(check::whole(1, 130), check::whole(1, 130), channels, Sample::u8);
    const firstpass::ResizeOptions options{filters[round % 4], 255.0f / 65535.0f, 255.0f, channels > 1 && round % 3 == 0};
    CHECK(firstpass::resize(source.raster, target.raster, options) == Status::ok);
    // 40000 / 65535 * 255 = 155.64; the weights' rounding may move it by a millionth, not to another level.
    for (const uint8_t value : target.samples) CHECK(value == 156);
  }
}

TEST(bands_of_rows_equal_the_whole) {
  Picture<float> source(31, 47, 3, Sample::f32);
  source.fill(0);
  for (const Filter filter : filters) {
    for (const int height : {20, 47, 111}) {
      Picture<float> whole(17, height, 3, Sample::f32);
      const firstpass::ResizeOptions options{filter, 1.0f, 1.0f, false};
      CHECK(firstpass::resize(source.raster, whole.raster, options) == Status::ok);
      Picture<float> band(17, 6, 3, Sample::f32);
      band.raster.top = 9;
      band.raster.full_height = height;
      CHECK(firstpass::resize(source.raster, band.raster, options) == Status::ok);
      CHECK(std::equal(band.samples.begin(), band.samples.end(), whole.samples.begin() + 9 * 17 * 3));
    }
  }
}

TEST(long_thin_pictures_are_resized) {
  Picture<uint8_t> source(30000, 3, 3, Sample::u8);
  source.fill(255);
  Picture<uint8_t> target(3, 30, 3, Sample::u8);
  CHECK(firstpass::resize(source.raster, target.raster, {Filter::lanczos3, 1.0f, 255.0f, false}) == Status::ok);
  for (const uint8_t value : target.samples) CHECK(value > 100 && value < 155);
}
