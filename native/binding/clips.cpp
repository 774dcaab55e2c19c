#include <algorithm>
#include <string>

#include "../kernels/cut_out.h"
#include "../kernels/mix_channels.h"
#include "../kernels/prores.h"
#include "../kernels/structure_loss.h"
#include "arguments.h"
#include "binding.h"

namespace firstpass::binding {

namespace {

Raster read_samples(const Napi::Value& value, const char* what) {
  const Raster raster = read_raster(value, what);
  if (raster.sample == Sample::f32 || raster.channels > 4) throw Napi::RangeError::New(value.Env(), "wrong argument: samples");
  return raster;
}

void expect(bool holds, const Napi::Env& env, const char* what) {
  if (!holds) throw Napi::RangeError::New(env, std::string("wrong argument: ") + what);
}

ChannelMix read_mix(const Napi::Value& value, int channels) {
  const Napi::Object given = read_object(value, "mix");
  ChannelMix mix{{}, read_number(given.Get("offset"), "offset"), read_number(given.Get("most"), "most")};
  expect(read_numbers(given.Get("weights"), mix.weights, 4, "weights") == channels, value.Env(), "weights");
  return mix;
}

bool is_beside(const Raster& a, const Raster& b) { return a.width == b.width && a.height == b.height && a.top == b.top; }

}  // namespace

Napi::Value mix_channels(const Napi::CallbackInfo& info) {
  const Raster source = read_samples(info[0], "source");
  const bool fits = info[1].IsTypedArray() && info[1].As<Napi::TypedArray>().TypedArrayType() == napi_uint16_array;
  expect(fits, info.Env(), "target");
  Napi::Uint16Array target = info[1].As<Napi::Uint16Array>();
  const size_t pixels = static_cast<size_t>(source.width) * static_cast<size_t>(source.height);
  expect(target.ElementLength() == pixels, info.Env(), "target");
  firstpass::mix_channels(source, target.Data(), read_mix(info[2], source.channels));
  return info.Env().Undefined();
}

Napi::Value encode_prores(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Raster source = read_samples(info[0], "source");
  const Napi::Object given = read_object(info[1], "form");
  ProresForm form{};
  form.scale = read_count(given.Get("scale"), "scale");
  form.alpha_bits = read_whole(given.Get("alphaBits"), "alphaBits");
  expect(form.scale <= 224 && (form.alpha_bits == 0 || form.alpha_bits == 8 || form.alpha_bits == 16), env, "form");
  int matrix[64];
  expect(read_indices(given.Get("matrix"), matrix, 64, 256, "matrix") == 64, env, "matrix");
  for (int i = 0; i < 64; i++) {
    expect(matrix[i] > 0, env, "matrix");
    form.matrix[i] = static_cast<uint8_t>(matrix[i]);
  }
  expect(given.Get("mixes").IsArray(), env, "mixes");
  const Napi::Array mixes = given.Get("mixes").As<Napi::Array>();
  const uint32_t planes = form.alpha_bits > 0 ? 4 : 3;
  expect(mixes.Length() == planes, env, "mixes");
  for (uint32_t plane = 0; plane < planes; plane++) {
    form.mixes[plane] = read_mix(mixes.Get(plane), source.channels);
    expect(form.mixes[plane].most <= 1023.0f, env, "most");
  }
  ProresSlices slices;
  expect_ok(env, firstpass::encode_prores(source, form, &slices));
  Napi::Object answer = Napi::Object::New(env);
  Napi::Uint8Array bytes = Napi::Uint8Array::New(env, slices.bytes.size());
  std::copy(slices.bytes.begin(), slices.bytes.end(), bytes.Data());
  Napi::Uint16Array sizes = Napi::Uint16Array::New(env, slices.sizes.size());
  std::copy(slices.sizes.begin(), slices.sizes.end(), sizes.Data());
  answer.Set("bytes", bytes);
  answer.Set("sizes", sizes);
  return answer;
}

Napi::Value cut_out(const Napi::CallbackInfo& info) {
  const Raster picture = read_samples(info[0], "picture");
  const Raster matte = read_samples(info[1], "matte");
  const Raster target = read_samples(info[2], "target");
  const bool fits = is_beside(picture, matte) && is_beside(picture, target) && picture.sample == target.sample &&
                    picture.channels >= 3 && matte.channels == 1 && target.channels == 4;
  expect(fits, info.Env(), "rasters");
  const Napi::Object given = read_object(info[3], "options");
  const CutOutWhite white{read_number(given.Get("max"), "max"), read_number(given.Get("matteMax"), "matteMax")};
  ColoursApart colours{nullptr, {1, 1}};
  if (!given.Get("colours").IsUndefined()) {
    const Napi::Object apart = read_object(given.Get("colours"), "colours");
    colours.size = {read_count(apart.Get("width"), "colours"), read_count(apart.Get("height"), "colours")};
    colours.planes = read_floats(apart.Get("planes"), colours.size.area() * 6, "colours").Data();
  }
  expect_ok(info.Env(), firstpass::cut_out(picture, matte, target, white, colours));
  return info.Env().Undefined();
}

Napi::Value structure_loss(const Napi::CallbackInfo& info) {
  const Napi::Object pair = read_object(info[0], "pair");
  const Size size{read_count(pair.Get("width"), "width"), read_count(pair.Get("height"), "height")};
  const Napi::Float32Array before = read_floats(pair.Get("before"), size.area(), "before");
  const Napi::Float32Array after = read_floats(pair.Get("after"), size.area(), "after");
  const Napi::Object given = read_object(info[1], "options");
  const StructureOptions options{read_count(given.Get("blockPx"), "blockPx"), read_count(given.Get("stepPx"), "stepPx"),
                                 read_whole(given.Get("reachPx"), "reachPx"), read_number(given.Get("noise"), "noise")};
  float loss = 0.0f;
  expect_ok(info.Env(), firstpass::structure_loss({before.Data(), after.Data(), size}, options, &loss));
  return Napi::Number::New(info.Env(), static_cast<double>(loss));
}

}  // namespace firstpass::binding
