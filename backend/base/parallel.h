// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>

#include "base/result.h"

namespace scanetrix {

/// Calls work(0) … work(count - 1), each once, on as many threads as there are cores (at most `count`).
/// Ends early at the first error, which it returns (the one of the lowest index that ran); calls that have
/// begun finish. `work` must be safe to call from several threads at once.
Result<void> parallel_for(std::size_t count, const std::function<Result<void>(std::size_t)>& work);

/// How many threads parallel_for uses at most.
[[nodiscard]] std::size_t parallel_width();

}  // namespace scanetrix
