#include "prores_block.h"

#include <cstring>

#include "simd.h"

namespace firstpass {

namespace {

constexpr int side = 8;

/** The cosines of the transform, and their sums, in units of 2^-13. */
constexpr int fraction_bits = 13;
constexpr int32_t fix_0_298631336 = 2446;
constexpr int32_t fix_0_390180644 = 3196;
constexpr int32_t fix_0_541196100 = 4433;
constexpr int32_t fix_0_765366865 = 6270;
constexpr int32_t fix_0_899976223 = 7373;
constexpr int32_t fix_1_175875602 = 9633;
constexpr int32_t fix_1_501321110 = 12299;
constexpr int32_t fix_1_847759065 = 15137;
constexpr int32_t fix_1_961570560 = 16069;
constexpr int32_t fix_2_053119869 = 16819;
constexpr int32_t fix_2_562915447 = 20995;
constexpr int32_t fix_3_072711026 = 25172;

/** Bits that the first pass adds, and the second takes away again, with one more. */
constexpr int pass_bits = 1;

/** What a block of the middle of the range has as its first coefficient. */
constexpr int32_t middle = 0x4000;

FIRSTPASS_INLINE int32_t round_off(int32_t value, int bits) { return (value + (1 << (bits - 1))) >> bits; }

/**
 * Eight transforms of eight values beside each other: value i of transform k is at [i][k] (Loeffler, Ligtenberg, Moschytz 1989,
 * Practical fast 1-D DCT algorithms with 11 multiplications). `up` bits are added to what comes out, or -`up` rounded off.
 */
template <int up>
FIRSTPASS_INLINE void transform(const int32_t (&from)[side][side], int32_t (&to)[side][side]) {
  constexpr int off = fraction_bits - up;
  for (int k = 0; k < side; k++) {
    const int32_t sum0 = from[0][k] + from[7][k];
    const int32_t sum1 = from[1][k] + from[6][k];
    const int32_t sum2 = from[2][k] + from[5][k];
    const int32_t sum3 = from[3][k] + from[4][k];
    const int32_t apart0 = from[0][k] - from[7][k];
    const int32_t apart1 = from[1][k] - from[6][k];
    const int32_t apart2 = from[2][k] - from[5][k];
    const int32_t apart3 = from[3][k] - from[4][k];

    const int32_t outer = sum0 + sum3;
    const int32_t inner = sum1 + sum2;
    if constexpr (up >= 0) {
      to[0][k] = (outer + inner) * (1 << up);
      to[4][k] = (outer - inner) * (1 << up);
    } else {
      to[0][k] = round_off(outer + inner, -up);
      to[4][k] = round_off(outer - inner, -up);
    }
    const int32_t far = sum0 - sum3;
    const int32_t near = sum1 - sum2;
    const int32_t turned = (near + far) * fix_0_541196100;
    to[2][k] = round_off(turned + far * fix_0_765366865, off);
    to[6][k] = round_off(turned - near * fix_1_847759065, off);

    const int32_t z1 = -(apart3 + apart0) * fix_0_899976223;
    const int32_t z2 = -(apart2 + apart1) * fix_2_562915447;
    const int32_t z5 = (apart3 + apart1 + apart2 + apart0) * fix_1_175875602;
    const int32_t z3 = z5 - (apart3 + apart1) * fix_1_961570560;
    const int32_t z4 = z5 - (apart2 + apart0) * fix_0_390180644;
    to[7][k] = round_off(apart3 * fix_0_298631336 + z1 + z3, off);
    to[5][k] = round_off(apart2 * fix_2_053119869 + z2 + z4, off);
    to[3][k] = round_off(apart1 * fix_3_072711026 + z2 + z3, off);
    to[1][k] = round_off(apart0 * fix_1_501321110 + z1 + z4, off);
  }
}

/** Twice the transform of a block, row by row. */
FIRSTPASS_INLINE void transform_block(const uint16_t* samples, int stride, int32_t (&to)[side][side]) {
  int32_t columns[side][side];
  int32_t rows[side][side];
  for (int y = 0; y < side; y++) {
    for (int x = 0; x < side; x++) columns[x][y] = samples[y * stride + x];
  }
  transform<pass_bits>(columns, rows);
  for (int y = 0; y < side; y++) {
    for (int x = 0; x < side; x++) columns[y][x] = rows[x][y];
  }
  transform<-pass_bits - 1>(columns, to);
}

/** Towards 0; half a unit more keeps the float's rounding away from whole numbers. */
FIRSTPASS_INLINE void divide(const int32_t* from, const float* inverse, int32_t* to) {
  for (int i = 0; i < side * side; i++) {
    const int32_t value = from[i];
    const int32_t size = static_cast<int32_t>((static_cast<float>(value < 0 ? -value : value) + 0.5f) * inverse[i]);
    to[i] = value < 0 ? -size : size;
  }
}

/** Where the standard's progressive scan meets the coefficients, which are numbered row by row (SMPTE RDD 36, figure 4). */
constexpr uint8_t place_in_scan[64] = {
    0,  1,  4,  5,  16, 17, 21, 22,  //
    2,  3,  6,  7,  18, 20, 23, 28,  //
    8,  9,  12, 13, 19, 24, 27, 29,  //
    10, 11, 14, 15, 25, 26, 30, 31,  //
    32, 33, 37, 38, 45, 46, 53, 54,  //
    34, 36, 39, 44, 47, 52, 55, 60,  //
    35, 40, 43, 48, 51, 56, 59, 61,  //
    41, 42, 49, 50, 57, 58, 62, 63,
};

/** What has one colour has no other coefficient. */
bool is_even(const uint16_t* samples, int stride) {
  const uint64_t all = samples[0] * uint64_t{0x0001000100010001};
  uint64_t differences = 0;
  for (int y = 0; y < side; y++) {
    uint64_t halves[2];
    std::memcpy(halves, samples + y * stride, sizeof halves);
    differences |= (halves[0] ^ all) | (halves[1] ^ all);
  }
  return differences == 0;
}

FIRSTPASS_CLONES void find_levels(const uint16_t* samples, int stride, const float* inverse, int32_t* first, int32_t* levels) {
  int32_t coefficients[side][side];
  transform_block(samples, stride, coefficients);
  *first = coefficients[0][0];
  divide(&coefficients[0][0], inverse, levels);
}

}  // namespace

void quantise_block(const uint16_t* samples, int stride, const Quantiser& quantiser, int index, SliceLevels* levels) {
  if (is_even(samples, stride)) {
    levels->dc[index] = (32 * samples[0] - middle) / quantiser.step[0];
    return;
  }
  int32_t first = 0;
  int32_t found[side * side];
  find_levels(samples, stride, quantiser.inverse, &first, found);
  levels->dc[index] = (first - middle) / quantiser.step[0];
  const uint32_t own = uint32_t{1} << index;
  for (int i = 1; i < side * side; i++) {
    if (found[i] == 0) continue;
    levels->present[place_in_scan[i]] |= own;
    levels->level[place_in_scan[i]][index] = static_cast<int16_t>(found[i]);
  }
}

}  // namespace firstpass
