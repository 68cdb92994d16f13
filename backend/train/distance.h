// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "volume/geometry.h"

namespace scanetrix {

/// A yes or no for every voxel, [z, y, x].
using Mask = std::vector<std::uint8_t>;

/// How far each voxel is from the nearest one of the mask, in voxels; 0 in it, very large if it is empty.
/// Exact (Felzenszwalb and Huttenlocher 2012). Cost: O(voxels).
[[nodiscard]] std::vector<float> distance_to(const Mask& mask, const Shape& shape);

/// The mask with all gaps closed that a ball of this radius does not fit into, but not over the volume's
/// border.
[[nodiscard]] Mask closed(const Mask& mask, const Shape& shape, float radius);

/// What of `mask` hangs together, across faces, with a voxel of it at a border of the volume other than the
/// lowest slice.
[[nodiscard]] Mask reached_from_border(const Mask& mask, const Shape& shape);

}  // namespace scanetrix
