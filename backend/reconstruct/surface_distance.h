// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>

#include "reconstruct/simulate.h"

namespace scanetrix {

/// How far two surfaces lie apart, mm, both ways.
struct SurfaceDistance {
  double mean = 0;
  double percentile95 = 0;
};

/// Distance between the surfaces where two volumes pass `level` (300 HU: bone). A surface is the points where
/// the value passes it on the way to the next voxel, along each axis, linearly between.
/// \param spacing_mm  [z, y, x]
/// \return Nothing where one has no such surface. On all cores.
[[nodiscard]] std::optional<SurfaceDistance> surface_distance(const RealVolume& a, const RealVolume& b,
                                                              double level,
                                                              const std::array<double, 3>& spacing_mm);

}  // namespace scanetrix
