#pragma once
#include <vector>

#include "colour_line.h"

namespace firstpass {

/**
 * Sums over the level pixels of a cell, divided by their number: the normal equations of I = a F + (1 - a) B, the second moments
 * of I, and the colours of what is surely foreground or background.
 */
constexpr int moment_count = 16;
constexpr int sure_count = 4;

struct CellMoments {
  /** aa, ab, bb, a r, a g, a b, b r, b g, b b, rr, gg, bb, rg, rb, gb, mass; a the matte, b = 1 - a. */
  std::vector<float> mixed;
  /** r, g, b, weight. */
  std::vector<float> foreground, background;
  /** Room for the blur of `mixed`. */
  std::vector<float> rows;
};

/** Room for a grid, all 0: cells that are far stay so. */
CellMoments empty_moments(Size grid);

/** Measures every cell that is not far. */
Status measure_cells(const float* level, const float* alpha, const LineGeometry& geometry, const uint8_t* cells,
                     CellMoments& result);

/** Blurs the moments by `sigma` cells, in place, and solves them for the fields of each unknown cell. */
Status solve_cells(CellMoments& moments, Size grid, const uint8_t* cells, float sigma, float* fields);

}  // namespace firstpass
