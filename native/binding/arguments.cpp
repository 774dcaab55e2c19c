#include "arguments.h"

#include <cmath>
#include <string>

namespace firstpass::binding {

namespace {

[[noreturn]] void refuse(const Napi::Env& env, const char* what) {
  throw Napi::RangeError::New(env, std::string("wrong argument: ") + what);
}

}  // namespace

Napi::Object read_object(const Napi::Value& value, const char* what) {
  if (!value.IsObject()) refuse(value.Env(), what);
  return value.As<Napi::Object>();
}

int read_whole(const Napi::Value& value, const char* what) {
  if (!value.IsNumber()) refuse(value.Env(), what);
  const double number = value.As<Napi::Number>().DoubleValue();
  if (!(std::abs(number) <= 2147483647.0) || std::floor(number) != number) refuse(value.Env(), what);
  return static_cast<int>(number);
}

int read_count(const Napi::Value& value, const char* what) {
  const int count = read_whole(value, what);
  if (count < 1) refuse(value.Env(), what);
  return count;
}

float read_number(const Napi::Value& value, const char* what) {
  if (!value.IsNumber()) refuse(value.Env(), what);
  return value.As<Napi::Number>().FloatValue();
}

Napi::Float32Array read_floats(const Napi::Value& value, size_t samples, const char* what) {
  const bool fits = value.IsTypedArray() && value.As<Napi::TypedArray>().TypedArrayType() == napi_float32_array;
  if (!fits) refuse(value.Env(), what);
  const Napi::Float32Array floats = value.As<Napi::Float32Array>();
  if (samples != any_length && floats.ElementLength() != samples) refuse(value.Env(), what);
  return floats;
}

int read_numbers(const Napi::Value& value, float* to, int most, const char* what) {
  if (!value.IsArray() || value.As<Napi::Array>().Length() > static_cast<uint32_t>(most)) refuse(value.Env(), what);
  const Napi::Array numbers = value.As<Napi::Array>();
  for (uint32_t i = 0; i < numbers.Length(); i++) to[i] = read_number(numbers.Get(i), what);
  return static_cast<int>(numbers.Length());
}

int read_indices(const Napi::Value& value, int* to, int most, int below, const char* what) {
  if (!value.IsArray() || value.As<Napi::Array>().Length() > static_cast<uint32_t>(most)) refuse(value.Env(), what);
  const Napi::Array numbers = value.As<Napi::Array>();
  for (uint32_t i = 0; i < numbers.Length(); i++) {
    to[i] = read_whole(numbers.Get(i), what);
    if (to[i] < 0 || to[i] >= below) refuse(value.Env(), what);
  }
  return static_cast<int>(numbers.Length());
}

Region read_region(const Napi::Value& value, const char* what) {
  const Napi::Object object = read_object(value, what);
  return {read_whole(object.Get("left"), what), read_whole(object.Get("top"), what), read_count(object.Get("width"), what),
          read_count(object.Get("height"), what)};
}

Raster read_raster(const Napi::Value& value, const char* what) {
  const Napi::Object object = read_object(value, what);
  const Napi::Value data = object.Get("data");
  if (!data.IsTypedArray()) refuse(value.Env(), what);
  const Napi::TypedArray samples = data.As<Napi::TypedArray>();
  Raster raster{};
  switch (samples.TypedArrayType()) {
    case napi_uint8_array: raster.sample = Sample::u8; break;
    case napi_uint16_array: raster.sample = Sample::u16; break;
    case napi_float32_array: raster.sample = Sample::f32; break;
    default: refuse(value.Env(), what);
  }
  raster.width = read_count(object.Get("width"), what);
  raster.height = read_count(object.Get("height"), what);
  raster.channels = read_count(object.Get("channels"), what);
  raster.top = read_whole(object.Get("top"), what);
  raster.full_height = read_count(object.Get("fullHeight"), what);
  const bool inside = raster.channels <= 16 && raster.top >= 0 && int64_t{raster.top} + raster.height <= raster.full_height;
  if (!inside || samples.ElementLength() != raster.row_samples() * static_cast<size_t>(raster.height)) refuse(value.Env(), what);
  raster.data = static_cast<uint8_t*>(samples.ArrayBuffer().Data()) + samples.ByteOffset();
  return raster;
}

void expect_ok(const Napi::Env& env, Status status) {
  if (status == Status::ok) return;
  Napi::Error error = Napi::Error::New(env, "a kernel found no memory");
  error.Set("code", "ENOMEM");
  throw error;
}

}  // namespace firstpass::binding
