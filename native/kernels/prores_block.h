#pragma once
#include <cstdint>

namespace firstpass {

/** Blocks of 8 x 8 that a slice has of one plane, at most: eight macroblocks of four. */
constexpr int most_blocks = 32;

/** What is left of a plane of a slice after quantising. */
struct SliceLevels {
  int blocks;
  /** Of each block. */
  int32_t dc[most_blocks];
  /** By place in the scan: the blocks whose level there is not 0, one bit each, and the levels of those. */
  uint32_t present[64];
  int16_t level[64][most_blocks];
};

/** How the coefficients of a plane are quantised: the matrix times the slice's scale, row by row. */
struct Quantiser {
  int32_t step[64];
  float inverse[64];
};

/** The levels of block `index`, of samples of 10 bits whose rows lie `stride` apart. */
void quantise_block(const uint16_t* samples, int stride, const Quantiser& quantiser, int index, SliceLevels* levels);

}  // namespace firstpass
