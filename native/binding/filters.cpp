#include "../kernels/blur.h"
#include "../kernels/guided_filter.h"
#include "../kernels/non_local_means.h"
#include "arguments.h"
#include "binding.h"

namespace firstpass::binding {

Napi::Value gaussian_blur(const Napi::CallbackInfo& info) {
  const Size size{read_count(info[1], "width"), read_count(info[2], "height")};
  Napi::Float32Array plane = read_floats(info[0], size.area(), "plane");
  expect_ok(info.Env(), firstpass::gaussian_blur(plane.Data(), size, read_number(info[3], "sigma")));
  return info.Env().Undefined();
}

Napi::Value guided_filter(const Napi::CallbackInfo& info) {
  const Size size{read_count(info[2], "width"), read_count(info[3], "height")};
  const Napi::Object options = read_object(info[4], "options");
  const int radius = read_whole(options.Get("radius"), "radius");
  const float epsilon = read_number(options.Get("epsilon"), "epsilon");
  const Napi::Float32Array guide = read_floats(info[0], size.area(), "guide");
  const Napi::Float32Array plane = read_floats(info[1], size.area(), "plane");
  Napi::Float32Array result = Napi::Float32Array::New(info.Env(), size.area());
  expect_ok(info.Env(), firstpass::guided_filter(guide.Data(), plane.Data(), result.Data(), size, radius, epsilon));
  return result;
}

Napi::Value non_local_means(const Napi::CallbackInfo& info) {
  const Size size{read_count(info[1], "width"), read_count(info[2], "height")};
  const Napi::Object options = read_object(info[3], "options");
  NonLocalMeansOptions chosen{};
  chosen.planes = read_numbers(options.Get("sigma"), chosen.sigma, max_nlm_planes, "sigma");
  chosen.patch_radius = read_count(options.Get("patchRadius"), "patchRadius");
  chosen.search_radius = read_count(options.Get("searchRadius"), "searchRadius");
  const Napi::Value h = options.Get("h");
  chosen.h = h.IsUndefined() ? default_nlm_h : read_number(h, "h");
  const size_t samples = size.area() * static_cast<size_t>(chosen.planes);
  const Napi::Float32Array source = read_floats(info[0], samples, "source");
  Napi::Float32Array result = Napi::Float32Array::New(info.Env(), samples);
  expect_ok(info.Env(), firstpass::non_local_means(source.Data(), result.Data(), size, chosen));
  return result;
}

}  // namespace firstpass::binding
