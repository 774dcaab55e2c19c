#include <algorithm>
#include <cmath>

#include "flow_patch.h"
#include "simd.h"

namespace firstpass {

namespace {

/** Variance of the difference of two pixels, on 0..1, that is always assumed: rounding, and what bilinear pixels lose. */
constexpr float least_variance = 0.004f * 0.004f;

/**
 * Squared slopes of white noise alone, as a share of the error it makes: 0.3 (central differences of what flow_pyramid
 * smooths), and more, so that patches of little else are not believed.
 */
constexpr float slopes_of_noise = 1.0f;

/** Neighbours' motions differ by about this, px, or by more where an object ends; beyond this they only pull as if it were this. */
constexpr float same_motion = 0.1f;
constexpr float other_motion = 0.3f;

/** Neighbours whose light differs by more than this, on 0..1, may belong to two objects. */
constexpr float same_light = 0.05f;

/** The motion of the level below is right to about half a pixel. */
constexpr float guess_weight = 4.0f;

/**
 * Minimises, per patch, (m - p)' A (m - p) + sum of w |m - q|^2 over its neighbours' motions q: p is where the search ended,
 * A how surely (slopes over the variance of what is left, the Fisher information), w how alike neighbours mostly are. So
 * flat patches, edges along themselves and noise follow their neighbours; sharp patches stay.
 */
FIRSTPASS_CLONES void agree_row(const FlowGrid& grid, const float* FIRSTPASS_RESTRICT u, const float* FIRSTPASS_RESTRICT v,
                                float* FIRSTPASS_RESTRICT to_u, float* FIRSTPASS_RESTRICT to_v, int y) {
  for (int x = 0; x < grid.across; x++) {
    const size_t here = grid.at(x, y);
    const float variance = grid.error[here] / (flow_patch_px * flow_patch_px);
    const float certainty = 1 / (variance > least_variance ? variance : least_variance);
    const float noise = slopes_of_noise * grid.error[here];
    const float xx = std::max(0.0f, grid.xx[here] - noise);
    const float yy = std::max(0.0f, grid.yy[here] - noise);
    const float most = std::sqrt(xx * yy);
    const float xy = std::clamp(grid.xy[here], -most, most);
    float weights = guess_weight;
    float pull_u = guess_weight * grid.guess_u[here] + certainty * (xx * grid.u[here] + xy * grid.v[here]);
    float pull_v = guess_weight * grid.guess_v[here] + certainty * (xy * grid.u[here] + yy * grid.v[here]);
    const int beside[4][2] = {{x - 1, y}, {x + 1, y}, {x, y - 1}, {x, y + 1}};
    for (const auto& place : beside) {
      if (place[0] < 0 || place[0] >= grid.across || place[1] < 0 || place[1] >= grid.down) continue;
      const size_t there = grid.at(place[0], place[1]);
      const float apart_u = u[there] - u[here];
      const float apart_v = v[there] - v[here];
      const float apart = std::min(apart_u * apart_u + apart_v * apart_v, other_motion * other_motion);
      const float light = (grid.mean[there] - grid.mean[here]) / same_light;
      const float weight = 1 / ((same_motion * same_motion + apart) * (1 + light * light));
      weights += weight;
      pull_u += weight * u[there];
      pull_v += weight * v[there];
    }
    const float a = certainty * xx + weights;
    const float b = certainty * xy;
    const float c = certainty * yy + weights;
    const float scale = 1 / (a * c - b * b);
    to_u[here] = (c * pull_u - b * pull_v) * scale;
    to_v[here] = (a * pull_v - b * pull_u) * scale;
  }
}

}  // namespace

void agree_patches(const FlowGrid& grid, const std::vector<float>& u, const std::vector<float>& v, std::vector<float>& to_u,
                   std::vector<float>& to_v, int begin, int end) {
  for (int y = begin; y < end; y++) agree_row(grid, u.data(), v.data(), to_u.data(), to_v.data(), y);
}

}  // namespace firstpass
