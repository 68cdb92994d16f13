// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <mutex>
#include <string>

#include "base/progress.h"

namespace scanetrix {

/// How a child process tells its parent how far it is: lines "STAGE FRACTION" on standard output, at once for
/// a new stage, else at most ten a second. From any thread.
class PrintedProgress : public Progress {
 public:
  void report(std::string_view stage, double fraction) override;

 private:
  std::mutex mutex_;
  std::string stage_;
  std::chrono::steady_clock::time_point last_;
};

}  // namespace scanetrix
