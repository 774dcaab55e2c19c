#include <cmath>
#include <cstddef>

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

/** The grid's planes, and the motions of the last round and of this one. */
struct Agreeing {
  const float *own_u, *own_v, *guess_u, *guess_v, *error, *slopes_xx, *slopes_xy, *slopes_yy, *mean;
  const float *u, *v;
  float *to_u, *to_v;
  std::ptrdiff_t across;
};

/** What a patch's neighbours say. */
struct Pull {
  float weights, u, v;

  FIRSTPASS_INLINE void add(const Agreeing& all, std::ptrdiff_t here, std::ptrdiff_t there) {
    const float apart_u = all.u[there] - all.u[here];
    const float apart_v = all.v[there] - all.v[here];
    const float square = apart_u * apart_u + apart_v * apart_v;
    constexpr float most = other_motion * other_motion;
    const float apart = most < square ? most : square;
    const float light = (all.mean[there] - all.mean[here]) / same_light;
    const float weight = 1 / ((same_motion * same_motion + apart) * (1 + light * light));
    weights += weight;
    u += weight * all.u[there];
    v += weight * all.v[there];
  }
};

/** Which neighbours there are. */
struct Beside {
  bool left, right, above, below;
};

/**
 * Minimises, per patch, (m - p)' A (m - p) + sum of w |m - q|^2 over its neighbours' motions q: p is where the search ended,
 * A how surely (slopes over the variance of what is left, the Fisher information), w how alike neighbours mostly are. So
 * flat patches, edges along themselves and noise follow their neighbours; sharp patches stay.
 */
FIRSTPASS_INLINE void agree_at(const Agreeing& all, std::ptrdiff_t here, Beside beside) {
  const float error = all.error[here];
  const float variance = error / (flow_patch_px * flow_patch_px);
  const float certainty = 1 / (variance > least_variance ? variance : least_variance);
  const float noise = slopes_of_noise * error;
  const float over_x = all.slopes_xx[here] - noise;
  const float over_y = all.slopes_yy[here] - noise;
  const float xx = 0.0f < over_x ? over_x : 0.0f;
  const float yy = 0.0f < over_y ? over_y : 0.0f;
  const float most = std::sqrt(xx * yy);
  const float both = all.slopes_xy[here];
  const float xy = both < -most ? -most : (most < both ? most : both);
  Pull pull{guess_weight, guess_weight * all.guess_u[here] + certainty * (xx * all.own_u[here] + xy * all.own_v[here]),
            guess_weight * all.guess_v[here] + certainty * (xy * all.own_u[here] + yy * all.own_v[here])};
  if (beside.left) pull.add(all, here, here - 1);
  if (beside.right) pull.add(all, here, here + 1);
  if (beside.above) pull.add(all, here, here - all.across);
  if (beside.below) pull.add(all, here, here + all.across);
  const float a = certainty * xx + pull.weights;
  const float b = certainty * xy;
  const float c = certainty * yy + pull.weights;
  const float scale = 1 / (a * c - b * b);
  all.to_u[here] = (c * pull.u - b * pull.v) * scale;
  all.to_v[here] = (a * pull.v - b * pull.u) * scale;
}

/** Nothing that is written is read. */
FIRSTPASS_CLONES void agree_row(const Agreeing& given, std::ptrdiff_t start, bool is_first, bool is_last) {
  const Agreeing all = given;
  const std::ptrdiff_t last = all.across - 1;
  const bool is_inside = !is_first && !is_last && last > 1;
  if (is_inside) {
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC ivdep
#endif
    for (std::ptrdiff_t here = start + 1; here < start + last; here++) agree_at(all, here, {true, true, true, true});
  }
  for (std::ptrdiff_t x = 0; x <= last; x += is_inside ? last : 1) {
    agree_at(all, start + x, {x > 0, x < last, !is_first, !is_last});
  }
}

}  // namespace

void agree_patches(const FlowGrid& grid, const std::vector<float>& u, const std::vector<float>& v, std::vector<float>& to_u,
                   std::vector<float>& to_v, int begin, int end) {
  const Agreeing all{grid.u.data(), grid.v.data(), grid.guess_u.data(), grid.guess_v.data(), grid.error.data(), grid.xx.data(),
                     grid.xy.data(), grid.yy.data(), grid.mean.data(), u.data(), v.data(), to_u.data(), to_v.data(), grid.across};
  for (int y = begin; y < end; y++) agree_row(all, static_cast<std::ptrdiff_t>(grid.at(0, y)), y == 0, y + 1 == grid.down);
}

}  // namespace firstpass
