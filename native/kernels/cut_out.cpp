#include "cut_out.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "convert.h"
#include "threads.h"

namespace firstpass {

namespace {

constexpr int block_px = 8;

struct Block {
  int left;
  int top;
  int right;
  int bottom;
};

/** Between which coarse pixels a column or row lies, and where. */
struct Between {
  size_t first;
  float share;
};

struct Cut {
  const Raster& picture;
  const Raster& matte;
  const Raster& target;
  const CutOutWhite& white;
  const ColoursApart& colours;
  const std::vector<Between>& columns;
};

Between between(int i, int cells, int count) {
  const float place = (static_cast<float>(i) + 0.5f) * static_cast<float>(cells) / static_cast<float>(count) - 0.5f;
  const float inside = std::min(static_cast<float>(cells - 1), std::max(0.0f, place));
  const int first = std::min(std::max(0, cells - 2), static_cast<int>(inside));
  return {static_cast<size_t>(first), inside - static_cast<float>(first)};
}

/** The four coarse pixels that a pixel lies between, of the first plane. */
struct Corners {
  size_t at;
  size_t next;
  size_t below;
  float weights[4];

  float of(const float* plane) const {
    const float* corner = plane + at;
    return weights[0] * corner[0] + weights[1] * corner[next] + weights[2] * corner[below] + weights[3] * corner[below + next];
  }
};

Corners corners_of(const Cut& cut, int x, const Between& row) {
  const Size size = cut.colours.size;
  const auto& [left, fx] = cut.columns[static_cast<size_t>(x)];
  const auto& [upper, fy] = row;
  const size_t width = static_cast<size_t>(size.width);
  return {upper * width + left, size.width > 1 ? size_t{1} : size_t{0}, size.height > 1 ? width : size_t{0},
          {(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy}};
}

/** Takes the background out of a mixed pixel. */
template <class T>
void clear(const Cut& cut, T* to, const Corners& corners, float alpha) {
  const size_t area = cut.colours.size.area();
  const float share = alpha / (alpha * alpha + (1.0f - alpha) * (1.0f - alpha));
  const float white = cut.white.picture;
  for (size_t c = 0; c < 3; c++) {
    const float front = corners.of(cut.colours.planes + c * area);
    const float back = corners.of(cut.colours.planes + (c + 3) * area);
    const float unexplained = static_cast<float>(to[c]) / white - alpha * front - (1.0f - alpha) * back;
    to[c] = to_sample<T>(front + share * unexplained, white, white);
  }
}

/** All bytes are 0; most of a matte is nothing. */
template <class M>
bool is_empty(const Raster& matte, const Block& block) {
  const size_t count = static_cast<size_t>(block.right - block.left) * sizeof(M);
  for (int y = block.top; y < block.bottom; y++) {
    const M* row = matte.row<M>(y) + block.left;
    if (count == 8) {
      uint64_t eight;
      std::memcpy(&eight, row, sizeof eight);
      if (eight != 0) return false;
    } else if (std::any_of(row, row + (block.right - block.left), [](M value) { return value != 0; })) {
      return false;
    }
  }
  return true;
}

/** All is white: most of a subject. */
template <class M>
bool is_whole(const Raster& matte, const Block& block, float white) {
  for (int y = block.top; y < block.bottom; y++) {
    const M* row = matte.row<M>(y);
    for (int x = block.left; x < block.right; x++) {
      if (static_cast<float>(row[x]) != white) return false;
    }
  }
  return true;
}

template <class T, int channels>
void copy_block(const Cut& cut, const Block& block) {
  const float white = cut.white.picture;
  for (int y = block.top; y < block.bottom; y++) {
    const T* from = cut.picture.row<T>(y) + channels * block.left;
    T* to = cut.target.row<T>(y) + 4 * block.left;
    for (int x = block.left; x < block.right; x++, from += channels, to += 4) {
      for (int c = 0; c < 3; c++) to[c] = from[c];
      to[3] = to_sample<T>(channels == 4 ? static_cast<float>(from[channels - 1]) : white, 1.0f, white);
    }
  }
}

/** Sums of the colours that are seen in a block. */
struct Seen {
  uint64_t sums[3] = {};
  uint64_t pixels = 0;
};

template <class T, class M, int channels>
Seen cut_pixels(const Cut& cut, const Block& block) {
  Seen all;
  const float white = cut.white.matte;
  for (int y = block.top; y < block.bottom; y++) {
    const M* alpha = cut.matte.row<M>(y);
    const T* from = cut.picture.row<T>(y);
    T* row = cut.target.row<T>(y);
    const Between row_place = between(y, cut.colours.size.height, cut.picture.full_height);
    for (int x = block.left; x < block.right; x++) {
      T* to = row + 4 * x;
      const float seen = static_cast<float>(alpha[x]);
      if (alpha[x] == 0) {
        std::fill(to, to + 4, T{0});
        continue;
      }
      const T* pixel = from + channels * x;
      for (int c = 0; c < 3; c++) to[c] = pixel[c];
      const float own = channels == 4 ? static_cast<float>(pixel[channels - 1]) : cut.white.picture;
      to[3] = to_sample<T>(seen * own / white, 1.0f, cut.white.picture);
      if (cut.colours.planes != nullptr && seen < white) clear(cut, to, corners_of(cut, x, row_place), seen / white);
      for (int c = 0; c < 3; c++) all.sums[c] += to[c];
      all.pixels++;
    }
  }
  return all;
}

template <class T, class M, int channels>
void cut_block(const Cut& cut, const Block& block) {
  if (is_empty<M>(cut.matte, block)) {
    const size_t count = 4 * static_cast<size_t>(block.right - block.left);
    for (int y = block.top; y < block.bottom; y++) std::memset(cut.target.row<T>(y) + 4 * block.left, 0, count * sizeof(T));
    return;
  }
  if (is_whole<M>(cut.matte, block, cut.white.matte)) {
    copy_block<T, channels>(cut, block);
    return;
  }
  const Seen seen = cut_pixels<T, M, channels>(cut, block);
  const size_t area = static_cast<size_t>(block.right - block.left) * static_cast<size_t>(block.bottom - block.top);
  if (seen.pixels == area) return;
  T mean[3];
  for (int c = 0; c < 3; c++) mean[c] = static_cast<T>((seen.sums[c] + seen.pixels / 2) / seen.pixels);
  for (int y = block.top; y < block.bottom; y++) {
    const M* alpha = cut.matte.row<M>(y);
    T* row = cut.target.row<T>(y);
    for (int x = block.left; x < block.right; x++) {
      if (alpha[x] == 0) std::copy(mean, mean + 3, row + 4 * x);
    }
  }
}

template <class T, class M, int channels>
void cut_blocks(const Cut& cut) {
  const int end = cut.picture.top + cut.picture.height;
  for (int top = cut.picture.top; top < end; top += block_px) {
    for (int left = 0; left < cut.picture.width; left += block_px) {
      const Block block{left, top, std::min(cut.picture.width, left + block_px), std::min(end, top + block_px)};
      cut_block<T, M, channels>(cut, block);
    }
  }
}

template <class T, class M>
void cut_kinds(const Cut& cut) {
  if (cut.picture.channels == 4) cut_blocks<T, M, 4>(cut);
  else cut_blocks<T, M, 3>(cut);
}

template <class T>
void cut_samples(const Cut& cut) {
  if (cut.matte.sample == Sample::u8) cut_kinds<T, uint8_t>(cut);
  else cut_kinds<T, uint16_t>(cut);
}

}  // namespace

Status cut_out(const Raster& picture, const Raster& matte, const Raster& target, const CutOutWhite& white,
               const ColoursApart& colours) {
  return guarded([&] {
    std::vector<Between> columns;
    columns.reserve(static_cast<size_t>(picture.width));
    for (int x = 0; x < picture.width; x++) columns.push_back(between(x, colours.size.width, picture.width));
    const Cut cut{picture, matte, target, white, colours, columns};
    if (picture.sample == Sample::u8) cut_samples<uint8_t>(cut);
    else cut_samples<uint16_t>(cut);
    return Status::ok;
  });
}

}  // namespace firstpass
