// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "base/result.h"
#include "volume/series.h"

namespace scanetrix {

/// A level of a stored volume that is small enough to be ray-cast in a moment.
struct SmallLevel {
  Volume volume;
  int level = 0;  ///< 0 is the full resolution.
};

/// The finest level of at most 4 million voxels, of one time point; the coarsest where each is larger. Labels
/// are 1 where there is one, else 0.
/// \param zarr  The group that write_ome_zarr() made of such a volume. \error internal  It is not as we write
/// it.
[[nodiscard]] Result<SmallLevel> small_level(const VolumeForm& form, const std::filesystem::path& zarr,
                                             std::int64_t time);

/// The window for ray_cast(): bone for CT; else what stands well out of the background.
/// \param first  The volume's own window.
[[nodiscard]] DisplayWindow solid_window(const VolumeForm& form, const DisplayWindow& first);

}  // namespace scanetrix
