#pragma once
#include <vector>

#include "resize.h"

namespace firstpass {

/** The source samples and weights of each target sample: `count` for every one, the last perhaps of weight 0. */
struct Taps {
  int count = 0;
  /** First source index, possibly outside the picture: to be mirrored. */
  std::vector<int> start;
  std::vector<float> weights;

  const float* of(int i) const { return weights.data() + static_cast<size_t>(i) * static_cast<size_t>(count); }
};

/** For the targets [first, first + targets) when `from` samples become `to`. */
Taps make_taps(int first, int targets, int from, int to, Filter filter);

}  // namespace firstpass
