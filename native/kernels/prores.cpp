#include "prores.h"

#include <algorithm>
#include <cstring>

#include "prores_code.h"
#include "threads.h"

namespace firstpass {

namespace {

constexpr int macroblock_px = 16;
constexpr int block_px = 8;

/** Of a slice, in macroblocks; what is left at the right end of a row is split into powers of two. */
constexpr int most_macroblocks = 8;
constexpr int most_width = most_macroblocks * macroblock_px;

/**
 * More than any slice takes: 6144 coefficients of at most 48 bits, 2048 samples of alpha of at most 33. So the sizes fit the 16
 * bits that they have.
 */
constexpr size_t most_slice_bytes = 60000;

using PlaneSamples = uint16_t[macroblock_px * most_width];

struct Place {
  int left;
  /** Of the picture, not of the band. */
  int top;
  int macroblocks;
};

Quantiser quantiser_of(const ProresForm& form) {
  Quantiser quantiser{};
  for (int i = 0; i < 64; i++) {
    quantiser.step[i] = form.matrix[i] * form.scale;
    quantiser.inverse[i] = 1.0f / static_cast<float>(quantiser.step[i]);
  }
  return quantiser;
}

/** The samples of a plane of a slice, rows `most_width` apart. */
void mix_slice(const Raster& source, const Place& place, const ChannelMix& mix, uint16_t* to) {
  const int width = place.macroblocks * macroblock_px;
  const int inside = std::min(width, source.width - place.left);
  const int rows = std::min(macroblock_px, source.top + source.height - place.top);
  const size_t sample_bytes = source.sample == Sample::u8 ? 1 : 2;
  for (int y = 0; y < rows; y++) {
    uint16_t* row = to + y * most_width;
    const size_t at = static_cast<size_t>(place.top + y - source.top) * source.row_samples() +
                      static_cast<size_t>(place.left) * static_cast<size_t>(source.channels);
    uint8_t* from = static_cast<uint8_t*>(source.data) + at * sample_bytes;
    mix_channels({from, source.sample, inside, 1, source.channels, 0, 1}, row, mix);
    std::fill(row + inside, row + width, row[inside - 1]);
  }
  for (int y = rows; y < macroblock_px; y++) std::copy_n(to + (rows - 1) * most_width, width, to + y * most_width);
}

/** Four blocks of each macroblock: those of luma row by row, those of chroma column by column. */
void quantise_slice(const uint16_t* samples, int macroblocks, bool is_chroma, const Quantiser& quantiser, SliceLevels* levels) {
  levels->blocks = 4 * macroblocks;
  std::fill(std::begin(levels->present), std::end(levels->present), 0u);
  for (int index = 0; index < levels->blocks; index++) {
    const int right = is_chroma ? (index >> 1) & 1 : index & 1;
    const int below = is_chroma ? index & 1 : (index >> 1) & 1;
    const int left = (index >> 2) * macroblock_px + right * block_px;
    quantise_block(samples + below * block_px * most_width + left, most_width, quantiser, index, levels);
  }
}

/** From 10 bits, in whose upper 8 those of a picture of bytes lie. */
void code_alpha_slice(uint16_t* samples, int macroblocks, int bits, BitWriter* to) {
  const int width = macroblocks * macroblock_px;
  uint16_t dense[macroblock_px * most_width];
  for (int y = 0; y < macroblock_px; y++) {
    for (int x = 0; x < width; x++) {
      const int value = samples[y * most_width + x];
      dense[y * width + x] = static_cast<uint16_t>(bits == 8 ? value >> 2 : value << 6 | value >> 4);
    }
  }
  code_alpha(dense, macroblock_px * width, bits, to);
}

void put_size(uint8_t* to, size_t size) {
  to[0] = static_cast<uint8_t>(size >> 8);
  to[1] = static_cast<uint8_t>(size);
}

/** @returns its bytes */
size_t encode_slice(const Raster& source, const Place& place, const ProresForm& form, const Quantiser& quantiser, uint8_t* to) {
  const bool has_alpha = form.alpha_bits > 0;
  const size_t header_bytes = has_alpha ? 8 : 6;
  to[0] = static_cast<uint8_t>(header_bytes << 3);
  to[1] = static_cast<uint8_t>(form.scale);
  size_t bytes = header_bytes;
  BitWriter writer(to + bytes);
  PlaneSamples samples;
  SliceLevels levels;
  for (int plane = 0; plane < (has_alpha ? 4 : 3); plane++) {
    mix_slice(source, place, form.mixes[plane], samples);
    if (plane < 3) {
      quantise_slice(samples, place.macroblocks, plane > 0, quantiser, &levels);
      code_levels(levels, &writer);
    } else {
      code_alpha_slice(samples, place.macroblocks, form.alpha_bits, &writer);
    }
    const size_t plane_bytes = writer.align();
    const size_t size_at = 2 + 2 * static_cast<size_t>(plane);
    if (size_at < header_bytes) put_size(to + size_at, plane_bytes);
    bytes += plane_bytes;
  }
  return bytes;
}

/** The coded slice of a row that was last found to be of one colour: most of a cut-out are black. */
struct EvenSlice {
  int macroblocks = 0;
  uint8_t pixel[8] = {};
  std::vector<uint8_t> bytes;
};

size_t pixel_bytes(const Raster& source) {
  return static_cast<size_t>(source.channels) * (source.sample == Sample::u8 ? 1 : 2);
}

const uint8_t* pixel_at(const Raster& source, int x, int y) {
  const size_t at = static_cast<size_t>(y - source.top) * static_cast<size_t>(source.width) + static_cast<size_t>(x);
  return static_cast<const uint8_t*>(source.data) + at * pixel_bytes(source);
}

bool is_one_colour(const Raster& source, const Place& place) {
  const int inside = std::min(place.macroblocks * macroblock_px, source.width - place.left);
  const int end = std::min(place.top + macroblock_px, source.top + source.height);
  const size_t pixel = pixel_bytes(source);
  const size_t bytes = static_cast<size_t>(inside) * pixel;
  const uint8_t* first = pixel_at(source, place.left, place.top);
  // Each pixel is as the one before it.
  if (std::memcmp(first, first + pixel, bytes - pixel) != 0) return false;
  for (int y = place.top + 1; y < end; y++) {
    if (std::memcmp(first, pixel_at(source, place.left, y), bytes) != 0) return false;
  }
  return true;
}

/** A row of macroblocks. */
void encode_row(const Raster& source, int top, const ProresForm& form, ProresSlices* slices) {
  const Quantiser quantiser = quantiser_of(form);
  const int across = (source.width + macroblock_px - 1) / macroblock_px;
  std::vector<uint8_t> slice(most_slice_bytes);
  EvenSlice known;
  const auto add = [slices](const uint8_t* bytes, size_t count) {
    slices->bytes.insert(slices->bytes.end(), bytes, bytes + count);
    slices->sizes.push_back(static_cast<uint16_t>(count));
  };
  int count = most_macroblocks;
  for (int at = 0; at < across; at += count) {
    while (across - at < count) count >>= 1;
    const Place place{at * macroblock_px, top, count};
    const uint8_t* pixel = pixel_at(source, place.left, top);
    const bool is_even = is_one_colour(source, place);
    if (is_even && known.macroblocks == count && std::memcmp(known.pixel, pixel, pixel_bytes(source)) == 0) {
      add(known.bytes.data(), known.bytes.size());
      continue;
    }
    const size_t bytes = encode_slice(source, place, form, quantiser, slice.data());
    add(slice.data(), bytes);
    if (!is_even) continue;
    known.macroblocks = count;
    std::memcpy(known.pixel, pixel, pixel_bytes(source));
    known.bytes.assign(slice.data(), slice.data() + bytes);
  }
}

}  // namespace

Status encode_prores(const Raster& source, const ProresForm& form, ProresSlices* slices) {
  return guarded([&] {
    const int rows = (source.height + macroblock_px - 1) / macroblock_px;
    std::vector<ProresSlices> parts(static_cast<size_t>(rows));
    const Status status = parallel(rows, grain_for(rows, 4), [&](int begin, int end) {
      for (int row = begin; row < end; row++) {
        encode_row(source, source.top + row * macroblock_px, form, &parts[static_cast<size_t>(row)]);
      }
    });
    for (const ProresSlices& part : parts) {
      slices->bytes.insert(slices->bytes.end(), part.bytes.begin(), part.bytes.end());
      slices->sizes.insert(slices->sizes.end(), part.sizes.begin(), part.sizes.end());
    }
    return status;
  });
}

}  // namespace firstpass
