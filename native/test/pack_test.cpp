#include "../kernels/pack.h"

#include <cmath>

#include "check.h"
#include "random.h"

using check::Picture;
using firstpass::Region;
using firstpass::Sample;
using firstpass::Status;

namespace {

template <class T>
void pack_and_back(Sample sample, int most) {
  for (int round = 0; round < 40; round++) {
    const int channels = check::whole(1, 5);
    Picture<T> picture(check::whole(1, 70), check::whole(1, 40), channels, sample);
    picture.fill(most);
    firstpass::PackPlanes planes{};
    firstpass::UnpackPlanes back{};
    planes.count = back.count = channels;
    const float max = most == 0 ? 1.0f : static_cast<float>(most);
    planes.scale = 1 / max;
    back.scale = back.max = max;
    for (int c = 0; c < channels; c++) {
      planes.channel[c] = back.channel[c] = channels - 1 - c;
      planes.std[c] = 1;
    }
    const int margin = check::whole(0, 90);
    const Region region{-margin, -margin, picture.raster.width + 2 * margin, picture.raster.height + 2 * margin};
    std::vector<float> packed(firstpass::Size{region.width, region.height}.area() * static_cast<size_t>(channels), NAN);
    CHECK(firstpass::pack(picture.raster, region, packed.data(), planes) == Status::ok);
    for (const float value : packed) CHECK(value >= 0.0f && value <= 1.0f);
    Picture<T> result(picture.raster.width, picture.raster.height, channels, sample);
    const Region crop{0, 0, picture.raster.width, picture.raster.height};
    CHECK(firstpass::unpack(packed.data(), region, crop, result.raster, back) == Status::ok);
    CHECK(result.samples == picture.samples);
  }
}

}  // namespace

TEST(pack_then_unpack_gives_bytes_back) { pack_and_back<uint8_t>(Sample::u8, 255); }
TEST(pack_then_unpack_gives_words_back) { pack_and_back<uint16_t>(Sample::u16, 65535); }
TEST(pack_then_unpack_gives_floats_back) { pack_and_back<float>(Sample::f32, 0); }

TEST(reflect_does_not_repeat_the_edge_and_mirror_does) {
  const int reflected[] = {2, 1, 0, 1, 2, 1, 0, 1};
  const int mirrored[] = {1, 0, 0, 1, 2, 2, 1, 0};
  for (int i = 0; i < 8; i++) {
    CHECK(firstpass::reflect(i - 2, 3) == reflected[i]);
    CHECK(firstpass::mirror(i - 2, 3) == mirrored[i]);
  }
  for (const int64_t far : {int64_t{-5000000000}, int64_t{0}, int64_t{5000000001}}) {
    CHECK(firstpass::reflect(far, 1) == 0 && firstpass::mirror(far, 1) == 0);
  }
}

TEST(unpack_makes_nan_black_and_clamps) {
  Picture<uint16_t> target(5, 1, 1, Sample::u16);
  const std::vector<float> source{NAN, -INFINITY, INFINITY, 0.5f, 40000.0f};
  firstpass::UnpackPlanes planes{1, {0}, 1.0f, 32768.0f};
  CHECK(firstpass::unpack(source.data(), {0, 0, 5, 1}, {0, 0, 5, 1}, target.raster, planes) == Status::ok);
  CHECK((target.samples == std::vector<uint16_t>{0, 0, 32768, 1, 32768}));
}
