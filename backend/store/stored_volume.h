// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/file.h"
#include "base/result.h"
#include "volume/series.h"

namespace scanetrix {

/// The full resolution of a group that write_ome_zarr() made, as a volume to be read slice by slice, with its
/// provenance. Time points have no labels: those stand in the catalogue.
///
/// Slices come out of slabs of bricks, of which the last few are kept: go through them ascending.
/// \error not_found; internal  Not as we write it.
[[nodiscard]] Result<SeriesVolume> open_stored_volume(const fs::path& group);

}  // namespace scanetrix
