#include <algorithm>
#include <cmath>
#include <vector>

#include "colour_line.h"
#include "colour_line_sample.h"
#include "convert.h"
#include "simd.h"
#include "threads.h"

namespace firstpass {

namespace {

/** A linear sample as roughly what the eye sees of it; encoded ones pass. */
FIRSTPASS_INLINE float seen(float value, bool linear) {
  if (!linear) return value;
  return value > 0 ? std::sqrt(value < 1 ? value : 1.0f) : 0.0f;
}

template <class T>
FIRSTPASS_INLINE void sum_row(const T* FIRSTPASS_RESTRICT from, float* FIRSTPASS_RESTRICT to, int pixels, int channels,
                              int channel, bool linear, float scale) {
  for (int x = 0; x < pixels; x++) to[x] += seen(static_cast<float>(from[x * channels + channel]) * scale, linear);
}

#define FIRSTPASS_SUM_ROW(name, type)                                                                                    \
  FIRSTPASS_CLONES void name(const type* from, float* const* to, int pixels, int channels, const LineColours& colours) { \
    for (int c = 0; c < 3; c++) {                                                                                        \
      if (channels == 3) sum_row(from, to[c], pixels, 3, colours.channel[c], colours.linear, colours.scale);             \
      else sum_row(from, to[c], pixels, channels, colours.channel[c], colours.linear, colours.scale);                    \
    }                                                                                                                    \
  }
FIRSTPASS_SUM_ROW(sum_pixels, uint8_t)
FIRSTPASS_SUM_ROW(sum_pixels, uint16_t)
FIRSTPASS_SUM_ROW(sum_pixels, float)

template <class T>
void shrink_row(const Raster& source, const LineGeometry& geometry, const uint8_t* cells, float* level,
                const LineColours& colours, int y, std::vector<float>& sums) {
  const Size size = geometry.level();
  const int step = geometry.step;
  const int top = y * step;
  const int bottom = std::min(geometry.picture.height, top + step);
  const Size grid = geometry.grid();
  const size_t width = static_cast<size_t>(geometry.picture.width);
  for_runs(cells + static_cast<size_t>(y / geometry.cell) * static_cast<size_t>(grid.width), grid.width, false,
           [&](int first, int last) {
             const int left = first * geometry.cell_px();
             const int right = std::min(geometry.picture.width, last * geometry.cell_px());
             float* planes[3];
             for (size_t c = 0; c < 3; c++) {
               planes[c] = sums.data() + c * width + static_cast<size_t>(left);
               std::fill(planes[c], planes[c] + (right - left), 0.0f);
             }
             for (int row = top; row < bottom; row++) {
               sum_pixels(source.row<T>(row) + static_cast<size_t>(left) * static_cast<size_t>(source.channels), planes,
                          right - left, source.channels, colours);
             }
             for (int x = left / step; x * step < right; x++) {
               const int end = std::min(right, (x + 1) * step);
               const float share = 1.0f / static_cast<float>((end - x * step) * (bottom - top));
               float* to = level + (static_cast<size_t>(y) * static_cast<size_t>(size.width) + static_cast<size_t>(x)) * 3;
               for (int c = 0; c < 3; c++) {
                 float sum = 0;
                 for (int i = x * step - left; i < end - left; i++) sum += planes[c][i];
                 to[c] = sum * share;
               }
             }
           });
}

/** Widens one row of level pixels by `step`, bilinear between their centres. */
void widen(const float* level, int count, int step, int begin, int end, float* to) {
  const float scale = 1.0f / static_cast<float>(step);
  for (int x = begin; x < end;) {
    const int j = (x + step - step / 2) / step - 1;
    const int stop = std::min(end, (j + 1) * step + step / 2);
    const float low = level[std::clamp(j, 0, count - 1)];
    const float slope = level[std::clamp(j + 1, 0, count - 1)] - low;
    const float offset = (0.5f - static_cast<float>(step) / 2) * scale - static_cast<float>(j);
    for (int i = x; i < stop; i++) to[i] = low + slope * (static_cast<float>(i) * scale + offset);
    x = stop;
  }
}

/** From this trust on, colours alone decide against a mask that was given. */
constexpr float full_trust = 20;

template <bool Linear, bool Keep, class S, class T>
FIRSTPASS_INLINE void project_run(const S* FIRSTPASS_RESTRICT in, int channels, const int* channel, const FieldRow& row,
                                  const float* FIRSTPASS_RESTRICT prior, const Run& run, T* FIRSTPASS_RESTRICT out, float scale,
                                  float max) {
  const float* FIRSTPASS_RESTRICT r = row.plane(0);
  const float* FIRSTPASS_RESTRICT g = row.plane(1);
  const float* FIRSTPASS_RESTRICT b = row.plane(2);
  const float* FIRSTPASS_RESTRICT offset = row.plane(3);
  const float* FIRSTPASS_RESTRICT trust = row.plane(4);
  const float* FIRSTPASS_RESTRICT inside = row.plane(5);
  const S* FIRSTPASS_RESTRICT reds = in + channel[0];
  const S* FIRSTPASS_RESTRICT greens = in + channel[1];
  const S* FIRSTPASS_RESTRICT blues = in + channel[2];
  for (int x = run.begin; x < run.end; x++) {
    const float red = seen(static_cast<float>(reds[x * channels]) * scale, Linear);
    const float green = seen(static_cast<float>(greens[x * channels]) * scale, Linear);
    const float blue = seen(static_cast<float>(blues[x * channels]) * scale, Linear);
    float value = FieldRow::mix(r[x] * red + g[x] * green + b[x] * blue - offset[x], trust[x], prior[x]);
    if (Keep) {
      const float before = static_cast<float>(out[x]) / max;
      // Where the colours say little, the edge that was given is better than the prior, which is a blurred copy of it.
      const float said = trust[x] < full_trust ? trust[x] * (1 / full_trust) : 1.0f;
      value = before + inside[x] * said * (value - before);
    }
    out[x] = to_sample<T>(value, max, max);
  }
}

template <class S, class T>
FIRSTPASS_INLINE void project_any(const S* in, int channels, const FieldRow& row, const float* prior, const Run& run, T* out,
                                  const ProjectOptions& options) {
  constexpr int rgb[3] = {0, 1, 2};
  const LineColours& colours = options.colours;
  const bool is_rgb = channels == 3 && colours.channel[0] == 0 && colours.channel[1] == 1 && colours.channel[2] == 2;
  const float scale = colours.scale;
  const float max = options.max;
  if (colours.linear && options.keep) project_run<true, true>(in, channels, colours.channel, row, prior, run, out, scale, max);
  else if (colours.linear) project_run<true, false>(in, channels, colours.channel, row, prior, run, out, scale, max);
  else if (options.keep) project_run<false, true>(in, channels, colours.channel, row, prior, run, out, scale, max);
  else if (is_rgb) project_run<false, false>(in, 3, rgb, row, prior, run, out, scale, max);
  else project_run<false, false>(in, channels, colours.channel, row, prior, run, out, scale, max);
}

#define FIRSTPASS_PROJECT(S, T)                                                                                            \
  FIRSTPASS_CLONES void project_pixels(const S* in, int channels, const FieldRow& row, const float* prior, const Run& run, \
                                       T* out, const ProjectOptions& options) {                                            \
    project_any(in, channels, row, prior, run, out, options);                                                              \
  }
FIRSTPASS_PROJECT(uint8_t, uint8_t)
FIRSTPASS_PROJECT(uint16_t, uint8_t)
FIRSTPASS_PROJECT(float, uint8_t)
FIRSTPASS_PROJECT(uint8_t, uint16_t)
FIRSTPASS_PROJECT(uint16_t, uint16_t)
FIRSTPASS_PROJECT(float, uint16_t)

/** What a level row is outside the band, where the matte is 0 or 1 throughout: the first pixel of each cell says which. */
template <class T>
void settle_line(const float* alpha, const LineGeometry& geometry, float max, std::vector<T>& line) {
  const int width = geometry.picture.width;
  const int cell_px = geometry.cell_px();
  for (int left = 0, x = 0; left < width; left += cell_px, x += geometry.cell) {
    std::fill(line.begin() + left, line.begin() + std::min(width, left + cell_px), to_sample<T>(alpha[x], max, max));
  }
}

template <class S, class T>
void project_rows(const Raster& source, const LineGeometry& geometry, const LineMatte& matte, const Raster& target,
                  const ProjectOptions& options, int begin, int end) {
  const Size size = geometry.level();
  const int width = geometry.picture.width;
  FieldRow row(geometry.grid().width, width, geometry.cell_px());
  std::vector<float> between(static_cast<size_t>(size.width));
  std::vector<float> prior(static_cast<size_t>(width));
  std::vector<T> settled(static_cast<size_t>(width));
  const float* settled_from = nullptr;
  const auto level_row = [&](int y) {
    return matte.alpha + static_cast<size_t>(std::clamp(y, 0, size.height - 1)) * static_cast<size_t>(size.width);
  };
  for (int y = begin; y < end; y++) {
    const float at = (static_cast<float>(y) + 0.5f) / static_cast<float>(geometry.step) - 0.5f;
    const int low = static_cast<int>(std::floor(at));
    const float part = at - static_cast<float>(low);
    const float* upper = level_row(low);
    const float* lower = level_row(low + 1);
    const float* nearest = part < 0.5f ? upper : lower;
    T* out = target.row<T>(y);
    const bool any = row.read(matte.fields, geometry.grid(), y);
    if (!any && options.keep) continue;
    if (nearest != settled_from) settle_line(nearest, geometry, options.max, settled);
    settled_from = nearest;
    int done = 0;
    const auto settle = [&](int until) {
      if (options.keep) return;
      // A run ends amid a cell.
      const int whole = std::min(until, (done + geometry.cell_px() - 1) / geometry.cell_px() * geometry.cell_px());
      if (done < whole) std::fill(out + done, out + whole, to_sample<T>(nearest[done / geometry.step], options.max, options.max));
      std::copy(settled.begin() + whole, settled.begin() + until, out + whole);
    };
    for (const Run& run : row.runs()) {
      settle(run.begin);
      row.expand(run);
      const int first = std::max(0, run.begin / geometry.step - 1);
      const int last = std::min(size.width, run.end / geometry.step + 2);
      for (int x = first; x < last; x++) between[static_cast<size_t>(x)] = upper[x] + (lower[x] - upper[x]) * part;
      widen(between.data(), size.width, geometry.step, run.begin, run.end, prior.data());
      project_pixels(source.row<S>(y), source.channels, row, prior.data(), run, out, options);
      done = run.end;
    }
    settle(width);
  }
}

}  // namespace

Status shrink_cells(const Raster& source, const LineGeometry& geometry, const uint8_t* cells, float* level,
                    const LineColours& colours) {
  const int first = source.top / geometry.step;
  const int last = (source.top + source.height + geometry.step - 1) / geometry.step;
  return parallel(last - first, grain_for(last - first, 2), [&](int begin, int end) {
    std::vector<float> sums(static_cast<size_t>(geometry.picture.width) * 3);
    for (int y = first + begin; y < first + end; y++) {
      with_sample(source.sample,
                  [&](auto sample) { shrink_row<decltype(sample)>(source, geometry, cells, level, colours, y, sums); });
    }
  });
}

Status project_colour_lines(const Raster& source, const LineGeometry& geometry, const LineMatte& matte, const Raster& target,
                            const ProjectOptions& options) {
  return parallel(target.height, grain_for(target.height, 8), [&](int begin, int end) {
    with_sample(source.sample, [&](auto from) {
      using S = decltype(from);
      if (target.sample == Sample::u8)
        project_rows<S, uint8_t>(source, geometry, matte, target, options, target.top + begin, target.top + end);
      else project_rows<S, uint16_t>(source, geometry, matte, target, options, target.top + begin, target.top + end);
    });
  });
}

}  // namespace firstpass
