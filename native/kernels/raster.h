#pragma once
#include <cstddef>
#include <cstdint>

namespace firstpass {

/** What a kernel answers; binding/ turns it into the error that JavaScript sees. */
enum class Status { ok, no_memory };

enum class Sample { u8, u16, f32 };

/** Rows [top, top + height) of a picture of full_height rows; interleaved, no padding. The caller owns the memory. */
struct Raster {
  void* data;
  Sample sample;
  int width;
  int height;
  int channels;
  int top;
  int full_height;

  size_t row_samples() const { return static_cast<size_t>(width) * static_cast<size_t>(channels); }

  /** Row `y` of the picture, which must be in the band. */
  template <class T>
  T* row(int y) const {
    return static_cast<T*>(data) + static_cast<size_t>(y - top) * row_samples();
  }
};

struct Region {
  int left;
  int top;
  int width;
  int height;
};

struct Size {
  int width;
  int height;

  size_t area() const { return static_cast<size_t>(width) * static_cast<size_t>(height); }
};

/** Index `i` of a line of `n` samples, mirrored at both ends without repeating the end: 3 2|1 2 3|2 1. */
inline int reflect(int64_t i, int n) {
  if (i >= 0 && i < n) return static_cast<int>(i);
  if (n == 1) return 0;
  const int64_t period = 2 * (static_cast<int64_t>(n) - 1);
  const int64_t folded = ((i % period) + period) % period;
  return static_cast<int>(folded < n ? folded : period - folded);
}

/** The same, repeating the end: 2 1|1 2 3|3 2. What is resampled is best continued so: its edge stays where it is. */
inline int mirror(int64_t i, int n) {
  if (i >= 0 && i < n) return static_cast<int>(i);
  const int64_t period = 2 * static_cast<int64_t>(n);
  const int64_t folded = ((i % period) + period) % period;
  return static_cast<int>(folded < n ? folded : period - 1 - folded);
}

/** Calls `use` with a value of the sample's C++ type, so that a template can be chosen by it. */
template <class Use>
void with_sample(Sample sample, Use use) {
  if (sample == Sample::u8) use(uint8_t{});
  else if (sample == Sample::u16) use(uint16_t{});
  else use(float{});
}

}  // namespace firstpass
