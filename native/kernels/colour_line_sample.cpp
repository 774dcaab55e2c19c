#include "colour_line_sample.h"

#include <algorithm>
#include <cmath>

#include "threads.h"

namespace firstpass {

namespace {

/** Four source samples and weights of one target sample. */
struct Cubic {
  int index[4];
  float weight[4];
};

float keys(float x) {
  x = std::fabs(x);
  if (x < 1) return (1.5f * x - 2.5f) * x * x + 1;
  if (x < 2) return ((-0.5f * x + 2.5f) * x - 4) * x + 2;
  return 0;
}

/** For level pixel `i` of squares of `step` in a line of `count` matte samples on `span` pixels. */
Cubic cubic_at(int i, int step, int span, int count) {
  const double centre = (static_cast<double>(i) + 0.5) * step;
  const double at = std::min(centre, static_cast<double>(span)) * count / span - 0.5;
  const double low = std::floor(at);
  Cubic result{};
  for (int k = 0; k < 4; k++) {
    result.index[k] = std::clamp(static_cast<int>(low) + k - 1, 0, count - 1);
    result.weight[k] = keys(static_cast<float>(at - low) - static_cast<float>(k - 1));
  }
  return result;
}

FIRSTPASS_CLONES void mix_rows(float* FIRSTPASS_RESTRICT to, const float* a, const float* b, const float* c, const float* d,
                               const float* w, int count) {
  for (int x = 0; x < count; x++) to[x] = a[x] * w[0] + b[x] * w[1] + c[x] * w[2] + d[x] * w[3];
}

}  // namespace

Status sample_matte(const float* matte, Size size, Size span, const LineGeometry& geometry, const uint8_t* cells, float* result) {
  const Size level = geometry.level();
  const Size grid = geometry.grid();
  std::vector<Cubic> across(static_cast<size_t>(level.width));
  for (int x = 0; x < level.width; x++) across[static_cast<size_t>(x)] = cubic_at(x, geometry.step, span.width, size.width);
  return parallel(level.height, grain_for(level.height, 16), [&](int begin, int end) {
    std::vector<float> row(static_cast<size_t>(size.width));
    for (int y = begin; y < end; y++) {
      const Cubic down = cubic_at(y, geometry.step, span.height, size.height);
      const float* rows[4];
      for (int k = 0; k < 4; k++) rows[k] = matte + static_cast<size_t>(down.index[k]) * static_cast<size_t>(size.width);
      mix_rows(row.data(), rows[0], rows[1], rows[2], rows[3], down.weight, size.width);
      float* to = result + static_cast<size_t>(y) * static_cast<size_t>(level.width);
      const uint8_t* line = cells + static_cast<size_t>(y / geometry.cell) * static_cast<size_t>(grid.width);
      for_runs(line, grid.width, false, [&](int first, int last) {
        for (int x = first * geometry.cell; x < std::min(level.width, last * geometry.cell); x++) {
          const Cubic& c = across[static_cast<size_t>(x)];
          const float value =
              c.weight[0] * row[static_cast<size_t>(c.index[0])] + c.weight[1] * row[static_cast<size_t>(c.index[1])] +
              c.weight[2] * row[static_cast<size_t>(c.index[2])] + c.weight[3] * row[static_cast<size_t>(c.index[3])];
          to[x] = std::clamp(value, 0.0f, 1.0f);
        }
      });
      for_runs(line, grid.width, true, [&](int first, int last) {
        for (int j = first; j < last; j++) {
          const int left = j * geometry.cell;
          const int right = std::min(level.width, left + geometry.cell);
          const int centre = across[static_cast<size_t>((left + right) / 2)].index[1];
          std::fill(to + left, to + right, row[static_cast<size_t>(centre)]);
        }
      });
    }
  });
}

FieldRow::FieldRow(int columns, int width, int pixels)
    : columns(columns),
      width(width),
      pixels(pixels),
      row(static_cast<size_t>(columns) * line_fields),
      share(static_cast<size_t>(pixels)) {
  for (std::vector<float>& plane : planes) plane.resize(static_cast<size_t>(width));
  for (int i = 0; i < pixels; i++) share[static_cast<size_t>(i)] = (static_cast<float>(i) + 0.5f) / static_cast<float>(pixels);
}

void FieldRow::look(const float* upper, const float* lower) {
  std::fill(row.begin(), row.end(), 0.0f);
  open.clear();
  for (int j = 0; j < columns; j++) {
    const size_t unknown = static_cast<size_t>(j) * line_fields + line_fields - 1;
    if (upper[unknown] != 0.0f || lower[unknown] != 0.0f) open.push_back(j);
  }
}

bool FieldRow::read(const float* fields, Size grid, int y) {
  const float at = (static_cast<float>(y) + 0.5f) / static_cast<float>(pixels) - 0.5f;
  const int low = static_cast<int>(std::floor(at));
  const float part = at - static_cast<float>(low);
  const size_t stride = static_cast<size_t>(columns) * line_fields;
  const float* upper = fields + static_cast<size_t>(std::clamp(low, 0, grid.height - 1)) * stride;
  const float* lower = fields + static_cast<size_t>(std::clamp(low + 1, 0, grid.height - 1)) * stride;
  if (upper != looked_at[0] || lower != looked_at[1]) look(upper, lower);
  looked_at[0] = upper;
  looked_at[1] = lower;
  found.clear();
  for (const int j : open) {
    const size_t first = static_cast<size_t>(j) * line_fields;
    for (size_t i = first; i < first + line_fields; i++) row[i] = upper[i] + (lower[i] - upper[i]) * part;
    if (row[first + line_fields - 1] == 0.0f) continue;
    // From the centre of the cell before to that of the one after; the first and the last reach to the sides.
    const int begin = std::clamp((j - 1) * pixels + pixels / 2, 0, width);
    const int end = std::clamp((j + 1) * pixels + pixels / 2, 0, width);
    if (begin >= end) continue;
    if (!found.empty() && found.back().end >= begin) found.back().end = end;
    else found.push_back({begin, end});
  }
  return !found.empty();
}

void FieldRow::expand(const Run& run) {
  // With an even side the centre lies between two pixels, with an odd side on one.
  const float shift = pixels % 2 == 0 ? 0.0f : -0.5f / static_cast<float>(pixels);
  for (int x = run.begin; x < run.end;) {
    const int j = (x + pixels - pixels / 2) / pixels - 1;
    const int start = j * pixels + pixels / 2;
    const int stop = std::min(run.end, start + pixels);
    const float* low = row.data() + static_cast<size_t>(std::clamp(j, 0, columns - 1)) * line_fields;
    const float* high = row.data() + static_cast<size_t>(std::clamp(j + 1, 0, columns - 1)) * line_fields;
    for (int f = 0; f < line_fields; f++) {
      const float base = low[f];
      const float slope = high[f] - low[f];
      float* to = planes[f].data();
      for (int i = x; i < stop; i++) to[i] = base + slope * (share[static_cast<size_t>(i - start)] + shift);
    }
    x = stop;
  }
}

}  // namespace firstpass
