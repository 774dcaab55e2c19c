#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <vector>

#include "../kernels/average_frames.h"
#include "../kernels/blur.h"
#include "../kernels/cut_out.h"
#include "../kernels/flow.h"
#include "../kernels/guided_filter.h"
#include "../kernels/join_frames.h"
#include "../kernels/judge_motion.h"
#include "../kernels/mix_channels.h"
#include "../kernels/prores.h"
#include "../kernels/noise.h"
#include "../kernels/non_local_means.h"
#include "../kernels/pack.h"
#include "../kernels/resize.h"
#include "../kernels/splat.h"
#include "../kernels/steady.h"
#include "../kernels/structure_loss.h"
#include "../kernels/tiles.h"
#include "../kernels/trimap.h"
#include "../kernels/warp.h"

/**
 * Calls every kernel with random shapes and any bits as floats (NaN, infinity, denormals), for the sanitizers to watch.
 * kernel_fuzz [rounds] [seed]
 */
using namespace firstpass;

namespace {

std::mt19937 numbers;

int whole(int least, int most) { return std::uniform_int_distribution<int>(least, most)(numbers); }

/** Small mostly, now and then long. */
int side() { return whole(0, 9) == 0 ? whole(1, 2000) : whole(1, 40); }

std::vector<float> any_floats(size_t count) {
  std::vector<float> values(count);
  for (float& value : values) {
    const uint32_t bits = numbers();
    if (whole(0, 3) == 0) __builtin_memcpy(&value, &bits, sizeof value);
    else value = static_cast<float>(bits) / 4294967296.0f;
  }
  return values;
}

struct Picture {
  std::vector<uint8_t> bytes;
  std::vector<uint16_t> words;
  std::vector<float> floats;
  Raster raster;

