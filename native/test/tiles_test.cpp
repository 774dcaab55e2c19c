#include "../kernels/tiles.h"

#include <cmath>

#include "check.h"
#include "random.h"

using firstpass::Region;
using firstpass::Size;
using firstpass::Status;

TEST(tiles_overlap_to_weight_one) {
  for (int round = 0; round < 20; round++) {
    const int width = check::whole(1, 90);
    const int height = check::whole(1, 60);
    const int overlap = check::whole(0, 7);
    const int side = 2 * overlap + check::whole(1, 20);
    const Region band{0, 0, width, height};
    std::vector<float> sum(Size{width, height}.area() * 2);
    std::vector<float> weight(Size{width, height}.area());
    for (int top = 0; top == 0 || top + overlap < height; top += side - overlap) {
      for (int left = 0; left == 0 || left + overlap < width; left += side - overlap) {
        const Region region{left, top, side, side};
        const std::vector<float> tile(Size{side, side}.area() * 2, 0.75f);
        // The last tile may reach past the band; its far side is outer then.
        const firstpass::Ramp ramp{overlap, left == 0, top == 0, left + side >= width, top + side >= height};
        CHECK(firstpass::accumulate_tile(tile.data(), region, sum.data(), weight.data(), band, 2, ramp) == Status::ok);
      }
    }
    for (const float value : weight) CHECK(std::abs(value - 1.0f) < 1e-5f);
    CHECK(firstpass::normalise_tiles(sum.data(), weight.data(), weight.size(), 2) == Status::ok);
    for (const float value : sum) CHECK(std::abs(value - 0.75f) < 1e-5f);
  }
}

TEST(uncovered_places_become_zero) {
  std::vector<float> sum{5, 6};
  const std::vector<float> weight{0, 2};
  CHECK(firstpass::normalise_tiles(sum.data(), weight.data(), 2, 1) == Status::ok);
  CHECK(sum[0] == 0.0f && sum[1] == 3.0f);
}
