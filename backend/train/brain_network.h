// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/csrc/jit/api/module.h>

#include <cstdint>
#include <string>

#include "base/file.h"

namespace scanetrix {

/// The block that the network sees, along i (right), j (front), k (top), voxels of 2 mm.
inline constexpr std::int64_t kBrainBlockI = 80;
inline constexpr std::int64_t kBrainBlockJ = 96;
inline constexpr std::int64_t kBrainBlockK = 80;

/// A network that tells brain from what is around it, as the TorchScript that is shipped: trained and run it
/// is the same program.
///
/// [n, 1, i, j, k] → [n, 2, i, j, k], not brain and brain; lengths are multiples of 16. A U-net whose finest
/// level has voxels twice as large, eight of the picture's in each; 3 × 3 × 3 convolutions alone.
/// Random weights by `seed`.
[[nodiscard]] torch::jit::Module make_brain_network(std::uint64_t seed);

/// How many weights it has.
[[nodiscard]] std::int64_t weight_count(const torch::jit::Module& network);

/// The network with its bundle inside, as `scanetrix models install` takes it. \param made_by  In words.
/// \error unavailable
Result<void> save_brain_network(const torch::jit::Module& network, const fs::path& path,
                                const std::string& made_by);

}  // namespace scanetrix
