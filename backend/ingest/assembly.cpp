// SPDX-License-Identifier: Apache-2.0
#include "ingest/assembly.h"

#include <algorithm>
#include <mutex>

#include "base/parallel.h"
#include "ingest/limits.h"

namespace scanetrix {

Result<std::vector<std::pair<std::size_t, Error>>> decode_all(
    std::size_t count, const std::function<Result<void>(std::size_t)>& decode, DecodeCount& progress) {
  std::mutex mutex;
  std::vector<std::pair<std::size_t, Error>> failures;
  TRY(parallel_for(count, [&](std::size_t k) -> Result<void> {
    if (auto outcome = within_memory([&] { return decode(k); }); !outcome) {
      const std::lock_guard lock(mutex);
      failures.emplace_back(k, std::move(outcome.error()));
    }
    return progress.step();
  }));
  std::sort(failures.begin(), failures.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  return failures;
}

}  // namespace scanetrix
