// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <vector>

#include "volume/volume.h"

namespace scanetrix {

/// One resolution. Level 0 is the volume itself.
struct PyramidLevel {
  Shape shape;
  std::array<int, 3>
      factor;  ///< [z, y, x]: how many full voxels were averaged along each axis. Powers of two.
};

/// Levels down to about 64 voxels an axis. An axis is halved while it is longer than 64 and its spacing is at
/// most 1.5 × the finest of those still longer, so that coarse levels become isotropic rather than flat.
[[nodiscard]] std::vector<PyramidLevel> plan_pyramid(const Geometry& geometry);

/// Where a level lies: the first voxel's centre is between those of the voxels that were averaged.
[[nodiscard]] Geometry geometry_at(const Geometry& full, std::array<int, 3> factor);

/// Each voxel the mean of the step[z] × step[y] × step[x] voxels below it (each step 1 or 2), integers
/// rounded to the nearest; at an odd end the mean of those that are there. NaN counts as not there. Geometry
/// follows: the new first voxel's centre lies between the old ones'. On all cores; memory: the new volume.
[[nodiscard]] Volume halve(const Volume& volume, std::array<int, 3> step);

}  // namespace scanetrix
