#pragma once
#include <vector>

#include "flow_pyramid.h"

namespace firstpass {

constexpr int flow_patch_px = 8;
constexpr int flow_step_px = 4;

/** The patches of a level, `flow_step_px` apart, the last of a line flush with the edge, and what is known of each. */
struct FlowGrid {
  Size level;
  int across;
  int down;
  /** Motion, and what was expected of it. */
  std::vector<float> u, v, guess_u, guess_v;
  /** Sum of squared differences of the patch at its motion, without the means. */
  std::vector<float> error;
  /** Sums of products of the slopes, without their means: how sharply the error rises around its least. */
  std::vector<float> xx, xy, yy;
  std::vector<float> mean;

  explicit FlowGrid(Size level);

  size_t at(int x, int y) const { return static_cast<size_t>(y) * static_cast<size_t>(across) + static_cast<size_t>(x); }
  int left(int x) const;
  int top(int y) const;
};

/** Finds each patch of rows [begin, end) near its guess (Kroeger et al. 2016, section 2.1), without its mean. */
void search_patches(const FlowLevel& level, FlowGrid& grid, int steps, int begin, int end);

/** A neighbour's motion is taken where it fits better, and improved; `from` is the grid as it was before. */
void borrow_patches(const FlowLevel& level, const FlowGrid& from, FlowGrid& grid, int steps, int begin, int end);

/** Sums over all patches that cover a pixel, for rows [begin, end) of a level: motion times weight, and weight. */
struct FlowSums {
  int begin;
  int end;
  std::vector<float> u, v, weight;
};

/** Adds row `y` of the grid: a patch counts less where it fits less (Kroeger et al. 2016, section 2.2). */
void spread_patches(const FlowLevel& level, const FlowGrid& grid, int y, FlowSums& sums);

/** Each patch agrees with its neighbours as far as its own evidence is weak; see flow_agree.cpp. */
void agree_patches(const FlowGrid& grid, const std::vector<float>& u, const std::vector<float>& v, std::vector<float>& to_u,
                   std::vector<float>& to_v, int begin, int end);

}  // namespace firstpass
