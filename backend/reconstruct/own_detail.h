// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "reconstruct/simulate.h"
#include "volume/series.h"

namespace scanetrix {

/// Pieces of a scan's own slices, each taken for a plane across slices whose truth is known: rows stand for
/// depth. Stacked along y: shape {rows, pieces, columns}. The scan can so be asked what suits it.
///
/// Half of the pieces run down the slices and half across them. From at most `slices` slices, evenly chosen
/// and none nearly even, the middle 192 × 192 of each. \return An empty volume where nothing is left. Real
/// values are not scaled: as stored. \error As VoxelSource::read_slice().
[[nodiscard]] Result<RealVolume> own_detail(const SeriesVolume& volume, int slices);

/// How wide the slices are, in steps of the fine lattice: 1 (thin slices with gaps) or `factor` (slices as
/// thick as they lie apart), whichever makes neighbours differ as much as the scan's own detail does when it
/// is acquired through `shape` of that width.
[[nodiscard]] Result<double> judge_profile_width(const SeriesVolume& volume, const RealVolume& detail,
                                                 int factor, ProfileShape shape);

}  // namespace scanetrix
