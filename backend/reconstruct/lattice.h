// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "volume/geometry.h"

namespace scanetrix {

/// The factors that a stack can be refined by.
inline constexpr int kLeastFactor = 2;
inline constexpr int kGreatestFactor = 6;

/// By how much the steps between slices must be divided for voxels about as long as they are wide:
/// clamp(round(dz / max(dx, 0.5 mm)), 1, 6), dx the finer of the two in-plane steps. 1: nothing to do.
[[nodiscard]] int refinement_factor(const Geometry& geometry);

/// How many slices the fine lattice has: it begins at the first acquired slice and ends at the last.
[[nodiscard]] std::int64_t refined_depth(std::int64_t slices, int factor);

/// The fine lattice. Its slice k·factor lies exactly where the acquired slice k lies; extent, rows and
/// columns are as they were.
[[nodiscard]] Geometry refined(const Geometry& geometry, int factor);

}  // namespace scanetrix
