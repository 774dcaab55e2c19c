#pragma once
#include <cstddef>
#include <cstdint>

#include "simd.h"

namespace firstpass {

/** Bits, the first one highest, into memory that is large enough. */
class BitWriter {
 public:
  explicit BitWriter(uint8_t* to) : begin_(to), at_(to) {}

  /** The `count` lowest bits of `bits`, at most 32 of them; those above are 0. */
  FIRSTPASS_INLINE void put(uint32_t bits, int count) {
    held_ = (held_ << count) | bits;
    count_ += count;
    if (count_ >= 32) write_word();
  }

  /** Zeros up to a whole byte. @returns the bytes since the last time */
  size_t align() {
    while (count_ > 0) {
      const int shift = count_ - 8;
      *at_++ = static_cast<uint8_t>(shift >= 0 ? held_ >> shift : held_ << -shift);
      count_ -= 8;
    }
    held_ = 0;
    count_ = 0;
    const size_t bytes = static_cast<size_t>(at_ - begin_);
    begin_ = at_;
    return bytes;
  }

 private:
  FIRSTPASS_INLINE void write_word() {
    count_ -= 32;
    const uint32_t word = static_cast<uint32_t>(held_ >> count_);
    at_[0] = static_cast<uint8_t>(word >> 24);
    at_[1] = static_cast<uint8_t>(word >> 16);
    at_[2] = static_cast<uint8_t>(word >> 8);
    at_[3] = static_cast<uint8_t>(word);
    at_ += 4;
  }

  uint8_t* begin_;
  uint8_t* at_;
  uint64_t held_ = 0;
  int count_ = 0;
};

}  // namespace firstpass
