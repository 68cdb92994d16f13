// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "base/progress.h"
#include "reconstruct/interpolate.h"
#include "volume/series.h"

namespace scanetrix {

/// `series` with its first volume made about as fine through the slices as across them, and no other volume;
/// by scanetrix-infer with the shipped network. `how` and a warning say how it came about. A series whose
/// steps are below one and a half pixels comes back as it is, with a warning that says so.
///
/// \param refine_seconds  0 … kMostRefineSeconds, see reconstruct/order.h.
/// \param work  A folder that does not exist; the result's voxels lie in it.
/// \error As reconstruction_offer(), VoxelSource::read_slice() and run_infer().
Result<Series> make_isotropic(const Series& series, ReconstructionMode mode, int refine_seconds,
                              const std::filesystem::path& work, Progress& progress);

}  // namespace scanetrix
