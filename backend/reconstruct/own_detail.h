// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "base/result.h"
#include "reconstruct/simulate.h"
#include "reconstruct/tile.h"
#include "volume/series.h"

namespace scanetrix {

/// `count` of 0 … depth − 1 (all, if there are fewer), evenly spread.
[[nodiscard]] std::vector<std::int64_t> spread_slices(std::int64_t depth, std::int64_t count);

/// How a scan's own slices are to be seen: as planes across slices whose truth is known.
struct DetailView {
  double step_mm = 1;       ///< Of the fine lattice. Where pixels are finer, they are put together.
  std::int64_t side = 192;  ///< The middle `side` × `side` pixels, or what there is.
};

/// The scan's own slices `slices`, rows standing for depth: each taken down the slice and across it by turns.
/// The scan can so be asked what suits it. Values as stored; what is not finite is 0. Nearly even ones are
/// left out. \error As VoxelSource::read_slice().
[[nodiscard]] Result<std::vector<Tile>> own_planes(const SeriesVolume& volume,
                                                   std::span<const std::int64_t> slices,
                                                   const DetailView& view);

/// Planes side by side along y, as {rows, planes, columns}: as much of each as all have. Empty for none.
[[nodiscard]] RealVolume stacked(const std::vector<Tile>& planes);

/// How wide the slices are, in steps of the fine lattice: 1 (thin slices with gaps) or `factor` (slices as
/// thick as they lie apart), whichever makes neighbours differ as much as the scan's own detail does when it
/// is acquired through `shape` of that width.
/// \param detail  Of stacked(). \error As VoxelSource::read_slice().
[[nodiscard]] Result<double> judge_profile_width(const SeriesVolume& volume, const RealVolume& detail,
                                                 const DetailView& view, int factor, ProfileShape shape);

}  // namespace scanetrix
