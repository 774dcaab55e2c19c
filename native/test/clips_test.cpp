#include "../kernels/cut_out.h"
#include "../kernels/judge_motion.h"
#include "../kernels/mix_channels.h"
#include "../kernels/prores.h"
#include "../kernels/steady.h"
#include "../kernels/structure_loss.h"
#include "../kernels/trimap.h"

#include <algorithm>
#include <vector>

#include "check.h"
#include "random.h"

using firstpass::Raster;
using firstpass::Sample;
using firstpass::Size;
using firstpass::Status;

TEST(channels_are_mixed_rounded_and_bounded) {
  std::vector<uint8_t> bytes{10, 20, 30, 255, 255, 255, 255, 0};
  const Raster source{bytes.data(), Sample::u8, 2, 1, 4, 0, 1};
  uint16_t mixed[2] = {};
  firstpass::mix_channels(source, mixed, {{1.0f, 0.5f, 0.1f, 0.0f}, 0.5f, 300.0f});
  CHECK(mixed[0] == 24 && mixed[1] == 300);
}

TEST(a_slice_of_one_colour_takes_a_dozen_bits_a_plane) {
  check::Picture<uint8_t> picture(5, 3, 3, Sample::u8);
  std::fill(picture.samples.begin(), picture.samples.end(), uint8_t{128});
  firstpass::ProresForm form{};
  for (int c = 0; c < 3; c++) form.mixes[c].weights[c] = 4.0f;
  for (int c = 0; c < 3; c++) form.mixes[c].most = 1023.0f;
  std::fill(std::begin(form.matrix), std::end(form.matrix), uint8_t{4});
  form.scale = 2;
  firstpass::ProresSlices slices;
  CHECK(firstpass::encode_prores(picture.raster, form, &slices) == Status::ok);
  const std::vector<uint8_t> expected{48, 2, 0, 2, 0, 2, 0x82, 0x30, 0x82, 0x30, 0x82, 0x30};
  CHECK(slices.bytes == expected);
  CHECK(slices.sizes.size() == 1 && slices.sizes[0] == expected.size());
}

TEST(what_is_cut_out_of_a_block_is_its_mean_and_black_elsewhere) {
  check::Picture<uint8_t> picture(17, 9, 3, Sample::u8), matte(17, 9, 1, Sample::u8), target(17, 9, 4, Sample::u8);
  picture.fill(255);
  matte.samples[0] = 255;
  firstpass::cut_out(picture.raster, matte.raster, target.raster, {255.0f, 255.0f}, {nullptr, Size{1, 1}});
  for (size_t c = 0; c < 3; c++) {
    CHECK(target.samples[c] == picture.samples[c] && target.samples[4 * 7 + c] == picture.samples[c]);
    CHECK(target.samples[4 * 8 + c] == 0);
  }
  CHECK(target.samples[3] == 255 && target.samples[7] == 0);
}

TEST(a_picture_loses_nothing_of_itself) {
  const std::vector<float> light = check::reals(64 * 36);
  float loss = 1.0f;
  const Status status = firstpass::structure_loss({light.data(), light.data(), Size{64, 36}}, {12, 6, 10, 1.6e-5f}, &loss);
  CHECK(status == Status::ok);
  CHECK(loss < 0.001f);
}

TEST(a_calm_matte_that_is_like_its_neighbour_stays) {
  check::Picture<uint16_t> own(33, 19, 1, Sample::u16), calmed(33, 19, 1, Sample::u16);
  own.fill(65535);
  const std::vector<float> still(2, 0.0f);
  const firstpass::CalmNeighbour neighbour{own.raster, still.data()};
  firstpass::calm_matte(own.raster, calmed.raster, &neighbour, 1, {65535.0f, 0.2f, 0.0f, Size{1, 1}});
  for (size_t i = 0; i < own.samples.size(); i++) CHECK(own.samples[i] == calmed.samples[i]);
}

TEST(a_matte_is_judged_only_by_what_moves_otherwise) {
  const Size size{48, 40};
  std::vector<float> plane(size.area()), mended(size.area(), -1.0f), way(size.area() * 2);
  for (size_t i = 0; i < plane.size(); i++) plane[i] = i % 48 > 30 ? 1.0f : 0.0f;
  const std::vector<float> gray = check::reals(size.area());
  const firstpass::Witness witness{gray.data(), way.data()};
  bool told = true;
  CHECK(firstpass::judge_by_motion({plane.data(), gray.data()}, &witness, 1, size, mended.data(), &told) == Status::ok);
  CHECK(!told && mended[0] == -1.0f);
  for (size_t i = 0; i < plane.size(); i++) way[i] = 3.0f * plane[i];
  CHECK(firstpass::judge_by_motion({plane.data(), gray.data()}, &witness, 1, size, mended.data(), &told) == Status::ok);
  CHECK(told && mended[0] == 0.0f && mended[20 * 48 + 40] < 0.1f);
}

TEST(cells_around_an_edge_are_open_and_those_beside_them_near) {
  std::vector<float> matte(20 * 3);
  for (size_t i = 0; i < matte.size(); i++) matte[i] = i % 20 < 10 ? 0.0f : 1.0f;
  std::vector<uint8_t> cells(20);
  CHECK(firstpass::trimap_cells(matte.data(), Size{20, 3}, Size{40, 2}, 2, cells.data()) == Status::ok);
  const char expected[] = "00001111222211110000";
  for (size_t i = 0; i < cells.size(); i++) CHECK(cells[i] == expected[i] - '0');
}
