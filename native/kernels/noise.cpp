#include "noise.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <tuple>
#include <vector>

#include "noise_block.h"
#include "threads.h"

namespace firstpass {

namespace {

/** The share of a band's blocks that is taken to be flat, and the standard normal quantile of it. */
constexpr double flat_share = 0.1;
constexpr double flat_quantile = -1.2816;
/** A band with fewer blocks says nothing. */
constexpr size_t min_blocks = 8;

using Bands = std::vector<std::vector<BlockNoise>>;

struct Profile {
  int bands;
  float* sigma;
  float* fine;
  float* blocks;
};

/**
 * The lower quantile of the variances, corrected for being the lower one as for chi-squared (Wilson, Hilferty 1931) with
 * the degrees of freedom that the noise's own correlation leaves.
 */
void judge_band(const std::vector<BlockNoise>& found, int channel, const Profile& profile, size_t at) {
  std::vector<ChannelNoise> sorted;
  for (const BlockNoise& block : found) sorted.push_back(block.channels[channel]);
  const size_t count = std::max(min_blocks / 2, static_cast<size_t>(std::ceil(static_cast<double>(sorted.size()) * flat_share)));
  std::partial_sort(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(count), sorted.end(),
                    [](const ChannelNoise& a, const ChannelNoise& b) {
                      // The whole block decides, so that the order in which threads found them does not.
                      return std::tie(a.variance, a.fine, a.spread) < std::tie(b.variance, b.fine, b.spread);
                    });
  double variance = 0;
  double fine = 0;
  double spread = 0;
  for (size_t i = 0; i < count; i++) {
    variance += static_cast<double>(sorted[i].variance) / static_cast<double>(count);
    fine += static_cast<double>(sorted[i].fine) / static_cast<double>(count);
    spread += static_cast<double>(sorted[i].spread) / static_cast<double>(count);
  }
  const double part = 2 / (9 * (noise_block_px * noise_block_px - 3) / spread);
  const double low = std::pow(1 - part + flat_quantile * std::sqrt(part), 3);
  const double whole = static_cast<double>(sorted[count - 1].variance) / std::max(low, 0.25);
  profile.sigma[at] = static_cast<float>(255 * std::sqrt(whole));
  profile.fine[at] = variance > 0 ? static_cast<float>(255 * std::sqrt(whole * fine / variance)) : 0.0f;
  profile.blocks[at] = static_cast<float>(count);
}

/** Bands without figures take them from the nearest band below and above, in proportion to the distance. */
void borrow(const Profile& profile, size_t channel) {
  const auto at = [&](int band) { return static_cast<size_t>(band) * 3 + channel; };
  std::vector<int> measured;
  for (int band = 0; band < profile.bands; band++) {
    if (profile.blocks[at(band)] > 0) measured.push_back(band);
  }
  if (measured.empty()) return;
  for (int band = 0; band < profile.bands; band++) {
    if (profile.blocks[at(band)] > 0) continue;
    const auto above = std::upper_bound(measured.begin(), measured.end(), band);
    const int lower = above == measured.begin() ? *above : *(above - 1);
    const int upper = above == measured.end() ? lower : *above;
    const float share = upper == lower ? 0.0f : static_cast<float>(band - lower) / static_cast<float>(upper - lower);
    for (float* figures : {profile.sigma, profile.fine}) {
      figures[at(band)] = figures[at(lower)] + (figures[at(upper)] - figures[at(lower)]) * share;
    }
  }
}

}  // namespace

Status estimate_noise(const Raster& source, float max, int bands, float* sigma, float* fine, float* blocks) {
  return guarded([&] {
    const int colours = source.channels >= 3 ? 3 : 1;
    Bands found(static_cast<size_t>(bands));
    std::mutex lock;
    const int rows = source.height / noise_block_px;
    const Status measured = parallel(rows, grain_for(rows, 4), [&](int begin, int end) {
      Bands own(static_cast<size_t>(bands));
      BlockNoise block{};
      for (int y = begin * noise_block_px; y < end * noise_block_px; y += noise_block_px) {
        for (int x = 0; x + noise_block_px <= source.width; x += noise_block_px) {
          if (!measure_block(source, x, y, colours, max, block)) continue;
          const int band = std::clamp(static_cast<int>(block.luminance * static_cast<float>(bands)), 0, bands - 1);
          own[static_cast<size_t>(band)].push_back(block);
        }
      }
      const std::lock_guard<std::mutex> guard(lock);
      for (size_t band = 0; band < own.size(); band++) found[band].insert(found[band].end(), own[band].begin(), own[band].end());
    });
    if (measured != Status::ok) return measured;
    const Profile profile{bands, sigma, fine, blocks};
    for (size_t band = 0; band < found.size(); band++) {
      if (found[band].size() < min_blocks) continue;
      for (size_t c = 0; c < 3; c++) judge_band(found[band], std::min(static_cast<int>(c), colours - 1), profile, band * 3 + c);
    }
    for (size_t c = 0; c < 3; c++) borrow(profile, c);
    return Status::ok;
  });
}

}  // namespace firstpass
