#include "pack.h"

#include <algorithm>

#include "convert.h"
#include "simd.h"
#include "threads.h"

namespace firstpass {

namespace {

/** Samples converted at a time, so that a stretch of all channels stays in the first-level cache. */
constexpr int stretch_px = 1024;

/** PackPlanes as one multiplication and one addition. */
struct Factors {
  int count;
  const int* channel;
  float factor[max_planes];
  float shift[max_planes];
};

/** The usual case: three planes in the picture's own order. */
FIRSTPASS_INLINE bool is_rgb(int count, const int* channel) {
  return count == 3 && channel[0] == 0 && channel[1] == 1 && channel[2] == 2;
}

template <class T, int Channels>
FIRSTPASS_INLINE void pack_line(const T* FIRSTPASS_RESTRICT from, float* FIRSTPASS_RESTRICT to, int count, float factor,
                                float shift) {
  for (int x = 0; x < count; x++) to[x] = static_cast<float>(from[x * Channels]) * factor + shift;
}

template <class T>
FIRSTPASS_INLINE void pack_any(const T* from, int channels, float* FIRSTPASS_RESTRICT to, int count, float factor, float shift) {
  switch (channels) {
    case 1: return pack_line<T, 1>(from, to, count, factor, shift);
    case 2: return pack_line<T, 2>(from, to, count, factor, shift);
    case 3: return pack_line<T, 3>(from, to, count, factor, shift);
    case 4: return pack_line<T, 4>(from, to, count, factor, shift);
    default:
      for (int x = 0; x < count; x++) to[x] = static_cast<float>(from[x * channels]) * factor + shift;
  }
}

template <class T>
FIRSTPASS_INLINE void pack_rgb(const T* FIRSTPASS_RESTRICT from, float* FIRSTPASS_RESTRICT red, float* FIRSTPASS_RESTRICT green,
                               float* FIRSTPASS_RESTRICT blue, int count, const Factors& planes) {
  const float factor[3] = {planes.factor[0], planes.factor[1], planes.factor[2]};
  const float shift[3] = {planes.shift[0], planes.shift[1], planes.shift[2]};
  for (int x = 0; x < count; x++) {
    red[x] = static_cast<float>(from[3 * x]) * factor[0] + shift[0];
    green[x] = static_cast<float>(from[3 * x + 1]) * factor[1] + shift[1];
    blue[x] = static_cast<float>(from[3 * x + 2]) * factor[2] + shift[2];
  }
}

/** `count` pixels from `from` to the same place in each plane. */
template <class T>
FIRSTPASS_INLINE void pack_pixels(const T* from, int channels, float* to, size_t plane, int count, const Factors& planes) {
  const bool rgb = channels == 3 && is_rgb(planes.count, planes.channel);
  if (rgb) return pack_rgb(from, to, to + plane, to + 2 * plane, count, planes);
  for (int p = 0; p < planes.count; p++) {
    pack_any(from + planes.channel[p], channels, to + static_cast<size_t>(p) * plane, count, planes.factor[p], planes.shift[p]);
  }
}

FIRSTPASS_CLONES void pack_typed(const uint8_t* from, int channels, float* to, size_t plane, int count, const Factors& planes) {
  pack_pixels(from, channels, to, plane, count, planes);
}

FIRSTPASS_CLONES void pack_typed(const uint16_t* from, int channels, float* to, size_t plane, int count, const Factors& planes) {
  pack_pixels(from, channels, to, plane, count, planes);
}

FIRSTPASS_CLONES void pack_typed(const float* from, int channels, float* to, size_t plane, int count, const Factors& planes) {
  pack_pixels(from, channels, to, plane, count, planes);
}

template <class T>
void pack_row(const Raster& source, const Region& region, int y, float* target, const Factors& planes) {
  const T* row = source.row<T>(reflect(static_cast<int64_t>(region.top) + y, source.full_height));
  const size_t plane = static_cast<size_t>(region.width) * static_cast<size_t>(region.height);
  float* to = target + static_cast<size_t>(y) * static_cast<size_t>(region.width);
  const int64_t left = region.left;
  const int inner = static_cast<int>(std::clamp<int64_t>(-left, 0, region.width));
  const int end = static_cast<int>(std::clamp<int64_t>(source.width - left, inner, region.width));
  const auto mirrored = [&](int x) {
    const T* from = row + static_cast<size_t>(reflect(left + x, source.width)) * static_cast<size_t>(source.channels);
    pack_typed(from, source.channels, to + x, plane, 1, planes);
  };
  for (int x = 0; x < inner; x++) mirrored(x);
  for (int x = inner; x < end; x += stretch_px) {
    const T* from = row + static_cast<size_t>(left + x) * static_cast<size_t>(source.channels);
    pack_typed(from, source.channels, to + x, plane, std::min(stretch_px, end - x), planes);
  }
  for (int x = end; x < region.width; x++) mirrored(x);
}

template <class T, int Channels>
FIRSTPASS_INLINE void unpack_line(const float* FIRSTPASS_RESTRICT from, T* FIRSTPASS_RESTRICT to, int count, float scale,
                                  float max) {
  for (int x = 0; x < count; x++) to[x * Channels] = to_sample<T>(from[x], scale, max);
}

template <class T>
FIRSTPASS_INLINE void unpack_rgb(const float* FIRSTPASS_RESTRICT red, const float* FIRSTPASS_RESTRICT green,
                                 const float* FIRSTPASS_RESTRICT blue, T* FIRSTPASS_RESTRICT to, int count, float scale,
                                 float max) {
  T parts[3][stretch_px];
  for (int x = 0; x < count; x++) parts[0][x] = to_sample<T>(red[x], scale, max);
  for (int x = 0; x < count; x++) parts[1][x] = to_sample<T>(green[x], scale, max);
  for (int x = 0; x < count; x++) parts[2][x] = to_sample<T>(blue[x], scale, max);
  for (int x = 0; x < count; x++) {
    to[3 * x] = parts[0][x];
    to[3 * x + 1] = parts[1][x];
    to[3 * x + 2] = parts[2][x];
  }
}

/** At most stretch_px pixels. */
template <class T>
FIRSTPASS_INLINE void unpack_pixels(const float* from, size_t plane, T* to, int channels, int count, const UnpackPlanes& planes) {
  const bool rgb = channels == 3 && is_rgb(planes.count, planes.channel);
  const float scale = planes.scale;
  const float max = planes.max;
  if (rgb) return unpack_rgb(from, from + plane, from + 2 * plane, to, count, scale, max);
  for (int p = 0; p < planes.count; p++) {
    const float* line = from + static_cast<size_t>(p) * plane;
    T* first = to + planes.channel[p];
    if (channels == 1) unpack_line<T, 1>(line, first, count, scale, max);
    else if (channels == 4) unpack_line<T, 4>(line, first, count, scale, max);
    else for (int x = 0; x < count; x++) first[x * channels] = to_sample<T>(line[x], scale, max);
  }
}

FIRSTPASS_CLONES void unpack_typed(const float* from, size_t plane, uint8_t* to, int channels, int count,
                                   const UnpackPlanes& planes) {
  unpack_pixels(from, plane, to, channels, count, planes);
}

FIRSTPASS_CLONES void unpack_typed(const float* from, size_t plane, uint16_t* to, int channels, int count,
                                   const UnpackPlanes& planes) {
  unpack_pixels(from, plane, to, channels, count, planes);
}

FIRSTPASS_CLONES void unpack_typed(const float* from, size_t plane, float* to, int channels, int count,
                                   const UnpackPlanes& planes) {
  unpack_pixels(from, plane, to, channels, count, planes);
}

}  // namespace

Status pack(const Raster& source, const Region& region, float* target, const PackPlanes& asked) {
  Factors planes{asked.count, asked.channel, {}, {}};
  for (int p = 0; p < asked.count; p++) {
    planes.factor[p] = asked.scale / asked.std[p];
    planes.shift[p] = -asked.mean[p] / asked.std[p];
  }
  return parallel(region.height, grain_for(region.height, 16 + 65536 / region.width), [&](int begin, int end) {
    with_sample(source.sample, [&](auto type) {
      for (int y = begin; y < end; y++) pack_row<decltype(type)>(source, region, y, target, planes);
    });
  });
}

Status unpack(const float* source, const Region& region, const Region& crop, const Raster& target, const UnpackPlanes& planes) {
  const size_t plane = static_cast<size_t>(region.width) * static_cast<size_t>(region.height);
  return parallel(crop.height, grain_for(crop.height, 16 + 65536 / crop.width), [&](int begin, int end) {
    with_sample(target.sample, [&](auto type) {
      using T = decltype(type);
      for (int y = crop.top + begin; y < crop.top + end; y++) {
        const float* from = source + static_cast<size_t>(y - region.top) * static_cast<size_t>(region.width);
        T* to = target.row<T>(y);
        for (int x = crop.left; x < crop.left + crop.width; x += stretch_px) {
          const int count = std::min(stretch_px, crop.left + crop.width - x);
          const size_t place = static_cast<size_t>(x) * static_cast<size_t>(target.channels);
          unpack_typed(from + (x - region.left), plane, to + place, target.channels, count, planes);
        }
      }
    });
  });
}

}  // namespace firstpass
