#include "../kernels/noise.h"

#include "arguments.h"
#include "binding.h"

namespace firstpass::binding {

Napi::Value estimate_noise(const Napi::CallbackInfo& info) {
  const Raster source = read_raster(info[0], "source");
  const Napi::Object options = read_object(info[1], "options");
  const int bands = read_count(options.Get("bands"), "bands");
  const size_t figures = static_cast<size_t>(bands) * 3;
  Napi::Float32Array sigma = Napi::Float32Array::New(info.Env(), figures);
  Napi::Float32Array fine = Napi::Float32Array::New(info.Env(), figures);
  Napi::Float32Array blocks = Napi::Float32Array::New(info.Env(), figures);
  const float max = read_number(options.Get("max"), "max");
  expect_ok(info.Env(), firstpass::estimate_noise(source, max, bands, sigma.Data(), fine.Data(), blocks.Data()));
  Napi::Object profile = Napi::Object::New(info.Env());
  profile.Set("bands", bands);
  profile.Set("sigma", sigma);
  profile.Set("fine", fine);
  profile.Set("blocks", blocks);
  return profile;
}

}  // namespace firstpass::binding
