// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <vector>

#include "volume/volume.h"

namespace scanetrix {

/// One resolution. Level 0 is the volume itself.
struct PyramidLevel {
  Shape shape;
  std::array<int, 3> factor;  ///< [z, y, x]: how many full voxels one voxel stands for along each axis.
};

/// Levels down to at most 64 voxels an axis.
///
/// The first step takes together at least 16 voxels, as nearly a cube in mm as whole numbers allow: 3 × 3 × 3
/// where voxels are cubes, 1 × 4 × 4 where slices are thick. So all coarse levels together cost a tenth of
/// the full resolution at most, where halving would cost a seventh to a third. Each further step halves the
/// axes that are still longer than 64 and whose spacing is at most 1.5 × the finest of those.
[[nodiscard]] std::vector<PyramidLevel> plan_pyramid(const Geometry& geometry);

/// Where a level lies: the first voxel's centre is between those of the voxels that it stands for.
[[nodiscard]] Geometry geometry_at(const Geometry& full, std::array<int, 3> factor);

}  // namespace scanetrix
