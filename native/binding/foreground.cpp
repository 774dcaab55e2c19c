#include "../kernels/foreground.h"

#include "arguments.h"
#include "binding.h"

namespace firstpass::binding {

Napi::Value halve_planes(const Napi::CallbackInfo& info) {
  const Size size{read_count(info[1], "width"), read_count(info[2], "height")};
  const int planes = read_count(info[3], "planes");
  const Size half{(size.width + 1) / 2, (size.height + 1) / 2};
  const Napi::Float32Array source = read_floats(info[0], size.area() * static_cast<size_t>(planes), "source");
  Napi::Float32Array result = Napi::Float32Array::New(info.Env(), half.area() * static_cast<size_t>(planes));
  expect_ok(info.Env(), firstpass::halve_planes(source.Data(), size, planes, result.Data()));
  return result;
}

Napi::Value foreground_level(const Napi::CallbackInfo& info) {
  const Napi::Object sides = read_object(info[3], "size");
  const Size size{read_count(sides.Get("width"), "width"), read_count(sides.Get("height"), "height")};
  const Size half{(size.width + 1) / 2, (size.height + 1) / 2};
  const Napi::Float32Array picture = read_floats(info[0], size.area() * 3, "picture");
  const Napi::Float32Array alpha = read_floats(info[1], size.area(), "alpha");
  const Napi::Float32Array start = read_floats(info[2], half.area() * 6, "start");
  const Napi::Object given = read_object(info[4], "options");
  const ForegroundOptions options{read_count(given.Get("rounds"), "rounds"), read_number(given.Get("ceiling"), "ceiling")};
  Napi::Float32Array result = Napi::Float32Array::New(info.Env(), size.area() * 6);
  expect_ok(info.Env(), firstpass::foreground_level(picture.Data(), alpha.Data(), start.Data(), size, options, result.Data()));
  return result;
}

}  // namespace firstpass::binding
