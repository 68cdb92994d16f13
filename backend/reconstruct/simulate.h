// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "reconstruct/slice_weights.h"
#include "volume/geometry.h"

namespace scanetrix {

/// Real values in memory, [z, y, x].
struct RealVolume {
  Shape shape;
  std::vector<float> values;
};

/// Each slice of the result as `table` says, of slices of `volume`. On all cores.
[[nodiscard]] RealVolume weighted_slices(const RealVolume& volume, const std::vector<SliceWeights>& table);

/// Slices as a scanner would have acquired them, and what truly lies on their fine lattice.
struct SimulatedStack {
  RealVolume slices;
  RealVolume truth;  ///< refined_depth(slices, factor) slices.
};

/// Acquires every `factor`-th slice of `fine` through `profile`, leaving out the ends where the profile would
/// look outside, and adds normal noise of deviation `noise`, the same for the same `seed`.
/// Requires a depth for at least two slices. On all cores.
[[nodiscard]] SimulatedStack acquire(const RealVolume& fine, int factor, const SliceProfile& profile,
                                     double noise = 0, std::uint64_t seed = 1);

}  // namespace scanetrix
