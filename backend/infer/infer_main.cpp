// SPDX-License-Identifier: Apache-2.0
// scanetrix-infer FOLDER: runs a network on a volume, in a process of its own. See reconstruct/order.h for
// our own and models/model_order.h for those that were dropped in.

#include <atomic>
#include <csignal>
#include <iostream>

#include "base/printed_progress.h"
#include "infer/model_job.h"
#include "infer/reconstruct_job.h"

namespace scanetrix {
namespace {

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
    std::cerr << "usage: scanetrix-infer FOLDER, which holds order.json or in/model_order.json\n";
    return 2;
  }
  std::signal(SIGTERM, want_stop);
  std::signal(SIGINT, want_stop);
  InterruptibleProgress progress;
  std::error_code error;
  const bool is_dropped_in = fs::exists(fs::path(argv[1]) / "in" / "model_order.json", error);
  const auto done = is_dropped_in ? run_model_job(argv[1], progress) : run_reconstruction(argv[1], progress);
  if (done) return 0;
  std::cerr << "scanetrix-infer: " << done.error().message << '\n';
  return 1;
}
