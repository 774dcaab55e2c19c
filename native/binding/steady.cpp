#include "../kernels/judge_motion.h"
#include "../kernels/steady.h"
#include "../kernels/trimap.h"

#include <limits>
#include <string>
#include <vector>

#include "arguments.h"
#include "binding.h"

namespace firstpass::binding {

namespace {

Size read_size(const Napi::Value& value, const char* what) {
  const Napi::Object sides = read_object(value, what);
  const Size size{read_count(sides.Get("width"), what), read_count(sides.Get("height"), what)};
  if (size.area() > static_cast<size_t>(std::numeric_limits<int>::max())) throw Napi::RangeError::New(value.Env(), "too large");
  return size;
}

SeenPlanes read_seen(const Napi::Object& given, size_t area) {
  return {read_floats(given.Get("plane"), area, "plane").Data(), read_floats(given.Get("gray"), area, "gray").Data()};
}

void expect_like(const Raster& matte, const Raster& own, const Napi::Env& env) {
  const bool fits = matte.width == own.width && matte.height == own.height && matte.sample == own.sample &&
                    matte.channels == 1 && matte.sample != Sample::f32 && matte.top == 0;
  if (!fits) throw Napi::RangeError::New(env, "wrong argument: matte");
}

}  // namespace

Napi::Value follow_motion(const Napi::CallbackInfo& info) {
  const Size size = read_size(info[2], "size");
  const Napi::Float32Array first = read_floats(info[0], size.area() * 2, "first");
  const Napi::Float32Array second = read_floats(info[1], size.area() * 2, "second");
  Napi::Float32Array both = Napi::Float32Array::New(info.Env(), size.area() * 2);
  firstpass::follow_motion(first.Data(), second.Data(), size, both.Data());
  return both;
}

Napi::Value carry_plane(const Napi::CallbackInfo& info) {
  const Size size = read_size(info[2], "size");
  const Napi::Float32Array plane = read_floats(info[0], size.area(), "plane");
  const Napi::Float32Array motion = read_floats(info[1], size.area() * 2, "motion");
  Napi::Float32Array carried = Napi::Float32Array::New(info.Env(), size.area());
  firstpass::carry_plane(plane.Data(), motion.Data(), size, carried.Data());
  return carried;
}

Napi::Value add_neighbour(const Napi::CallbackInfo& info) {
  const Napi::Object given = read_object(info[3], "options");
  const Size size = read_size(given, "options");
  const SteadyOptions options{size,
                              read_number(given.Get("share"), "share"),
                              read_number(given.Get("alike"), "alike"),
                              read_number(given.Get("difference"), "difference"),
                              read_number(given.Get("miss"), "miss"),
                              read_number(given.Get("missOfWay"), "missOfWay")};
  Napi::Float32Array sums = read_floats(info[0], size.area(), "sums");
  Napi::Float32Array weights = read_floats(info[1], size.area(), "weights");
  const Napi::Object seen = read_object(info[2], "seen");
  const SeenPlanes own = read_seen(read_object(seen.Get("own"), "own"), size.area());
  const Napi::Object beside = read_object(seen.Get("other"), "other");
  const SeenNeighbour other{read_seen(beside, size.area()), read_floats(beside.Get("way"), size.area() * 2, "way").Data(),
                            read_floats(beside.Get("back"), size.area() * 2, "back").Data()};
  firstpass::add_neighbour(sums.Data(), weights.Data(), own, other, options);
  return info.Env().Undefined();
}

Napi::Value calm_matte(const Napi::CallbackInfo& info) {
  const Raster own = read_raster(info[0], "own");
  const Raster target = read_raster(info[1], "target");
  expect_like(own, own, info.Env());
  expect_like(target, own, info.Env());
  const Napi::Object given = read_object(info[3], "options");
  const CalmOptions options{read_number(given.Get("max"), "max"), read_number(given.Get("difference"), "difference"),
                            read_number(given.Get("haze"), "haze"), read_size(given.Get("coarse"), "coarse")};
  if (!info[2].IsArray()) throw Napi::RangeError::New(info.Env(), "wrong argument: neighbours");
  const Napi::Array list = info[2].As<Napi::Array>();
  std::vector<CalmNeighbour> neighbours;
  for (uint32_t i = 0; i < list.Length(); i++) {
    const Napi::Object one = read_object(list.Get(i), "neighbour");
    const Raster matte = read_raster(one.Get("matte"), "matte");
    expect_like(matte, own, info.Env());
    neighbours.push_back({matte, read_floats(one.Get("way"), options.coarse.area() * 2, "way").Data()});
  }
  firstpass::calm_matte(own, target, neighbours.data(), static_cast<int>(neighbours.size()), options);
  return info.Env().Undefined();
}

Napi::Value judge_by_motion(const Napi::CallbackInfo& info) {
  const Size size = read_size(info[2], "size");
  const SeenPlanes seen = read_seen(read_object(info[0], "seen"), size.area());
  if (!info[1].IsArray()) throw Napi::RangeError::New(info.Env(), "wrong argument: witnesses");
  const Napi::Array list = info[1].As<Napi::Array>();
  std::vector<Witness> witnesses;
  for (uint32_t i = 0; i < list.Length(); i++) {
    const Napi::Object one = read_object(list.Get(i), "witness");
    witnesses.push_back({read_floats(one.Get("gray"), size.area(), "gray").Data(),
                         read_floats(one.Get("way"), size.area() * 2, "way").Data()});
  }
  Napi::Float32Array mended = Napi::Float32Array::New(info.Env(), size.area());
  bool told = false;
  const int count = static_cast<int>(witnesses.size());
  expect_ok(info.Env(), firstpass::judge_by_motion(seen, witnesses.data(), count, size, mended.Data(), &told));
  return told ? mended : info.Env().Undefined();
}

Napi::Value trimap_cells(const Napi::CallbackInfo& info) {
  const Size size = read_size(info[1], "size");
  const Napi::Float32Array matte = read_floats(info[0], size.area(), "matte");
  const Size picture = read_size(info[2], "picture");
  const int cell_px = read_count(info[3], "cellPx");
  const size_t cell = static_cast<size_t>(cell_px);
  const auto cells_of = [&](int side) { return (static_cast<size_t>(side) + cell - 1) / cell; };
  Napi::Uint8Array cells = Napi::Uint8Array::New(info.Env(), cells_of(picture.width) * cells_of(picture.height));
  expect_ok(info.Env(), firstpass::trimap_cells(matte.Data(), size, picture, cell_px, cells.Data()));
  return cells;
}

}  // namespace firstpass::binding
