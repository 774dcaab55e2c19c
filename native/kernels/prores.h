#pragma once
#include <vector>

#include "mix_channels.h"
#include "raster.h"

namespace firstpass {

/** How a picture becomes slices of ProRes 4444: three mixes for its colours, of 10 bits, and perhaps one for alpha. */
struct ProresForm {
  ChannelMix mixes[4];
  /** The same for luma and chroma, row by row, 1..255; the scale 1..224 all is multiplied by. */
  uint8_t matrix[64];
  int scale;
  /** 0 for none, 8 or 16. */
  int alpha_bits;
};

struct ProresSlices {
  std::vector<uint8_t> bytes;
  /** Of each slice, row by row. */
  std::vector<uint16_t> sizes;
};

/**
 * The slices of a band of a picture (u8 or u16, up to 4 channels) that begins at a multiple of 16 rows, and ends at one or with
 * the picture (SMPTE RDD 36, 5.3). What is missing of a macroblock repeats the picture's edge.
 */
Status encode_prores(const Raster& source, const ProresForm& form, ProresSlices* slices);

}  // namespace firstpass
