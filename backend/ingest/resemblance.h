// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <span>

#include "base/bytes.h"
#include "volume/voxel_type.h"

namespace scanetrix {

/// A picture at a glance: 16 × 16 means, less their mean, of length 1; all 0 for a picture of one colour.
using Glance = std::array<float, 256>;

/// \param samples  [y, x, channel], width × height × channels of `type`; what is not finite counts as 0.
[[nodiscard]] Glance glance_at(ByteView samples, std::int64_t width, std::int64_t height, int channels,
                               VoxelType type);

/// How alike the pictures of a stack are: correlations, −1 … 1; medians over the stack.
struct Resemblance {
  double neighbours = 1;  ///< One picture to the next.
  double apart = 1;       ///< Pictures half the stack apart.

  /// Neighbours are not clearly more alike than pictures taken at random: no volume. Slices of a scan are
  /// alike even where they lie 10 mm apart.
  [[nodiscard]] bool is_unrelated() const;
};

/// Pictures of one colour say nothing and are passed over. Fewer than six others say too little: 1 and 1.
[[nodiscard]] Resemblance resemblance_of(std::span<const Glance> stack);

}  // namespace scanetrix
