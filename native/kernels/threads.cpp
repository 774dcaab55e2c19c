#include "threads.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>
#include <system_error>
#include <thread>
#include <vector>

namespace firstpass {

namespace {

int choose_thread_count() {
  const char* asked = std::getenv("FIRSTPASS_THREADS");
  const int count = asked == nullptr ? 0 : std::atoi(asked);
  if (count >= 1 && count <= 64) return count;
  return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, 64);
}

std::atomic<int> spared{0};

}  // namespace

int thread_count() {
  static const int count = choose_thread_count();
  return std::max(1, count - spared);
}

void spare_cores(int count) { spared = count; }

int grain_for(int count, int least) {
  return std::max(least, (count + thread_count() * 4 - 1) / (thread_count() * 4));
}

Status parallel(int count, int grain, const std::function<void(int, int)>& work) {
  std::atomic<int> next{0};
  std::atomic<bool> failed{false};
  const int stretches = (count + grain - 1) / grain;
  const auto run = [&]() noexcept {
    for (int at = next++; at < stretches && !failed; at = next++) {
      const int begin = at * grain;
      try {
        work(begin, begin + std::min(grain, count - begin));
      } catch (const std::bad_alloc&) {
        failed = true;
      }
    }
  };
  std::vector<std::thread> threads;
  try {
    for (int i = 1; i < std::min(thread_count(), stretches); i++) threads.emplace_back(run);
  } catch (const std::system_error&) {
    // Fewer threads than hoped for: those that are there, at least this one, do the work.
  } catch (const std::bad_alloc&) {
  }
  run();
  for (std::thread& thread : threads) thread.join();
  return failed ? Status::no_memory : Status::ok;
}

}  // namespace firstpass
