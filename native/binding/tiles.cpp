#include "../kernels/tiles.h"

#include "arguments.h"
#include "binding.h"

namespace firstpass::binding {

namespace {

size_t samples_of(const Region& region, int planes) {
  return Size{region.width, region.height}.area() * static_cast<size_t>(planes);
}

}  // namespace

Napi::Value accumulate_tile(const Napi::CallbackInfo& info) {
  const Region region = read_region(info[1], "region");
  const Region band = read_region(info[4], "band");
  const Napi::Object options = read_object(info[5], "options");
  const Napi::Object outer = read_object(options.Get("outer"), "outer");
  const int planes = read_count(options.Get("planes"), "planes");
  const Ramp ramp{read_whole(options.Get("overlapPx"), "overlapPx"), outer.Get("left").ToBoolean(), outer.Get("top").ToBoolean(),
                  outer.Get("right").ToBoolean(), outer.Get("bottom").ToBoolean()};
  const Napi::Float32Array tile = read_floats(info[0], samples_of(region, planes), "tile");
  Napi::Float32Array sum = read_floats(info[2], samples_of(band, planes), "sum");
  Napi::Float32Array weight = read_floats(info[3], samples_of(band, 1), "weight");
  expect_ok(info.Env(), firstpass::accumulate_tile(tile.Data(), region, sum.Data(), weight.Data(), band, planes, ramp));
  return info.Env().Undefined();
}

Napi::Value normalise_tiles(const Napi::CallbackInfo& info) {
  const int planes = read_count(info[2], "planes");
  const Napi::Float32Array weight = read_floats(info[1], any_length, "weight");
  const size_t count = weight.ElementLength();
  Napi::Float32Array sum = read_floats(info[0], count * static_cast<size_t>(planes), "sum");
  expect_ok(info.Env(), firstpass::normalise_tiles(sum.Data(), weight.Data(), count, planes));
  return info.Env().Undefined();
}

}  // namespace firstpass::binding
