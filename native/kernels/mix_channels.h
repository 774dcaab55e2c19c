#pragma once
#include "raster.h"

namespace firstpass {

/** A sum of a picture's channels, and the largest value it may have; none is below 0. */
struct ChannelMix {
  float weights[4];
  float offset;
  float most;
};

/** Fills `target`, as many samples as `source` (u8 or u16, up to 4 channels) has pixels, with the mix, rounded. */
void mix_channels(const Raster& source, uint16_t* target, const ChannelMix& mix);

}  // namespace firstpass
