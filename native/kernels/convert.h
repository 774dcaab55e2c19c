#pragma once
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "simd.h"

namespace firstpass {

/** Rounds half up and clamps to 0..max, NaN to 0; a float is only scaled. */
template <class T>
FIRSTPASS_INLINE T to_sample(float value, float scale, float max) {
  value *= scale;
  if constexpr (std::is_same_v<T, float>) {
    return value;
  } else {
    value = value > 0.0f ? value : 0.0f;
    value = value < max ? value : max;
    return static_cast<T>(static_cast<int32_t>(value + 0.5f));
  }
}

}  // namespace firstpass
