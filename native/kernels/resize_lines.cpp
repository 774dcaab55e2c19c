#include "resize_lines.h"

#include "convert.h"
#include "simd.h"

namespace firstpass {

namespace {

template <class T>
FIRSTPASS_INLINE void add_any_rows(float* FIRSTPASS_RESTRICT sum, const T* const* rows, const float* weights, int count,
                                   size_t samples) {
  int k = 0;
  for (; k + 4 <= count; k += 4) {
    const T* FIRSTPASS_RESTRICT a = rows[k];
    const T* FIRSTPASS_RESTRICT b = rows[k + 1];
    const T* FIRSTPASS_RESTRICT c = rows[k + 2];
    const T* FIRSTPASS_RESTRICT d = rows[k + 3];
    const float wa = weights[k], wb = weights[k + 1], wc = weights[k + 2], wd = weights[k + 3];
    for (size_t i = 0; i < samples; i++) {
      sum[i] += wa * static_cast<float>(a[i]) + wb * static_cast<float>(b[i]) + wc * static_cast<float>(c[i]) +
          wd * static_cast<float>(d[i]);
    }
  }
  for (; k < count; k++) {
    const T* FIRSTPASS_RESTRICT a = rows[k];
    const float wa = weights[k];
    for (size_t i = 0; i < samples; i++) sum[i] += wa * static_cast<float>(a[i]);
  }
}

template <int Channels>
FIRSTPASS_INLINE void narrow_line(const float* FIRSTPASS_RESTRICT line, const Taps& taps, int before,
                                  float* FIRSTPASS_RESTRICT to, int width) {
  const int count = taps.count;
  for (int x = 0; x < width; x++) {
    const float* weights = taps.weights.data() + static_cast<size_t>(x) * static_cast<size_t>(count);
    const float* from = line + static_cast<size_t>(taps.start[static_cast<size_t>(x)] + before) * Channels;
    float sum[Channels] = {};
    for (int k = 0; k < count; k++) {
      for (int c = 0; c < Channels; c++) sum[c] += weights[k] * from[k * Channels + c];
    }
    for (int c = 0; c < Channels; c++) to[x * Channels + c] = sum[c];
  }
}

template <class T>
FIRSTPASS_INLINE void write_any(const float* FIRSTPASS_RESTRICT from, T* FIRSTPASS_RESTRICT to, size_t count, float scale,
                                float max) {
  for (size_t i = 0; i < count; i++) to[i] = to_sample<T>(from[i], scale, max);
}

/** Colours times alpha + trace, and alpha + trace last. */
template <class T, int Channels>
FIRSTPASS_INLINE void weigh_pixels(const T* FIRSTPASS_RESTRICT from, float* FIRSTPASS_RESTRICT to, int count, float trace) {
  for (int x = 0; x < count; x++) {
    const float cover = static_cast<float>(from[x * Channels + Channels - 1]) + trace;
    for (int c = 0; c < Channels - 1; c++) to[x * Channels + c] = static_cast<float>(from[x * Channels + c]) * cover;
    to[x * Channels + Channels - 1] = cover;
  }
}

template <class T>
FIRSTPASS_INLINE void weigh_any(const T* from, int channels, float* to, int count, float trace) {
  if (channels == 2) return weigh_pixels<T, 2>(from, to, count, trace);
  if (channels == 4) return weigh_pixels<T, 4>(from, to, count, trace);
  for (int x = 0; x < count; x++, from += channels, to += channels) {
    const float cover = static_cast<float>(from[channels - 1]) + trace;
    for (int c = 0; c < channels - 1; c++) to[c] = static_cast<float>(from[c]) * cover;
    to[channels - 1] = cover;
  }
}

}  // namespace

FIRSTPASS_CLONES void add_rows(float* sum, const uint8_t* const* rows, const float* weights, int count, size_t samples) {
  add_any_rows(sum, rows, weights, count, samples);
}

FIRSTPASS_CLONES void add_rows(float* sum, const uint16_t* const* rows, const float* weights, int count, size_t samples) {
  add_any_rows(sum, rows, weights, count, samples);
}

FIRSTPASS_CLONES void add_rows(float* sum, const float* const* rows, const float* weights, int count, size_t samples) {
  add_any_rows(sum, rows, weights, count, samples);
}

FIRSTPASS_CLONES void resample_line(const float* line, int channels, const Taps& taps, int before, float* to, int width) {
  switch (channels) {
    case 1: return narrow_line<1>(line, taps, before, to, width);
    case 2: return narrow_line<2>(line, taps, before, to, width);
    case 3: return narrow_line<3>(line, taps, before, to, width);
    case 4: return narrow_line<4>(line, taps, before, to, width);
    default: break;
  }
  for (int x = 0; x < width; x++) {
    const float* from = line + static_cast<size_t>(taps.start[static_cast<size_t>(x)] + before) * static_cast<size_t>(channels);
    for (int c = 0; c < channels; c++) {
      float sum = 0;
      for (int k = 0; k < taps.count; k++) sum += taps.of(x)[k] * from[k * channels + c];
      to[static_cast<size_t>(x) * static_cast<size_t>(channels) + static_cast<size_t>(c)] = sum;
    }
  }
}

FIRSTPASS_CLONES void write_samples(const float* from, uint8_t* to, size_t count, float scale, float max) {
  write_any(from, to, count, scale, max);
}

FIRSTPASS_CLONES void write_samples(const float* from, uint16_t* to, size_t count, float scale, float max) {
  write_any(from, to, count, scale, max);
}

FIRSTPASS_CLONES void write_samples(const float* from, float* to, size_t count, float scale, float max) {
  write_any(from, to, count, scale, max);
}

FIRSTPASS_CLONES void weigh_by_alpha(const uint8_t* from, int channels, float* to, int count, float trace) {
  weigh_any(from, channels, to, count, trace);
}

FIRSTPASS_CLONES void weigh_by_alpha(const uint16_t* from, int channels, float* to, int count, float trace) {
  weigh_any(from, channels, to, count, trace);
}

FIRSTPASS_CLONES void weigh_by_alpha(const float* from, int channels, float* to, int count, float trace) {
  weigh_any(from, channels, to, count, trace);
}

}  // namespace firstpass
