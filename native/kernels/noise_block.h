#pragma once
#include "raster.h"

namespace firstpass {

constexpr int noise_block_px = 16;

struct ChannelNoise {
  /** About the fitted plane, on 0..1 squared. */
  float variance;
  /** Mean square of Immerkaer's (1996) difference of Laplacians, scaled to equal `variance` for white noise. */
  float fine;
  /** Sum of squared autocorrelations: by how much they lower the degrees of freedom. */
  float spread;
};

struct BlockNoise {
  /** 0..1 */
  float luminance;
  ChannelNoise channels[3];
};

/** The block at column `x`, row `y` of the band; false if it says nothing: clipped at black or white, or not finite. */
bool measure_block(const Raster& source, int x, int y, int colours, float max, BlockNoise& result);

}  // namespace firstpass
