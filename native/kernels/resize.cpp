#include "resize.h"

#include <algorithm>
#include <vector>

#include "resize_lines.h"
#include "taps.h"
#include "threads.h"

namespace firstpass {

namespace {

/** Samples worked on at a time, so that a stretch stays in the first-level cache. */
constexpr size_t stretch = 4096;

/** One resize: what is the same for all strips of rows. */
class Resizer {
 public:
  Resizer(const Raster& source, const Raster& target, const ResizeOptions& options)
      : source(source), target(target), options(options),
        columns(make_taps(0, target.width, source.width, target.width, options.filter)),
        rows(make_taps(target.top, target.height, source.full_height, target.full_height, options.filter)),
        trace(options.alpha ? options.max / options.scale / 4096.0f : 0.0f) {
    const auto [first, last] = std::minmax_element(columns.start.begin(), columns.start.end());
    before = std::max(0, -*first);
    after = std::max(0, *last + columns.count - source.width);
  }

  /** Rows [begin, end) of the target's band. */
  template <class T>
  void run(int begin, int end) const {
    // The cheaper direction first: a shrunk picture loses rows before its lines are resampled.
    if (target.full_height < source.full_height) shrink_rows<T>(begin, end);
    else enlarge_rows<T>(begin, end);
  }

 private:
  const Raster& source;
  const Raster& target;
  const ResizeOptions& options;
  const Taps columns;
  const Taps rows;
  const float trace;
  int before = 0;
  int after = 0;

  size_t line_samples() const {
    return static_cast<size_t>(before + source.width + after) * static_cast<size_t>(source.channels);
  }

  /** The source row of tap `k` of target row `y`; clamped, so that rounding can't leave the band. */
  int source_row(int y, int k) const {
    const int row = mirror(int64_t{rows.start[static_cast<size_t>(y)]} + k, source.full_height);
    return std::clamp(row, source.top, source.top + source.height - 1);
  }

  /** A source row as floats; with alpha, colours times alpha + trace, and alpha + trace last. */
  template <class T>
  void read_row(int row, float* to) const {
    const T* from = source.row<T>(row);
    if (!options.alpha) std::copy(from, from + source.row_samples(), to);
    else weigh_by_alpha(from, source.channels, to, source.width, trace);
  }

  /** Fills the mirrored pixels on both sides of a line whose picture part is there. */
  void pad(float* line) const {
    const size_t channels = static_cast<size_t>(source.channels);
    float* picture = line + static_cast<size_t>(before) * channels;
    const auto fill = [&](int x) {
      const float* from = picture + static_cast<size_t>(mirror(x, source.width)) * channels;
      std::copy(from, from + channels, line + static_cast<size_t>(before + x) * channels);
    };
    for (int x = -before; x < 0; x++) fill(x);
    for (int x = source.width; x < source.width + after; x++) fill(x);
  }

  void write_row(float* line, int y) const {
    const size_t samples = target.row_samples();
    if (options.alpha) {
      const size_t colours = static_cast<size_t>(target.channels) - 1;
      for (size_t i = 0; i < samples; i += colours + 1) {
        const float cover = line[i + colours];
        const float undo = cover < trace / 4 ? 0.0f : 1.0f / cover;
        for (size_t c = 0; c < colours; c++) line[i + c] *= undo;
        line[i + colours] = cover - trace;
      }
    }
    const int row = target.top + y;
    if (target.sample == Sample::u8) write_samples(line, target.row<uint8_t>(row), samples, options.scale, options.max);
    else if (target.sample == Sample::u16) write_samples(line, target.row<uint16_t>(row), samples, options.scale, options.max);
    else write_samples(line, target.row<float>(row), samples, options.scale, options.max);
  }

  template <class T>
  void shrink_rows(int begin, int end) const {
    const size_t samples = source.row_samples();
    std::vector<float> line(line_samples());
    std::vector<float> read(options.alpha ? samples : 0);
    std::vector<float> result(target.row_samples());
    std::vector<const T*> taken;
    std::vector<float> weights;
    float* sum = line.data() + static_cast<size_t>(before) * static_cast<size_t>(source.channels);
    for (int y = begin; y < end; y++) {
      std::fill(line.begin(), line.end(), 0.0f);
      taken.clear();
      weights.clear();
      for (int k = 0; k < rows.count; k++) {
        const float weight = rows.of(y)[k];
        if (weight == 0.0f) continue;
        const int row = source_row(y, k);
        if (options.alpha) {
          read_row<T>(row, read.data());
          const float* one = read.data();
          add_rows(sum, &one, &weight, 1, samples);
        } else {
          taken.push_back(source.row<T>(row));
          weights.push_back(weight);
        }
      }
      for (size_t at = 0; at < samples && !taken.empty(); at += stretch) {
        add_rows(sum + at, taken.data(), weights.data(), static_cast<int>(taken.size()), std::min(stretch, samples - at));
        for (const T*& row : taken) row += stretch;
      }
      pad(line.data());
      resample_line(line.data(), source.channels, columns, before, result.data(), target.width);
      write_row(result.data(), y);
    }
  }

  /** Lines are resampled once each and kept while target rows still need them. */
  template <class T>
  void enlarge_rows(int begin, int end) const {
    const size_t samples = target.row_samples();
    const int kept = std::min(rows.count, source.height);
    std::vector<float> line(line_samples());
    std::vector<float> lines(static_cast<size_t>(kept) * samples);
    std::vector<int> holds(static_cast<size_t>(kept), -1);
    std::vector<float> result(samples);
    std::vector<const float*> taken(static_cast<size_t>(rows.count));
    for (int y = begin; y < end; y++) {
      for (int k = 0; k < rows.count; k++) {
        const int row = source_row(y, k);
        const size_t slot = static_cast<size_t>(row % kept);
        taken[static_cast<size_t>(k)] = lines.data() + slot * samples;
        if (holds[slot] == row) continue;
        holds[slot] = row;
        read_row<T>(row, line.data() + static_cast<size_t>(before) * static_cast<size_t>(source.channels));
        pad(line.data());
        resample_line(line.data(), source.channels, columns, before, lines.data() + slot * samples, target.width);
      }
      std::fill(result.begin(), result.end(), 0.0f);
      add_rows(result.data(), taken.data(), rows.of(y), rows.count, samples);
      write_row(result.data(), y);
    }
  }
};

}  // namespace

Status resize(const Raster& source, const Raster& target, const ResizeOptions& options) {
  return guarded([&] {
    const Resizer resizer(source, target, options);
    return parallel(target.height, grain_for(target.height, 16), [&](int begin, int end) {
      with_sample(source.sample, [&](auto type) { resizer.run<decltype(type)>(begin, end); });
    });
  });
}

}  // namespace firstpass
