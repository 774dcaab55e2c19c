#include "../kernels/flow.h"

#include <array>

#include "../kernels/average_frames.h"
#include "../kernels/warp.h"
#include "arguments.h"
#include "binding.h"

namespace firstpass::binding {

Napi::Value flow(const Napi::CallbackInfo& info) {
  const Size size{read_count(info[2], "width"), read_count(info[3], "height")};
  const Napi::Float32Array from = read_floats(info[0], size.area(), "from");
  const Napi::Float32Array to = read_floats(info[1], size.area(), "to");
  const Napi::Object given = read_object(info[4], "options");
  const FlowOptions options{read_whole(given.Get("finest"), "finest"), read_count(given.Get("steps"), "steps"),
                            read_whole(given.Get("rounds"), "rounds")};
  Napi::Float32Array result = Napi::Float32Array::New(info.Env(), size.area() * 2);
  expect_ok(info.Env(), firstpass::flow(from.Data(), to.Data(), size, options, result.Data()));
  return result;
}

Napi::Value warp(const Napi::CallbackInfo& info) {
  const Region place = read_region(info[1], "place");
  const Napi::Object field = read_object(info[2], "motion");
  const Size size{read_count(field.Get("width"), "width"), read_count(field.Get("height"), "height")};
  const Size picture{read_count(field.Get("pictureWidth"), "pictureWidth"), read_count(field.Get("pictureHeight"), "pictureHeight")};
  const Napi::Float32Array vectors = read_floats(field.Get("data"), size.area() * 2, "motion");
  const Region region = read_region(info[3], "region");
  const Napi::Object given = read_object(info[4], "options");
  const WarpOptions options{read_count(given.Get("planes"), "planes"),
                            given.Get("filter").ToString().Utf8Value() == "bicubic"};
  const size_t planes = static_cast<size_t>(options.planes);
  const Napi::Float32Array source = read_floats(info[0], Size{place.width, place.height}.area() * planes, "source");
  Napi::Float32Array result = Napi::Float32Array::New(info.Env(), Size{region.width, region.height}.area() * planes);
  expect_ok(info.Env(), firstpass::warp(source.Data(), place, {vectors.Data(), size, picture}, region, options, result.Data()));
  return result;
}

Napi::Value average_frames(const Napi::CallbackInfo& info) {
  constexpr uint32_t most = 64;
  const Size size{read_count(info[2], "width"), read_count(info[3], "height")};
  const Napi::Float32Array frame = read_floats(info[0], size.area() * 3, "frame");
  const Napi::Object given = read_object(info[1], "others");
  const uint32_t count = given.IsArray() ? std::min(most, given.As<Napi::Array>().Length()) : 0;
  std::array<const float*, most> others{};
  for (uint32_t i = 0; i < count; i++) others[i] = read_floats(given.Get(i), size.area() * 3, "others").Data();
  const Napi::Float32Array sigma = read_floats(read_object(info[4], "options").Get("sigma"), any_length, "sigma");
  if (sigma.ElementLength() < 1 || sigma.ElementLength() > 65536) {
    throw Napi::RangeError::New(info.Env(), "wrong argument: sigma");
  }
  const NoiseSteps noise{sigma.Data(), static_cast<int>(sigma.ElementLength())};
  Napi::Float32Array result = Napi::Float32Array::New(info.Env(), size.area() * 4);
  expect_ok(info.Env(), firstpass::average_frames(frame.Data(), others.data(), static_cast<int>(count), size, noise, result.Data()));
  return result;
}

}  // namespace firstpass::binding
