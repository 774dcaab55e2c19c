#pragma once
#include <cstdint>

#include "bit_writer.h"
#include "prores_block.h"

namespace firstpass {

/** Writes the coefficients of a plane of a slice (SMPTE RDD 36, 7.1.1). */
void code_levels(const SliceLevels& levels, BitWriter* to);

/** Writes samples of `bits` bits (8 or 16), without loss (SMPTE RDD 36, 7.1.2). */
void code_alpha(const uint16_t* samples, int count, int bits, BitWriter* to);

}  // namespace firstpass
