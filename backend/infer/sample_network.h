// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/Context.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/randn.h>

#include "infer/slice_network.h"

namespace scanetrix {

/// For tests: a small network that answers something, which means nothing.
inline SliceNetwork sample_network() {
  SliceNetwork network({8, 2}, 1);
  at::manual_seed(2);
  for (auto& [name, tensor] : network.parameters())
    if (name.starts_with("last") || name.ends_with(".width")) tensor = 0.1 * at::randn(tensor.sizes());
  return network;
}

}  // namespace scanetrix
