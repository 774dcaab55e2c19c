#include "../kernels/colour_line.h"

#include "arguments.h"
#include "binding.h"

namespace firstpass::binding {

namespace {

LineGeometry read_geometry(const Napi::Value& value) {
  const Napi::Object object = read_object(value, "geometry");
  LineGeometry geometry{};
  geometry.picture = {read_count(object.Get("width"), "geometry.width"), read_count(object.Get("height"), "geometry.height")};
  geometry.step = read_count(object.Get("stepPx"), "geometry.stepPx");
  geometry.cell = read_count(object.Get("cellPx"), "geometry.cellPx");
  return geometry;
}

const uint8_t* read_cells(const Napi::CallbackInfo& info, size_t at, const LineGeometry& geometry) {
  const Napi::Value value = info[at];
  if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != napi_uint8_array ||
      value.As<Napi::TypedArray>().ElementLength() != geometry.grid().area()) {
    throw Napi::TypeError::New(info.Env(), "cells is not one byte per cell");
  }
  return value.As<Napi::Uint8Array>().Data();
}

LineColours read_colours(const Napi::Value& value, const Raster& source) {
  const Napi::Object object = read_object(value, "colours");
  LineColours colours{};
  if (read_indices(object.Get("planes"), colours.channel, 3, source.channels, "planes") != 3) {
    throw Napi::RangeError::New(value.Env(), "planes are not three");
  }
  colours.scale = read_number(object.Get("scale"), "scale");
  colours.linear = object.Get("isLinear").ToBoolean();
  return colours;
}

}  // namespace

Napi::Value shrink_cells(const Napi::CallbackInfo& info) {
  const Raster source = read_raster(info[0], "source");
  const LineGeometry geometry = read_geometry(info[1]);
  Napi::Float32Array level = read_floats(info[3], geometry.level().area() * 3, "level");
  const LineColours colours = read_colours(info[4], source);
  expect_ok(info.Env(), firstpass::shrink_cells(source, geometry, read_cells(info, 2, geometry), level.Data(), colours));
  return info.Env().Undefined();
}

Napi::Value fit_colour_lines(const Napi::CallbackInfo& info) {
  const LineGeometry geometry = read_geometry(info[3]);
  const Napi::Float32Array level = read_floats(info[0], geometry.level().area() * 3, "level");
  const Napi::Object sides = read_object(info[2], "priorSize");
  const Size size{read_count(sides.Get("width"), "priorSize.width"), read_count(sides.Get("height"), "priorSize.height")};
  const Napi::Float32Array prior = read_floats(info[1], size.area(), "prior");
  const uint8_t* cells = read_cells(info, 4, geometry);
  Napi::Float32Array fields = Napi::Float32Array::New(info.Env(), geometry.grid().area() * line_fields);
  Napi::Float32Array alpha = Napi::Float32Array::New(info.Env(), geometry.level().area());
  expect_ok(info.Env(),
            firstpass::fit_colour_lines(level.Data(), prior.Data(), size, geometry, cells, {fields.Data(), alpha.Data()}));
  Napi::Object result = Napi::Object::New(info.Env());
  result.Set("fields", fields);
  result.Set("alpha", alpha);
  return result;
}

Napi::Value project_colour_lines(const Napi::CallbackInfo& info) {
  const Raster source = read_raster(info[0], "source");
  const LineGeometry geometry = read_geometry(info[1]);
  const Napi::Object matte = read_object(info[2], "matte");
  Napi::Float32Array fields = read_floats(matte.Get("fields"), geometry.grid().area() * line_fields, "fields");
  Napi::Float32Array alpha = read_floats(matte.Get("alpha"), geometry.level().area(), "alpha");
  const Raster target = read_raster(info[3], "target");
  const Napi::Object object = read_object(info[4], "options");
  ProjectOptions options{};
  options.colours = read_colours(object, source);
  options.max = read_number(object.Get("max"), "max");
  options.keep = object.Get("keep").ToBoolean();
  expect_ok(info.Env(), firstpass::project_colour_lines(source, geometry, {fields.Data(), alpha.Data()}, target, options));
  return info.Env().Undefined();
}

}  // namespace firstpass::binding
