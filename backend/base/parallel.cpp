// SPDX-License-Identifier: Apache-2.0
#include "base/parallel.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

namespace scanetrix {

std::size_t parallel_width() {
  return std::max(1u, std::thread::hardware_concurrency());
}

Result<void> parallel_for(std::size_t count, const std::function<Result<void>(std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> stop = false;
  std::mutex mutex;
  std::size_t failed_index = count;
  Result<void> outcome;

  const auto run = [&] {
    while (!stop) {
      const std::size_t index = next++;
      if (index >= count) return;
      auto result = work(index);
      if (result) continue;
      stop = true;
      const std::lock_guard lock(mutex);
      if (index >= failed_index) continue;
      failed_index = index;
      outcome = std::move(result);
    }
  };

  std::vector<std::jthread> threads;
  for (std::size_t i = 1; i < std::min(parallel_width(), count); ++i) threads.emplace_back(run);
  run();
  threads.clear();  // Joins.
  return outcome;
}

}  // namespace scanetrix
