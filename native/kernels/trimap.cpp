#include "trimap.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "simd.h"
#include "threads.h"

namespace firstpass {

namespace {

/** Matte samples around a cell that are looked at too: thin things reach beyond what a network shows. */
constexpr double spread = 1.5;

/** Cells around the open ones whose colours count. */
constexpr int near_cells = 4;

/** A matte sample counts as 0 or 1 within this. */
constexpr double settled = 0.002;

struct Span {
  int first;
  int last;
};

/** The matte samples in and around each cell of a line. */
std::vector<Span> spans_of(int pixels, int cell_px, int samples) {
  const double scale = static_cast<double>(samples) / pixels;
  std::vector<Span> spans(static_cast<size_t>((static_cast<int64_t>(pixels) + cell_px - 1) / cell_px));
  for (size_t i = 0; i < spans.size(); i++) {
    const double first = std::floor(static_cast<double>(i) * cell_px * scale - spread);
    const double last = std::floor(static_cast<double>(i + 1) * cell_px * scale + spread);
    spans[i] = {static_cast<int>(std::max(0.0, first)), static_cast<int>(std::min(static_cast<double>(samples - 1), last))};
  }
  return spans;
}

/** Least and largest of lines of samples, one beside the other. */
FIRSTPASS_CLONES void widen_extremes(const float* from, size_t count, float* FIRSTPASS_RESTRICT least,
                                     float* FIRSTPASS_RESTRICT most) {
  for (size_t i = 0; i < count; i++) {
    least[i] = from[i] < least[i] ? from[i] : least[i];
    most[i] = from[i] > most[i] ? from[i] : most[i];
  }
}

/** The lines that a row of cells looks at, as the least and the largest sample of each column. */
void find_extremes(const float* matte, Size size, const Span& rows, std::vector<float>& least, std::vector<float>& most) {
  const size_t width = static_cast<size_t>(size.width);
  const float* line = matte + static_cast<size_t>(rows.first) * width;
  std::copy_n(line, width, least.data());
  std::copy_n(line, width, most.data());
  for (int y = rows.first + 1; y <= rows.last; y++) widen_extremes(line += width, width, least.data(), most.data());
}

bool is_open(const std::vector<float>& least, const std::vector<float>& most, const Span& columns) {
  const auto [first, last] = columns;
  const float low = *std::min_element(least.begin() + first, least.begin() + last + 1);
  const float high = *std::max_element(most.begin() + first, most.begin() + last + 1);
  return !(static_cast<double>(low) >= 1 - settled || static_cast<double>(high) <= settled);
}

/** Marks what lies within `near_cells` of an open cell on its line, by 1. */
void mark_line(const uint8_t* cells, int columns, uint8_t* beside) {
  for (int x = 0; x < columns; x++) {
    if (cells[x] != 2) continue;
    const int first = std::max(0, x - near_cells);
    std::fill(beside + first, beside + std::min(columns, x + near_cells + 1), uint8_t{1});
  }
}

void mark_near(uint8_t* cells, size_t columns, size_t rows) {
  std::vector<uint8_t> beside(columns * rows);
  for (size_t y = 0; y < rows; y++) mark_line(cells + y * columns, static_cast<int>(columns), beside.data() + y * columns);
  for (size_t y = 0; y < rows; y++) {
    const size_t first = y < near_cells ? 0 : y - near_cells;
    uint8_t* to = cells + y * columns;
    for (size_t k = first; k <= std::min(rows - 1, y + near_cells); k++) {
      const uint8_t* from = beside.data() + k * columns;
      for (size_t x = 0; x < columns; x++) to[x] = to[x] < from[x] ? from[x] : to[x];
    }
  }
}

}  // namespace

Status trimap_cells(const float* matte, Size size, Size picture, int cell_px, uint8_t* cells) {
  return guarded([&] {
    const std::vector<Span> columns = spans_of(picture.width, cell_px, size.width);
    const std::vector<Span> rows = spans_of(picture.height, cell_px, size.height);
    std::vector<float> least(static_cast<size_t>(size.width)), most(least.size());
    for (size_t y = 0; y < rows.size(); y++) {
      find_extremes(matte, size, rows[y], least, most);
      uint8_t* to = cells + y * columns.size();
      for (size_t x = 0; x < columns.size(); x++) to[x] = is_open(least, most, columns[x]) ? uint8_t{2} : uint8_t{0};
    }
    mark_near(cells, columns.size(), rows.size());
    return Status::ok;
  });
}

}  // namespace firstpass
