#include "../kernels/resize.h"

#include <string>

#include "arguments.h"
#include "binding.h"

namespace firstpass::binding {

namespace {

Filter read_filter(const Napi::Value& value) {
  const std::string name = value.ToString();
  if (name == "box") return Filter::box;
  if (name == "bilinear") return Filter::bilinear;
  if (name == "bicubic") return Filter::bicubic;
  if (name == "lanczos3") return Filter::lanczos3;
  throw Napi::RangeError::New(value.Env(), "wrong argument: filter");
}

}  // namespace

Napi::Value resize(const Napi::CallbackInfo& info) {
  const Raster source = read_raster(info[0], "source");
  const Raster target = read_raster(info[1], "target");
  const Napi::Object options = read_object(info[2], "options");
  const Napi::Value scale = options.Get("scale");
  const ResizeOptions chosen{read_filter(options.Get("filter")), scale.IsUndefined() ? 1.0f : read_number(scale, "scale"),
                             read_number(options.Get("max"), "max"), options.Get("alpha").ToBoolean()};
  if (source.channels != target.channels) throw Napi::RangeError::New(info.Env(), "wrong argument: channels");
  expect_ok(info.Env(), firstpass::resize(source, target, chosen));
  return info.Env().Undefined();
}

}  // namespace firstpass::binding
