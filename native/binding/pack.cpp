#include "../kernels/pack.h"

#include "arguments.h"
#include "binding.h"

namespace firstpass::binding {

Napi::Value pack(const Napi::CallbackInfo& info) {
  const Raster source = read_raster(info[0], "source");
  const Region region = read_region(info[1], "region");
  const Napi::Object options = read_object(info[3], "options");
  PackPlanes planes{};
  planes.count = read_indices(options.Get("planes"), planes.channel, max_planes, source.channels, "planes");
  planes.scale = read_number(options.Get("scale"), "scale");
  const bool complete = read_numbers(options.Get("mean"), planes.mean, max_planes, "mean") == planes.count &&
                        read_numbers(options.Get("std"), planes.std, max_planes, "std") == planes.count;
  if (!complete) throw Napi::RangeError::New(info.Env(), "wrong argument: mean or std");
  const size_t samples = Size{region.width, region.height}.area() * static_cast<size_t>(planes.count);
  Napi::Float32Array target = read_floats(info[2], samples, "target");
  expect_ok(info.Env(), firstpass::pack(source, region, target.Data(), planes));
  return info.Env().Undefined();
}

Napi::Value unpack(const Napi::CallbackInfo& info) {
  const Region region = read_region(info[1], "region");
  const Region crop = read_region(info[2], "crop");
  const Raster target = read_raster(info[3], "target");
  const Napi::Object options = read_object(info[4], "options");
  UnpackPlanes planes{};
  planes.count = read_indices(options.Get("planes"), planes.channel, max_planes, target.channels, "planes");
  planes.scale = read_number(options.Get("scale"), "scale");
  planes.max = read_number(options.Get("max"), "max");
  const size_t samples = Size{region.width, region.height}.area() * static_cast<size_t>(planes.count);
  const Napi::Float32Array source = read_floats(info[0], samples, "source");
  expect_ok(info.Env(), firstpass::unpack(source.Data(), region, crop, target, planes));
  return info.Env().Undefined();
}

}  // namespace firstpass::binding
