#include "../kernels/join_frames.h"
#include "../kernels/splat.h"
#include "arguments.h"
#include "binding.h"

namespace firstpass::binding {

Napi::Value splat(const Napi::CallbackInfo& info) {
  const Napi::Object sides = read_object(info[2], "size");
  const Size size{read_count(sides.Get("width"), "width"), read_count(sides.Get("height"), "height")};
  const Napi::Object given = read_object(info[3], "options");
  const SplatOptions options{read_count(given.Get("planes"), "planes"), read_number(given.Get("scale"), "scale")};
  const size_t samples = size.area() * static_cast<size_t>(options.planes);
  const Napi::Float32Array source = read_floats(info[0], samples, "source");
  const Napi::Float32Array flow = read_floats(info[1], size.area() * 2, "flow");
  const Napi::Value importance = given.Get("weights");
  const float* weights = importance.IsUndefined() ? nullptr : read_floats(importance, size.area(), "weights").Data();
  Napi::Float32Array values = Napi::Float32Array::New(info.Env(), samples);
  Napi::Float32Array weight = Napi::Float32Array::New(info.Env(), size.area());
  Napi::Float32Array coverage = Napi::Float32Array::New(info.Env(), size.area());
  const SplatResult result{values.Data(), weight.Data(), coverage.Data()};
  expect_ok(info.Env(), firstpass::splat(source.Data(), flow.Data(), weights, size, options, result));
  Napi::Object answer = Napi::Object::New(info.Env());
  answer.Set("values", values);
  answer.Set("weight", weight);
  answer.Set("coverage", coverage);
  return answer;
}

Napi::Value join_frames(const Napi::CallbackInfo& info) {
  const Raster before = read_raster(info[0], "before");
  const Raster after = read_raster(info[1], "after");
  const Raster target = read_raster(info[2], "target");
  const Napi::Object given = read_object(info[3], "fields");
  const Size size{read_count(given.Get("width"), "fields"), read_count(given.Get("height"), "fields")};
  const Napi::Float32Array data = read_floats(given.Get("data"), size.area() * 6, "fields");
  const Napi::Object options = read_object(info[4], "options");
  const JoinOptions how{read_number(options.Get("max"), "max"), options.Get("alpha").ToBoolean()};
  expect_ok(info.Env(), firstpass::join_frames(before, after, target, {data.Data(), size}, how));
  return info.Env().Undefined();
}

}  // namespace firstpass::binding
