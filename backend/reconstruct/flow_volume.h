// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "reconstruct/simulate.h"
#include "volume/series.h"

// Volumes whose missing slices are made by SliceFlow.

namespace scanetrix {

/// All slices of the fine lattice; acquired ones as they are. On all cores.
[[nodiscard]] RealVolume flow_slices(const RealVolume& slices, int factor);

/// As interpolated() in interpolate.h, with this; acquired slices stay bit for bit. One channel.
[[nodiscard]] SeriesVolume flow_interpolated(const SeriesVolume& volume, int factor);

/// `volume` with `part` of 0 … 1 of `flow`, which lies on its voxels, in each slice that was not acquired.
[[nodiscard]] SeriesVolume mixed_with_flow(const SeriesVolume& volume, const SeriesVolume& flow, int factor,
                                           double part);
/// `doubt` of such a volume, at least half of how far it and `flow` lie apart.
[[nodiscard]] SeriesVolume doubted_by_flow(const SeriesVolume& doubt, const SeriesVolume& volume,
                                           const SeriesVolume& flow, int factor);

/// What flow is better by than a straight line on acquired slices themselves, dB: at most `most` of them are
/// made out of their neighbours and compared. None for less than three slices or even ones.
/// \error As VoxelSource::read_slice().
[[nodiscard]] Result<std::optional<double>> flow_gain_db(const SeriesVolume& volume, std::int64_t most);

inline constexpr std::string_view kFlow = "flow";

}  // namespace scanetrix
