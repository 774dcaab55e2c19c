#include "judge_motion.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "blur.h"
#include "layer_motion.h"
#include "simd.h"
#include "steady_place.h"
#include "threads.h"

namespace firstpass {

namespace {

/** Squared differences of luminance are compared as means over about so many samples. */
constexpr float sigma = 2;

/** No squared difference counts for more; one that would lie beyond the frame's sides counts as much as the second. */
constexpr float most = 0.04f;
constexpr float unseen = 0.01f;

/** What noise and sampling leave of a difference though the motion is right; and how many of it are no motion at all. */
constexpr float noise = 0.012f * 0.012f;
constexpr float untold = 3;

/** In samples, squared: motions less apart tell nothing. */
constexpr float least_apart = 0.1f;

/** In logits: what motion says against what the network says; the network is as sure as this at most. */
constexpr float weight_of_motion = 9;
constexpr float most_sure = 0.97f;

/** How sure both together must be to be certain. */
constexpr float haze = 0.05f;

/** What motion says near an edge is too coarse for it: only changes count that are wider than twice this and one, in samples. */
constexpr size_t edge = 3;

/** How badly each of both motions explains a frame; how far apart they are, squared; and where there is support. */
struct Claims {
  std::vector<float> backdrop, subject, apart, support;

  explicit Claims(size_t area) : backdrop(area, 1.0f), subject(area, 1.0f), apart(area), support(area) {}
};

/** Between which cells the columns lie, and where. */
struct Columns {
  std::vector<int> left;
  std::vector<float> share;
  std::vector<double> place;
};

/** Of samples `i` of a line, in cells. */
float cell_at(int i, int cells) {
  return std::min(static_cast<float>(cells - 1), std::max(0.0f, (static_cast<float>(i) + 0.5f) / layer_cell_px - 0.5f));
}

Columns columns_of(int width, int cells) {
  Columns columns{{}, {}, places_of(width)};
  for (int x = 0; x < width; x++) {
    const float u = cell_at(x, cells);
    columns.left.push_back(std::max(0, std::min(cells - 2, static_cast<int>(u))));
    columns.share.push_back(u - static_cast<float>(columns.left.back()));
  }
  return columns;
}

/** One row of the motions of backdrop and subject, and of what speaks for the subject's. */
struct LayerRow {
  std::vector<float> line, against_x, against_y, support, backdrop_x, backdrop_y, subject_x, subject_y;

