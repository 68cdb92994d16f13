// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "infer/slice_network.h"

namespace scanetrix {

/// For tests: a small network that answers something, which means nothing.
inline SliceNetwork sample_network() {
  SliceNetwork network({8, 2}, 1);
  torch::manual_seed(2);
  for (auto& [name, tensor] : network.parameters())
    if (name.starts_with("last") || name.ends_with(".width")) tensor = 0.1 * torch::randn(tensor.sizes());
  return network;
}

}  // namespace scanetrix
