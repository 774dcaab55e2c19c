#include "mix_channels.h"

#include <algorithm>

#include "convert.h"
#include "simd.h"

namespace firstpass {

namespace {

/** Four bytes at once, which the compiler makes vectors of. */
FIRSTPASS_CLONES void mix_fours(const uint32_t* FIRSTPASS_RESTRICT from, size_t pixels, uint16_t* FIRSTPASS_RESTRICT to,
                                const ChannelMix& mix) {
  const float r = mix.weights[0];
  const float g = mix.weights[1];
  const float b = mix.weights[2];
  const float a = mix.weights[3];
  const float offset = mix.offset;
  const float most = mix.most;
  for (size_t i = 0; i < pixels; i++) {
    const uint32_t four = from[i];
    const float sum = offset + r * static_cast<float>(static_cast<int32_t>(four & 255u)) +
                      g * static_cast<float>(static_cast<int32_t>((four >> 8) & 255u)) +
                      b * static_cast<float>(static_cast<int32_t>((four >> 16) & 255u)) +
                      a * static_cast<float>(static_cast<int32_t>(four >> 24));
    to[i] = to_sample<uint16_t>(sum, 1.0f, most);
  }
}

template <class T, int channels>
FIRSTPASS_INLINE void mix_pixels(const T* FIRSTPASS_RESTRICT from, size_t pixels, uint16_t* FIRSTPASS_RESTRICT to,
                                 const ChannelMix& mix) {
  float weights[channels];
  for (int c = 0; c < channels; c++) weights[c] = mix.weights[c];
  const float offset = mix.offset;
  const float most = mix.most;
  for (size_t i = 0; i < pixels; i++) {
    float sum = offset;
    for (size_t c = 0; c < channels; c++) sum += weights[c] * static_cast<float>(from[i * channels + c]);
    to[i] = to_sample<uint16_t>(sum, 1.0f, most);
  }
}

#define FIRSTPASS_MIX(name, type, channels)                                                                         \
  FIRSTPASS_CLONES void name(const type* FIRSTPASS_RESTRICT from, size_t pixels, uint16_t* FIRSTPASS_RESTRICT to,     \
                             const ChannelMix& mix) {                                                                \
    mix_pixels<type, channels>(from, pixels, to, mix);                                                               \
  }

FIRSTPASS_MIX(mix_bytes_1, uint8_t, 1)
FIRSTPASS_MIX(mix_bytes_2, uint8_t, 2)
FIRSTPASS_MIX(mix_bytes_3, uint8_t, 3)
FIRSTPASS_MIX(mix_words_1, uint16_t, 1)
FIRSTPASS_MIX(mix_words_2, uint16_t, 2)
FIRSTPASS_MIX(mix_words_3, uint16_t, 3)
FIRSTPASS_MIX(mix_words_4, uint16_t, 4)

#undef FIRSTPASS_MIX

}  // namespace

void mix_channels(const Raster& source, uint16_t* target, const ChannelMix& mix) {
  const size_t pixels = static_cast<size_t>(source.width) * static_cast<size_t>(source.height);
  const bool is_constant = std::all_of(mix.weights, mix.weights + source.channels, [](float weight) { return weight == 0.0f; });
  if (is_constant) {
    std::fill(target, target + pixels, to_sample<uint16_t>(mix.offset, 1.0f, mix.most));
    return;
  }
  const bool is_bytes = source.sample == Sample::u8;
  const uint8_t* bytes = static_cast<const uint8_t*>(source.data);
  const uint16_t* words = static_cast<const uint16_t*>(source.data);
  const bool is_aligned = reinterpret_cast<uintptr_t>(bytes) % alignof(uint32_t) == 0;
  switch (source.channels) {
    case 1: return is_bytes ? mix_bytes_1(bytes, pixels, target, mix) : mix_words_1(words, pixels, target, mix);
    case 2: return is_bytes ? mix_bytes_2(bytes, pixels, target, mix) : mix_words_2(words, pixels, target, mix);
    case 3: return is_bytes ? mix_bytes_3(bytes, pixels, target, mix) : mix_words_3(words, pixels, target, mix);
    default: break;
  }
  if (!is_bytes) return mix_words_4(words, pixels, target, mix);
  if (is_aligned) return mix_fours(reinterpret_cast<const uint32_t*>(bytes), pixels, target, mix);
  mix_pixels<uint8_t, 4>(bytes, pixels, target, mix);
}

}  // namespace firstpass
