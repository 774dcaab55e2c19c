#pragma once
#include <napi.h>

#include "../kernels/raster.h"
#include "../kernels/tiles.h"

namespace firstpass::binding {

/** These read what JavaScript passed and throw a TypeError or RangeError where it can't be what the kernel needs. */
Raster read_raster(const Napi::Value& value, const char* what);
Region read_region(const Napi::Value& value, const char* what);

/** A Float32Array of exactly `samples`, or of any length with `any_length`. */
constexpr size_t any_length = static_cast<size_t>(-1);
Napi::Float32Array read_floats(const Napi::Value& value, size_t samples, const char* what);

/** A side or count of 1 and more. */
int read_count(const Napi::Value& value, const char* what);
int read_whole(const Napi::Value& value, const char* what);
float read_number(const Napi::Value& value, const char* what);
Napi::Object read_object(const Napi::Value& value, const char* what);

/** At most `most` numbers; the answer is how many. */
int read_numbers(const Napi::Value& value, float* to, int most, const char* what);
int read_indices(const Napi::Value& value, int* to, int most, int below, const char* what);

/** The one place where a kernel's status becomes an error: `code` ENOMEM. */
void expect_ok(const Napi::Env& env, Status status);

}  // namespace firstpass::binding
