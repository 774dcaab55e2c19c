#include "prores_code.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "simd.h"

namespace firstpass {

namespace {

/** Small values in Rice codes, larger ones in exponential Golomb codes of another order. */
struct Code {
  int rice_order;
  int golomb_order;
  /** Zeros that a Rice code begins with are fewer; from here on there are Golomb codes. */
  int most_zeros;
};

constexpr Code first_dc{5, 6, 1};

/** By the size of the difference before. */
constexpr Code dc_codes[4] = {{0, 1, 1}, {1, 2, 1}, {2, 3, 2}, {3, 4, 1}};

/** By the run before, and by the level before less one. */
constexpr Code run_codes[16] = {
    {0, 1, 3}, {0, 1, 3}, {0, 1, 2}, {0, 1, 2}, {0, 1, 1}, {1, 2, 2}, {1, 2, 2}, {1, 2, 2},
    {1, 2, 2}, {1, 2, 1}, {1, 2, 1}, {1, 2, 1}, {1, 2, 1}, {1, 2, 1}, {1, 2, 1}, {2, 3, 1},
};
constexpr Code level_codes[9] = {
    {0, 2, 3}, {0, 1, 2}, {0, 1, 3}, {0, 1, 1}, {1, 2, 1}, {1, 2, 1}, {1, 2, 1}, {1, 2, 1}, {2, 3, 1},
};

FIRSTPASS_INLINE int log2_of(uint32_t value) {
#if defined(__GNUC__)
  return 31 - __builtin_clz(value);
#else
  int bits = 0;
  while (value >>= 1) bits++;
  return bits;
#endif
}

FIRSTPASS_INLINE int first_bit(uint32_t value) { return log2_of(value & (~value + 1)); }

FIRSTPASS_INLINE void put_code(BitWriter* to, const Code& code, uint32_t value) {
  const uint32_t beyond = static_cast<uint32_t>(code.most_zeros) << code.rice_order;
  if (value >= beyond) {
    const uint32_t rest = value - beyond + (1u << code.golomb_order);
    const int bits = log2_of(rest);
    to->put(0, bits - code.golomb_order + code.most_zeros);
    to->put(rest, bits + 1);
    return;
  }
  const int zeros = static_cast<int>(value >> code.rice_order);
  to->put((1u << code.rice_order) | (value & ((1u << code.rice_order) - 1)), zeros + 1 + code.rice_order);
}

/** Signed numbers by their size: 0, -1, 1, -2, 2... */
FIRSTPASS_INLINE uint32_t fold(int32_t value) { return static_cast<uint32_t>(value >= 0 ? 2 * value : -2 * value - 1); }

/** The first, then how much each differs from the one before, in the direction of the last difference. */
void code_dc(const SliceLevels& levels, BitWriter* to) {
  put_code(to, first_dc, fold(levels.dc[0]));
  int code = 3;
  bool was_falling = false;
  for (int i = 1; i < levels.blocks; i++) {
    const int32_t difference = levels.dc[i] - levels.dc[i - 1];
    const uint32_t folded = fold(was_falling ? -difference : difference);
    put_code(to, dc_codes[code], folded);
    code = std::min(3, static_cast<int>((folded + 1) >> 1));
    was_falling = difference < 0;
  }
}

/** Through all blocks at one place of the scan, then at the next: how many zeros, then a level. */
void code_ac(const SliceLevels& levels, BitWriter* to) {
  int next = 0;
  int run_before = 4;
  int level_before = 1;
  for (int place = 1; place < 64; place++) {
    const int first = (place - 1) * levels.blocks;
    for (uint32_t present = levels.present[place]; present != 0; present &= present - 1) {
      const int block = first_bit(present);
      const int run = first + block - next;
      const int level = levels.level[place][block];
      const int less_one = std::abs(level) - 1;
      put_code(to, run_codes[run_before], static_cast<uint32_t>(run));
      put_code(to, level_codes[level_before], static_cast<uint32_t>(less_one));
      to->put(level < 0 ? 1 : 0, 1);
      run_before = std::min(run, 15);
      level_before = std::min(less_one, 8);
      next = first + block + 1;
    }
  }
}

/** Small differences in few bits, others as they are. */
void put_difference(BitWriter* to, int difference, int bits) {
  const int few = bits == 8 ? 3 : 6;
  const int whole = 1 << bits;
  const int turned = difference & (whole - 1);
  const int near = turned >= whole - (1 << few) ? turned - whole : turned;
  if (near == 0 || std::abs(near) > 1 << few) {
    to->put(1, 1);
    to->put(static_cast<uint32_t>(turned), bits);
    return;
  }
  to->put(static_cast<uint32_t>((std::abs(near) - 1) << 1 | (near < 0 ? 1 : 0)), few + 2);
}

void put_run(BitWriter* to, int run) {
  if (run == 0) to->put(1, 1);
  else to->put(static_cast<uint32_t>(run), run < 16 ? 5 : 16);
}

/** How many samples are as `value`. */
int equal_samples(const uint16_t* samples, int count, uint16_t value) {
  const uint64_t four = value * uint64_t{0x0001000100010001};
  int at = 0;
  for (uint64_t held; at + 4 <= count; at += 4) {
    std::memcpy(&held, samples + at, sizeof held);
    if (held != four) break;
  }
  while (at < count && samples[at] == value) at++;
  return at;
}

}  // namespace

void code_levels(const SliceLevels& levels, BitWriter* to) {
  code_dc(levels, to);
  code_ac(levels, to);
}

void code_alpha(const uint16_t* samples, int count, int bits, BitWriter* to) {
  int before = (1 << bits) - 1;
  for (int at = 0; at < count;) {
    const int value = samples[at];
    put_difference(to, value - before, bits);
    const int run = equal_samples(samples + at + 1, count - at - 1, samples[at]);
    if (run > 0 || at + 1 < count) put_run(to, run);
    before = value;
    at += run + 1;
  }
}

}  // namespace firstpass
