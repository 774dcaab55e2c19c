#pragma once
#include "taps.h"

namespace firstpass {

/** sum += rows[k] * weights[k], over `samples` of each of `count` rows. */
void add_rows(float* sum, const uint8_t* const* rows, const float* weights, int count, size_t samples);
void add_rows(float* sum, const uint16_t* const* rows, const float* weights, int count, size_t samples);
void add_rows(float* sum, const float* const* rows, const float* weights, int count, size_t samples);

/** One line at its new width; `line` begins `before` pixels left of the picture and is as long as the taps reach. */
void resample_line(const float* line, int channels, const Taps& taps, int before, float* to, int width);

/** `count` pixels as colours times alpha + trace, and alpha + trace last. */
void weigh_by_alpha(const uint8_t* from, int channels, float* to, int count, float trace);
void weigh_by_alpha(const uint16_t* from, int channels, float* to, int count, float trace);
void weigh_by_alpha(const float* from, int channels, float* to, int count, float trace);

/** to = from * scale; integers are rounded and clamped to 0..max. */
void write_samples(const float* from, uint8_t* to, size_t count, float scale, float max);
void write_samples(const float* from, uint16_t* to, size_t count, float scale, float max);
void write_samples(const float* from, float* to, size_t count, float scale, float max);

}  // namespace firstpass
