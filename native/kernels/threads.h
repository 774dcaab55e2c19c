#pragma once
#include <functional>
#include <new>

#include "raster.h"

namespace firstpass {

/** FIRSTPASS_THREADS if set (1..64), else the number of cores; less those that are spared, but one at least. */
int thread_count();

/** From now on, in this process, so many cores are left to others. */
void spare_cores(int count);

/**
 * Calls `work(begin, end)` for stretches of `grain` of [0, count), on several threads, and waits for all.
 * Work may throw std::bad_alloc: then the answer is no_memory.
 */
Status parallel(int count, int grain, const std::function<void(int begin, int end)>& work);

/** The status of `work`, which allocates. */
template <class Work>
Status guarded(Work work) {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return Status::no_memory;
  }
}

/** Samples that one thread is through with before another has begun. */
constexpr int least_samples = 16384;

/** So many lines of `length` samples that they are worth a thread. */
inline int lines_for(int length) { return least_samples / length + 1; }

/** A grain that gives every thread a few stretches, but none of less than `least`. */
int grain_for(int count, int least);

}  // namespace firstpass