  Picture(int width, int height, int channels)
      : raster{nullptr, static_cast<Sample>(whole(0, 2)), width, height, channels, 0, height} {
    const size_t count = raster.row_samples() * static_cast<size_t>(height);
    if (raster.sample == Sample::u8) {
      for (size_t i = 0; i < count; i++) bytes.push_back(static_cast<uint8_t>(numbers()));
      raster.data = bytes.data();
    } else if (raster.sample == Sample::u16) {
      for (size_t i = 0; i < count; i++) words.push_back(static_cast<uint16_t>(numbers()));
      raster.data = words.data();
    } else {
      floats = any_floats(count);
      raster.data = floats.data();
    }
  }
};

void try_pack() {
  const Picture picture(side(), side(), whole(1, 6));
  PackPlanes planes{};
  UnpackPlanes back{};
  planes.count = back.count = whole(1, 6);
  planes.scale = back.scale = 0.01f;
  back.max = 255;
  for (int p = 0; p < planes.count; p++) {
    planes.channel[p] = back.channel[p] = whole(0, picture.raster.channels - 1);
    planes.std[p] = 1;
  }
  const Region region{whole(-100, 0), whole(-100, 0), picture.raster.width + whole(100, 200),
                      picture.raster.height + whole(100, 200)};
  std::vector<float> packed(Size{region.width, region.height}.area() * static_cast<size_t>(planes.count));
  pack(picture.raster, region, packed.data(), planes);
  unpack(packed.data(), region, {0, 0, picture.raster.width, picture.raster.height}, picture.raster, back);
}

void try_tiles() {
  const Region region{whole(-50, 50), whole(-50, 50), side(), side()};
  const Region band{whole(-50, 50), whole(-50, 50), side(), side()};
  const int planes = whole(1, 4);
  const std::vector<float> tile = any_floats(Size{region.width, region.height}.area() * static_cast<size_t>(planes));
  std::vector<float> sum = any_floats(Size{band.width, band.height}.area() * static_cast<size_t>(planes));
  std::vector<float> weight = any_floats(Size{band.width, band.height}.area());
  accumulate_tile(tile.data(), region, sum.data(), weight.data(), band, planes, {whole(0, 50), true, false, false, true});
  normalise_tiles(sum.data(), weight.data(), weight.size(), planes);
}

void try_resize() {
  const int channels = whole(1, 6);
  const Picture source(side(), side(), channels);
  const Picture target(side(), side(), channels);
  const float max = target.raster.sample == Sample::u16 ? 65535.0f : 255.0f;
  resize(source.raster, target.raster, {static_cast<Filter>(whole(0, 3)), 1.0f, max, channels > 1 && whole(0, 1) == 1});
}

void try_filters() {
  const Size size{side(), side()};
  const std::vector<float> guide = any_floats(size.area());
  std::vector<float> plane = any_floats(size.area() * 2);
  std::vector<float> result(plane.size());
  guided_filter(guide.data(), plane.data(), result.data(), size, whole(0, 60), 1e-4f);
  gaussian_blur(plane.data(), size, static_cast<float>(whole(0, 300)) / 10.0f);
  const Size small{size.width % 300 + 1, size.height % 300 + 1};
  plane.resize(small.area() * 2);
  result.resize(plane.size());
  const NonLocalMeansOptions options{2, {0.1f, static_cast<float>(whole(0, 1))}, whole(1, 3), whole(1, 3), 0.4f};
  non_local_means(plane.data(), result.data(), small, options);
  const Picture picture(side(), side(), whole(1, 4));
  std::vector<float> figures[3] = {std::vector<float>(24), std::vector<float>(24), std::vector<float>(24)};
  estimate_noise(picture.raster, 255, 8, figures[0].data(), figures[1].data(), figures[2].data());
}

void try_frames() {
  const Size size{side(), side()};
  const std::vector<float> source = any_floats(size.area() * 2);
  std::vector<float> flow = any_floats(size.area() * 2);
  for (float& value : flow) value *= 100.0f;
  const std::vector<float> weights = any_floats(size.area());
  std::vector<float> values(size.area() * 2), weight(size.area()), coverage(size.area());
  splat(source.data(), flow.data(), weights.data(), size, {2, 0.5f}, {values.data(), weight.data(), coverage.data()});
  const Picture before(size.width, size.height, whole(1, 4));
  Picture after = before;
  Picture target = before;
  for (Picture* copy : {&after, &target}) {
    if (copy->raster.sample == Sample::u8) copy->raster.data = copy->bytes.data();
    else if (copy->raster.sample == Sample::u16) copy->raster.data = copy->words.data();
    else copy->raster.data = copy->floats.data();
  }
  const Size grid{whole(1, 20), whole(1, 20)};
  std::vector<float> fields = any_floats(grid.area() * 6);
  for (float& value : fields) value *= 50.0f;
  join_frames(before.raster, after.raster, target.raster, {fields.data(), grid}, {255.0f, whole(0, 1) == 1});
}

void try_motion() {
  const Size size{side() % 300 + 1, side() % 300 + 1};
  const std::vector<float> from = any_floats(size.area());
  const std::vector<float> to = any_floats(size.area());
  std::vector<float> motion(size.area() * 2);
  flow(from.data(), to.data(), size, {whole(0, 3), whole(1, 8), whole(0, 4)}, motion.data());
  const Region place{whole(-50, 50), whole(-50, 50), side(), side()};
  const Region region{whole(-50, 50), whole(-50, 50), side(), side()};
  const std::vector<float> source = any_floats(Size{place.width, place.height}.area());
  std::vector<float> result(Size{region.width, region.height}.area());
  const std::vector<float> vectors = any_floats(size.area() * 2);
  warp(source.data(), place, {vectors.data(), size, {whole(1, 2000), whole(1, 2000)}}, region, {1, whole(0, 1) == 1}, result.data());
  const std::vector<float> frames[3] = {any_floats(size.area() * 3), any_floats(size.area() * 3), any_floats(size.area() * 3)};
  const float* const others[] = {frames[1].data(), frames[2].data()};
  const std::vector<float> sigma = any_floats(static_cast<size_t>(whole(1, 20)));
  std::vector<float> mean(size.area() * 4);
  average_frames(frames[0].data(), others, 2, size, {sigma.data(), static_cast<int>(sigma.size())}, mean.data());
}

template <class T>
Raster raster_of(std::vector<T>& samples, Size size, int channels) {
  samples.resize(size.area() * static_cast<size_t>(channels));
  for (T& value : samples) value = whole(0, 2) == 0 ? T{0} : static_cast<T>(numbers());
  return {samples.data(), sizeof(T) == 1 ? Sample::u8 : Sample::u16, size.width, size.height, channels, 0, size.height};
}

template <class T>
void try_clip_samples(float max) {
  const Size size{side(), side()};
  const Size coarse{whole(1, 20), whole(1, 20)};
  std::vector<T> colours, alpha, cut, calmed, beside;
  const Raster picture = raster_of(colours, size, whole(3, 4));
  const Raster matte = raster_of(alpha, size, 1);
  const std::vector<float> apart = any_floats(coarse.area() * 6);
  cut_out(picture, matte, raster_of(cut, size, 4), {max, max}, {whole(0, 3) == 0 ? nullptr : apart.data(), coarse});
  std::vector<uint16_t> mixed(size.area());
  mix_channels(picture, mixed.data(), {{0.3f, -900.0f, 1e6f, 0.5f}, 64.0f, 1023.0f});
  ProresForm form{};
  for (ChannelMix& mix : form.mixes) mix = {{0.3f, -900.0f, 1e6f, 0.5f}, 64.0f, 1023.0f};
  for (uint8_t& step : form.matrix) step = static_cast<uint8_t>(whole(1, 255));
  form.scale = whole(1, 224);
  form.alpha_bits = 8 * whole(0, 2);
  ProresSlices slices;
  encode_prores(picture, form, &slices);
  const std::vector<float> way = any_floats(coarse.area() * 2);
  const CalmNeighbour neighbour{raster_of(beside, size, 1), way.data()};
  calm_matte(matte, raster_of(calmed, size, 1), &neighbour, 1, {max, 0.2f, 0.02f, coarse});
}

void try_clips() {
  try_clip_samples<uint8_t>(255.0f);
  try_clip_samples<uint16_t>(65535.0f);
  const Size size{side() % 100 + 1, side() % 100 + 1};
  const std::vector<float> planes[4] = {any_floats(size.area()), any_floats(size.area()), any_floats(size.area()),
                                        any_floats(size.area())};
  const std::vector<float> ways[2] = {any_floats(size.area() * 2), any_floats(size.area() * 2)};
  float loss = 0.0f;
  structure_loss({planes[0].data(), planes[1].data(), size}, {whole(1, 20), whole(1, 9), whole(0, 12), 1e-5f}, &loss);
  std::vector<float> both(size.area() * 2), sums(size.area()), weights(size.area());
  follow_motion(ways[0].data(), ways[1].data(), size, both.data());
  add_neighbour(sums.data(), weights.data(), {planes[0].data(), planes[1].data()},
                {{planes[2].data(), planes[3].data()}, ways[0].data(), ways[1].data()}, {size, 0.9f, 0.004f, 0.04f, 0.7f, 0.02f});
  carry_plane(planes[0].data(), ways[0].data(), size, sums.data());
  const Witness witnesses[] = {{planes[2].data(), ways[0].data()}, {planes[3].data(), ways[1].data()}};
  bool told = false;
  judge_by_motion({planes[0].data(), planes[1].data()}, witnesses, whole(0, 2), size, sums.data(), &told);
  const Size picture{side(), side()};
  const int cell_px = whole(1, 30);
  std::vector<uint8_t> cells(picture.area());
  trimap_cells(planes[0].data(), size, picture, cell_px, cells.data());
}

}  // namespace

int main(int count, char** arguments) {
  const long rounds = count > 1 ? std::strtol(arguments[1], nullptr, 10) : 200;
  const unsigned seed = count > 2 ? static_cast<unsigned>(std::strtoul(arguments[2], nullptr, 10)) : std::random_device{}();
  std::printf("seed %u\n", seed);
  std::fflush(stdout);
  numbers.seed(seed);
  void (*const trials[])() = {try_pack, try_tiles, try_resize, try_filters, try_frames, try_motion, try_clips};
  for (long i = 0; i < rounds; i++) trials[i % 7]();
  std::printf("%ld rounds\n", rounds);
  return 0;
}
