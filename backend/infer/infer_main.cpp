// SPDX-License-Identifier: Apache-2.0
// scanetrix-infer FOLDER: runs a network on a volume, in a process of its own. See reconstruct/order.h.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <iostream>
#include <mutex>

#include "infer/reconstruct_job.h"

namespace scanetrix {
namespace {

std::atomic<bool> stop_wanted = false;

extern "C" void want_stop(int) {
  stop_wanted = true;
}

/// Prints "STAGE FRACTION", at most ten times a second.
class PrintedProgress final : public Progress {
 public:
  void report(std::string_view stage, double fraction) override {
    const std::lock_guard lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    if (stage == stage_ && now - last_ < std::chrono::milliseconds(100)) return;
    stage_ = stage;
    last_ = now;
    std::cout << fmt::format("{} {:.4f}\n", stage_, std::clamp(fraction, 0.0, 1.0)) << std::flush;
  }
  [[nodiscard]] bool cancelled() const override { return stop_wanted; }

 private:
  std::mutex mutex_;
  std::string stage_;
  std::chrono::steady_clock::time_point last_;
};

}  // namespace
}  // namespace scanetrix

int main(int argc, char** argv) {
  using namespace scanetrix;
  if (argc != 2) {
    std::cerr << "usage: scanetrix-infer FOLDER, which holds order.json and in/zarr\n";
    return 2;
  }
  std::signal(SIGTERM, want_stop);
  std::signal(SIGINT, want_stop);
  PrintedProgress progress;
  const auto done = run_reconstruction(argv[1], progress);
  if (done) return 0;
  std::cerr << "scanetrix-infer: " << done.error().message << '\n';
  return 1;
}
