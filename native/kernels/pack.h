#pragma once
#include "raster.h"

namespace firstpass {

constexpr int max_planes = 16;

/** target[p] = (sample of channel[p] * scale - mean[p]) / std[p]. */
struct PackPlanes {
  int count;
  int channel[max_planes];
  float scale;
  float mean[max_planes];
  float std[max_planes];
};

/** target: [planes, region.height, region.width]; what lies beyond the picture is reflected. */
Status pack(const Raster& source, const Region& region, float* target, const PackPlanes& planes);

struct UnpackPlanes {
  int count;
  int channel[max_planes];
  float scale;
  float max;
};

/** source: [planes, region.height, region.width]; only `crop`, in pixels of the picture, is written. */
Status unpack(const float* source, const Region& region, const Region& crop, const Raster& target, const UnpackPlanes& planes);

}  // namespace firstpass
