// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/Context.h>

namespace scanetrix {

/// The GPU where libtorch sees one, else the processor.
[[nodiscard]] inline at::Device best_device() {
  return at::hasCUDA() ? at::Device(at::kCUDA) : at::Device(at::kCPU);
}

}  // namespace scanetrix
