#pragma once
#include <vector>

#include "colour_line.h"
#include "simd.h"

namespace firstpass {

/** k and e of the prior's variance k p (1 - p) + e. */
constexpr float prior_share = 0.35f;
constexpr float prior_least = 0.0016f;

/**
 * Bicubic reading (Keys 1981, a = -0.5) of a matte at the centres of the level's pixels, clamped to 0..1. Its samples divide
 * `span` evenly, which begins with the picture and is in its pixels. A far cell, whose matte is 0 or 1 throughout, is filled with
 * the sample at its centre.
 */
Status sample_matte(const float* matte, Size size, Size span, const LineGeometry& geometry, const uint8_t* cells, float* result);

/** Pixels [begin, end) of a row that an unknown cell reaches. */
struct Run {
  int begin, end;
};

/** The fields of one row of pixels, bilinear between the centres of cells of `pixels` x `pixels`. */
class FieldRow {
 public:
  FieldRow(int columns, int width, int pixels);

  /** False if no unknown cell reaches row `y`. */
  bool read(const float* fields, Size grid, int y);

  const std::vector<Run>& runs() const { return found; }

  /** Prepares the fields of a run; alpha_at and plane() hold for its pixels. */
  void expand(const Run& run);

  const float* plane(int field) const { return planes[field].data(); }

  FIRSTPASS_INLINE float alpha_at(int x, float r, float g, float b, float prior) const {
    return mix(planes[0][static_cast<size_t>(x)] * r + planes[1][static_cast<size_t>(x)] * g +
                   planes[2][static_cast<size_t>(x)] * b - planes[3][static_cast<size_t>(x)],
               planes[4][static_cast<size_t>(x)], prior);
  }

  /** The posterior's mean for evidence `along` / `trust` and the prior, in 0..1. */
  static FIRSTPASS_INLINE float mix(float along, float trust, float prior) {
    const float variance = prior_share * prior * (1 - prior) + prior_least;
    const float value = (along * variance + prior) / (trust * variance + 1);
    return value < 0 ? 0 : value > 1 ? 1 : value;
  }

 private:
  /** Which cells are unknown in either of two rows. */
  void look(const float* upper, const float* lower);

  const int columns, width, pixels;
  std::vector<float> row;
  std::vector<float> planes[line_fields];
  std::vector<float> share;
  std::vector<Run> found;
  std::vector<int> open;
  const float* looked_at[2] = {nullptr, nullptr};
};

}  // namespace firstpass
