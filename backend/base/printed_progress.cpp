// SPDX-License-Identifier: Apache-2.0
#include "base/printed_progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>

namespace scanetrix {

void PrintedProgress::report(std::string_view stage, double fraction) {
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (stage == stage_ && now - last_ < std::chrono::milliseconds(100)) return;
  stage_ = stage;
  last_ = now;
  std::cout << fmt::format("{} {:.4f}\n", stage_, std::clamp(fraction, 0.0, 1.0)) << std::flush;
}

}  // namespace scanetrix
