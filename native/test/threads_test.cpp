#include "../kernels/threads.h"

#include <numeric>

#include "check.h"

TEST(every_index_is_worked_on_once) {
  for (const int count : {0, 1, 7, 1000}) {
    for (const int grain : {1, 3, 5000}) {
      std::vector<int> times(static_cast<size_t>(count));
      const firstpass::Status status = firstpass::parallel(count, grain, [&](int begin, int end) {
        for (int i = begin; i < end; i++) times[static_cast<size_t>(i)]++;
      });
      CHECK(status == firstpass::Status::ok);
      CHECK(times == std::vector<int>(static_cast<size_t>(count), 1));
    }
  }
}

TEST(spared_cores_leave_one_at_least) {
  const int all = firstpass::thread_count();
  firstpass::spare_cores(1);
  CHECK(firstpass::thread_count() == (all == 1 ? 1 : all - 1));
  firstpass::spare_cores(1000);
  CHECK(firstpass::thread_count() == 1);
  firstpass::spare_cores(0);
  CHECK(firstpass::thread_count() == all);
}

TEST(work_without_memory_is_a_status_not_an_end) {
  const auto fail = [](int, int) { throw std::bad_alloc(); };
  CHECK(firstpass::parallel(100, 1, fail) == firstpass::Status::no_memory);
  CHECK(firstpass::guarded([]() -> firstpass::Status { throw std::bad_alloc(); }) == firstpass::Status::no_memory);
}
