// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "base/progress.h"
#include "surface/triangle_mesh.h"
#include "volume/voxel_source.h"

namespace scanetrix {

/// What is inside.
struct Inside {
  double isovalue = 0;       ///< All of at least this real value; a NaN is outside …
  std::optional<int> label;  ///< … or, of labels, what has this one.
};

/// A surface of more triangles is refused: few programs open it.
inline constexpr std::size_t kMostTriangles = 40'000'000;

/// The surface of what is inside, at one time point: naive surface nets (S. Gibson, "Constrained Elastic
/// Surface Nets", MICCAI 1998, without relaxation). One point in each cell of eight voxels that is partly
/// inside: the mean of where the surface cuts the cell's edges, between two voxels by linear interpolation,
/// for labels in the middle. Where the volume ends what is inside ends half a voxel on, so the surface is
/// closed.
///
/// Reads each slice once, ascending; in memory are two slices and the surface. One thread.
/// \pre One channel.
/// \error bad_input "no_surface": nothing is inside; too_large; cancelled; as
/// VoxelSource::read_slice().
[[nodiscard]] Result<TriangleMesh> extract_surface(const VolumeForm& form, const VoxelSource& voxels,
                                                   std::int64_t time, const Inside& inside,
                                                   const Progress& progress);

}  // namespace scanetrix
