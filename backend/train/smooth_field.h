// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "reconstruct/random.h"
#include "volume/geometry.h"

namespace scanetrix {

/// Random values that change slowly from voxel to voxel, [z, y, x]: cubic B-splines over knots that are
/// normally distributed, mean 0.
///
/// \param knot_step  Voxels between knots, >= 2.
/// \param deviation  Of the values.
[[nodiscard]] std::vector<float> smooth_field(const Shape& shape, double knot_step, double deviation,
                                              Random& random);

}  // namespace scanetrix
