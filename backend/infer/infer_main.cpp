// SPDX-License-Identifier: Apache-2.0
// scanetrix-infer FOLDER: runs a network on a volume, in a process of its own. See reconstruct/order.h for
// our own and models/model_order.h for those that were dropped in.

#include <atomic>
#include <csignal>
#include <iostream>

#include "base/printed_progress.h"
#include "infer/model_job.h"
#include "infer/prepare_inference.h"
#include "infer/reconstruct_job.h"
#include "walls/lock_down.h"

namespace scanetrix {
namespace {

constexpr int kNoWalls = 126;

std::atomic<bool> stop_wanted = false;

extern "C" void want_stop(int) {
  stop_wanted = true;
}

class InterruptibleProgress final : public PrintedProgress {
 public:
  [[nodiscard]] bool cancelled() const override { return stop_wanted; }
};

}  // namespace
}  // namespace scanetrix

int main(int argc, char** argv) {
  using namespace scanetrix;
  if (argc != 2) {
    std::cerr << "usage: scanetrix-infer FOLDER, which holds in/order.json or in/model_order.json\n";
    return 2;
  }
  std::signal(SIGTERM, want_stop);
  std::signal(SIGINT, want_stop);
  InterruptibleProgress progress;
  fs::path folder = argv[1];
  if (prepare_inference()) {
    if (const auto walls = lock_down(folder, Work::inference); !walls) {
      std::cerr << "scanetrix-infer: " << walls.error().message << '\n';
      return kNoWalls;
    }
    folder = ".";  // Where we are now.
  }
  std::error_code error;
  const bool is_dropped_in = fs::exists(folder / "in" / "model_order.json", error);
  const auto done = is_dropped_in ? run_model_job(folder, progress) : run_reconstruction(folder, progress);
  if (done) return 0;
  std::cerr << "scanetrix-infer: " << done.error().message << '\n';
  return 1;
}
