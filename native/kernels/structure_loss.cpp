#include "structure_loss.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "simd.h"
#include "threads.h"

namespace firstpass {

namespace {

/** Lanes in which products are summed; rows of a patch are filled up with zeros to a multiple. */
constexpr int lanes = 16;

/** Luminance around a block's mean, in rows of whole lanes, and the sum of its squares. */
struct Patch {
  std::vector<float> values;
  double energy = 0.0;
};

/** `before` with room behind every row, so that whole lanes may be read of it, and what each block of it holds. */
struct Ground {
  int width;
  int height;
  Size block;
  size_t stride;
  std::vector<float> light;
  /** Sum of squares around the mean, of the block that begins at a pixel. */
  std::vector<float> energy;
};

int whole_lanes(int count) { return (count + lanes - 1) / lanes * lanes; }

Ground ground_of(const LightPair& pair, Size block) {
  const int width = pair.size.width;
  const int height = pair.size.height;
  Ground ground{width, height, block, static_cast<size_t>(width + whole_lanes(block.width)), {}, {}};
  ground.light.assign(ground.stride * static_cast<size_t>(height), 0.0f);
  for (int y = 0; y < height; y++) {
    const float* row = pair.before + static_cast<size_t>(y) * static_cast<size_t>(width);
    std::copy(row, row + width, ground.light.data() + static_cast<size_t>(y) * ground.stride);
  }
  ground.energy.assign(pair.size.area(), 0.0f);
  const double count = static_cast<double>(block.area());
  for (int y = 0; y + block.height <= height; y++) {
    for (int x = 0; x + block.width <= width; x++) {
      double sum = 0.0;
      double squares = 0.0;
      for (int j = 0; j < block.height; j++) {
        const float* row = pair.before + static_cast<size_t>(y + j) * static_cast<size_t>(width) + x;
        for (int i = 0; i < block.width; i++) {
          const double value = static_cast<double>(row[i]);
          sum += value;
          squares += value * value;
        }
      }
      ground.energy[static_cast<size_t>(y) * static_cast<size_t>(width) + static_cast<size_t>(x)] =
          static_cast<float>(std::max(0.0, squares - sum * sum / count));
    }
  }
  return ground;
}

void fill_patch(Patch& patch, const LightPair& pair, Size block, int left, int top) {
  const size_t stride = static_cast<size_t>(whole_lanes(block.width));
  patch.values.assign(stride * static_cast<size_t>(block.height), 0.0f);
  double sum = 0.0;
  const auto row_of = [&](int y) {
    return pair.after + static_cast<size_t>(top + y) * static_cast<size_t>(pair.size.width) + left;
  };
  for (int y = 0; y < block.height; y++) sum = std::accumulate(row_of(y), row_of(y) + block.width, sum);
  const double mean = sum / static_cast<double>(block.area());
  patch.energy = 0.0;
  for (int y = 0; y < block.height; y++) {
    for (int x = 0; x < block.width; x++) {
      const float value = static_cast<float>(static_cast<double>(row_of(y)[x]) - mean);
      patch.values[static_cast<size_t>(y) * stride + static_cast<size_t>(x)] = value;
      patch.energy += static_cast<double>(value) * static_cast<double>(value);
    }
  }
}

/** The largest squared correlation of a patch with the blocks that begin in a part of the ground. */
FIRSTPASS_CLONES float likeness(const Ground& ground, const Patch& patch, int left, int right, int top, int bottom, float noise) {
  const int columns = whole_lanes(ground.block.width);
  const float own = static_cast<float>(patch.energy) + noise;
  float best = 0.0f;
  for (int y = top; y <= bottom; y++) {
    for (int x = left; x <= right; x++) {
      float sums[lanes] = {};
      for (int j = 0; j < ground.block.height; j++) {
        const float* light = ground.light.data() + static_cast<size_t>(y + j) * ground.stride + x;
        const float* values = patch.values.data() + static_cast<size_t>(j) * static_cast<size_t>(columns);
        for (int i = 0; i < columns; i += lanes) {
          for (int k = 0; k < lanes; k++) sums[k] += light[i + k] * values[i + k];
        }
      }
      float product = 0.0f;
      for (int k = 0; k < lanes; k++) product += sums[k];
      if (!(product > 0.0f)) continue;
      const float energy = ground.energy[static_cast<size_t>(y) * static_cast<size_t>(ground.width) + static_cast<size_t>(x)];
      best = std::max(best, product * product / (own * (energy + noise)));
    }
  }
  return best;
}

}  // namespace

Status structure_loss(const LightPair& pair, const StructureOptions& options, float* loss) {
  return guarded([&] {
    const Size block{std::min(options.block_px, pair.size.width), std::min(options.block_px, pair.size.height)};
    const Ground ground = ground_of(pair, block);
    const float noise = options.noise * static_cast<float>(block.area());
    const int last_x = pair.size.width - block.width;
    const int last_y = pair.size.height - block.height;
    double all = 0.0;
    double lost = 0.0;
    Patch patch;
    for (int top = 0; top <= last_y; top += options.step_px) {
      for (int left = 0; left <= last_x; left += options.step_px) {
        fill_patch(patch, pair, block, left, top);
        const double weight = std::sqrt(patch.energy);
        const float best = likeness(ground, patch, std::max(0, left - options.reach_px), std::min(last_x, left + options.reach_px),
                                    std::max(0, top - options.reach_px), std::min(last_y, top + options.reach_px), noise);
        all += weight;
        lost += weight * (1.0 - static_cast<double>(best));
      }
    }
    *loss = all > 0.0 ? static_cast<float>(lost / all) : 0.0f;
    return Status::ok;
  });
}

}  // namespace firstpass