  LayerRow(size_t width, size_t cells)
      : line(cells), against_x(width), against_y(width), support(width), backdrop_x(width), backdrop_y(width), subject_x(width),
        subject_y(width) {}
};

FIRSTPASS_CLONES void mix_line(const float* upper, const float* lower, float share, size_t count, float* FIRSTPASS_RESTRICT to) {
  for (size_t i = 0; i < count; i++) to[i] = upper[i] + share * (lower[i] - upper[i]);
}

FIRSTPASS_CLONES void widen_line(const float* line, const int* left, const float* share, int next, size_t count,
                                 float* FIRSTPASS_RESTRICT to) {
  for (size_t x = 0; x < count; x++) to[x] = line[left[x]] * (1.0f - share[x]) + line[left[x] + next] * share[x];
}

FIRSTPASS_CLONES void backdrop_line(double base, double slope, const double* places, size_t count, float* FIRSTPASS_RESTRICT to) {
  for (size_t x = 0; x < count; x++) to[x] = static_cast<float>(base + slope * places[x]);
}

FIRSTPASS_CLONES void add_lines(const float* a, const float* b, size_t count, float* FIRSTPASS_RESTRICT to) {
  for (size_t x = 0; x < count; x++) to[x] = a[x] + b[x];
}

void read_row(const AffineMotion& backdrop, const SubjectMotion& subject, const Columns& columns, int y, double place,
              LayerRow& row) {
  const Size cells = subject.cells;
  const size_t across = static_cast<size_t>(cells.width);
  const size_t width = columns.left.size();
  const float v = cell_at(y, cells.height);
  const int top = std::max(0, std::min(cells.height - 2, static_cast<int>(v)));
  const float* upper = subject.planes.data() + static_cast<size_t>(top) * across;
  for (std::vector<float>* to : {&row.against_x, &row.against_y, &row.support}) {
    mix_line(upper, cells.height > 1 ? upper + across : upper, v - static_cast<float>(top), across, row.line.data());
    widen_line(row.line.data(), columns.left.data(), columns.share.data(), cells.width > 1 ? 1 : 0, width, to->data());
    upper += cells.area();
  }
  const double* places = columns.place.data();
  backdrop_line(backdrop.right[0] + backdrop.right[2] * place, backdrop.right[1], places, width, row.backdrop_x.data());
  backdrop_line(backdrop.down[0] + backdrop.down[2] * place, backdrop.down[1], places, width, row.backdrop_y.data());
  add_lines(row.backdrop_x.data(), row.against_x.data(), width, row.subject_x.data());
  add_lines(row.backdrop_y.data(), row.against_y.data(), width, row.subject_y.data());
}

/** How a row differs from what lies where motion points to. */
FIRSTPASS_CLONES void miss_row(const float* from, const float* to, Size size, int y, const float* right, const float* down,
                               float* FIRSTPASS_RESTRICT miss) {
  const float last_x = static_cast<float>(size.width - 1);
  const float last_y = static_cast<float>(size.height - 1);
  for (int x = 0; x < size.width; x++) {
    const float u = static_cast<float>(x) + right[x];
    const float v = static_cast<float>(y) + down[x];
    const bool is_seen = (u >= 0.0f) & (v >= 0.0f) & (u <= last_x) & (v <= last_y);
    const float difference = plane_corners(u, v, size).of(to) - from[x];
    const float square = difference * difference;
    miss[x] = is_seen ? (square < most ? square : most) : unseen;
  }
}

/** How many of a row's motions are apart. */
FIRSTPASS_CLONES int apart_row(const float* right, const float* down, size_t count, float* FIRSTPASS_RESTRICT apart) {
  int found = 0;
  for (size_t x = 0; x < count; x++) {
    apart[x] = right[x] * right[x] + down[x] * down[x];
    found += apart[x] > least_apart ? 1 : 0;
  }
  return found;
}

/** False where the two motions are one, or the frame shows too little of the backdrop. */
bool claim(const SeenPlanes& seen, const Witness& witness, Size size, Claims& claims) {
  AffineMotion backdrop;
  if (!fit_backdrop(witness.way, seen.plane, size, backdrop)) return false;
  SubjectMotion subject;
  if (spread_subject(witness.way, seen.plane, backdrop, size, subject) != Status::ok) throw std::bad_alloc();
  const Columns columns = columns_of(size.width, subject.cells.width);
  const std::vector<double> places = places_of(size.height);
  const size_t width = columns.left.size();
  LayerRow row(width, static_cast<size_t>(subject.cells.width));
  bool is_apart = false;
  for (int y = 0; y < size.height; y++) {
    const size_t at = static_cast<size_t>(y) * width;
    read_row(backdrop, subject, columns, y, places[static_cast<size_t>(y)], row);
    if (apart_row(row.against_x.data(), row.against_y.data(), width, claims.apart.data() + at) > 0) is_apart = true;
    std::copy(row.support.begin(), row.support.end(), claims.support.begin() + static_cast<std::ptrdiff_t>(at));
    const float* from = seen.gray + at;
    miss_row(from, witness.gray, size, y, row.backdrop_x.data(), row.backdrop_y.data(), claims.backdrop.data() + at);
    miss_row(from, witness.gray, size, y, row.subject_x.data(), row.subject_y.data(), claims.subject.data() + at);
  }
  if (!is_apart) return false;
  for (std::vector<float>* misses : {&claims.backdrop, &claims.subject}) {
    if (gaussian_blur(misses->data(), size, sigma) != Status::ok) throw std::bad_alloc();
  }
  return true;
}

/** What is covered before may be seen after. */
FIRSTPASS_CLONES void take_best(const float* backdrop, const float* subject, const float* apart, const float* support,
                                size_t count, Claims& best) {
  float* FIRSTPASS_RESTRICT to_backdrop = best.backdrop.data();
  float* FIRSTPASS_RESTRICT to_subject = best.subject.data();
  float* FIRSTPASS_RESTRICT to_apart = best.apart.data();
  float* FIRSTPASS_RESTRICT to_support = best.support.data();
  for (size_t i = 0; i < count; i++) {
    to_backdrop[i] = backdrop[i] < to_backdrop[i] ? backdrop[i] : to_backdrop[i];
    to_subject[i] = subject[i] < to_subject[i] ? subject[i] : to_subject[i];
    to_apart[i] = apart[i] > to_apart[i] ? apart[i] : to_apart[i];
    to_support[i] = support[i] > to_support[i] ? support[i] : to_support[i];
  }
}

/** From -1, surely the backdrop's, to 1, surely the subject's. */
float leaning_at(const Claims& claims, size_t i) {
  const float backdrop = claims.backdrop[i];
  const float subject = claims.subject[i];
  const float told = (backdrop - subject) / (backdrop + subject + 2 * noise);
  const float best = std::min(backdrop, subject) / (untold * noise);
  return told * (told > 0 ? claims.support[i] : 1.0f) * claims.apart[i] / ((claims.apart[i] + 1) * (1 + best * best));
}

float judge(float alpha, float leaning) {
  const float sure = std::min(most_sure, std::max(1 - most_sure, alpha));
  const float both = 1 / (1 + (1 - sure) / sure * std::exp(-weight_of_motion * leaning));
  return std::min(1.0f, std::max(0.0f, (both - haze) / (1 - 2 * haze)));
}

FIRSTPASS_CLONES void take_least(const float* from, size_t count, float* FIRSTPASS_RESTRICT to) {
  for (size_t i = 0; i < count; i++) to[i] = from[i] < to[i] ? from[i] : to[i];
}

/** The least of `edge` samples on every side, within the frame: first across, then down. */
void least_around(std::vector<float>& plane, Size size) {
  const size_t width = static_cast<size_t>(size.width);
  const size_t height = static_cast<size_t>(size.height);
  std::vector<float> rows(plane.size());
  std::vector<float> line(width + 2 * edge, std::numeric_limits<float>::infinity());
  for (size_t y = 0; y < height; y++) {
    std::copy_n(plane.data() + y * width, width, line.data() + edge);
    std::copy_n(line.data(), width, rows.data() + y * width);
    for (size_t k = 1; k <= 2 * edge; k++) take_least(line.data() + k, width, rows.data() + y * width);
  }
  for (size_t y = 0; y < height; y++) {
    const size_t first = y < edge ? 0 : y - edge;
    std::copy_n(rows.data() + first * width, width, plane.data() + y * width);
    for (size_t k = first + 1; k <= std::min(height - 1, y + edge); k++) {
      take_least(rows.data() + k * width, width, plane.data() + y * width);
    }
  }
}

void negate(std::vector<float>& plane) {
  for (float& value : plane) value = -value;
}

/** What is narrower goes (an opening by a square). */
void keep_wide(std::vector<float>& plane, Size size) {
  least_around(plane, size);
  negate(plane);
  least_around(plane, size);
  negate(plane);
}

void mend(const float* plane, const Claims& claims, Size size, float* mended) {
  std::vector<float> more(size.area()), less(size.area());
  for (size_t i = 0; i < more.size(); i++) {
    const float change = judge(plane[i], leaning_at(claims, i)) - judge(plane[i], 0.0f);
    if (change > 0) more[i] = change;
    else less[i] = -change;
  }
  keep_wide(more, size);
  keep_wide(less, size);
  for (size_t i = 0; i < more.size(); i++) mended[i] = std::min(1.0f, std::max(0.0f, plane[i] + more[i] - less[i]));
}

}  // namespace

Status judge_by_motion(const SeenPlanes& seen, const Witness* witnesses, int count, Size size, float* mended, bool* told) {
  return guarded([&] {
    Claims best(size.area());
    Claims one(size.area());
    *told = false;
    for (int i = 0; i < count; i++) {
      if (!claim(seen, witnesses[i], size, one)) continue;
      *told = true;
      take_best(one.backdrop.data(), one.subject.data(), one.apart.data(), one.support.data(), size.area(), best);
    }
    if (*told) mend(seen.plane, best, size, mended);
    return Status::ok;
  });
}

}  // namespace firstpass
