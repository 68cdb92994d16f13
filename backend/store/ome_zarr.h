// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "store/pyramid.h"
#include "store/reduce_slices.h"
#include "store/zarr_reader.h"
#include "volume/series.h"

namespace scanetrix {

/// One level as it lies on disk.
struct ZarrLevel {
  std::string path;  ///< Folder below the group: "0", "1", …
  Shape shape;
  std::array<int, 3> factor;  ///< [z, y, x]
};

/// Writes a volume and its pyramid as an OME-Zarr 0.5 group (Zarr v3): see FORMAT.md for every byte.
///
/// `directory` must not exist. One pass over the slices: a slab as deep as a brick is read, packed, reduced,
/// and what that gives handed down to the level below. Arrays are [z, y, x], of colour [c, z, y, x]; of
/// several time points with t before them. Progress: stage "pyramid". On all cores; memory: twice such a slab
/// (of 2048² voxels of 16 bits 540 MB), whatever the number of slices and time points. \param reduction
/// Reduction::mode for labels, which must be whole numbers. \param on_slab  Sees each slab of the full
/// resolution, in order. \error unavailable  Disk full, …; and what the source returns.
Result<std::vector<ZarrLevel>> write_ome_zarr(const SeriesVolume& volume, const std::string& name,
                                              const std::filesystem::path& directory, Progress& progress,
                                              const std::function<void(const Volume& slab)>& on_slab = {},
                                              Reduction reduction = Reduction::mean);

/// The levels that write_ome_zarr() makes of such a volume.
[[nodiscard]] std::vector<ZarrLevel> levels_of(const VolumeForm& form);

/// How a volume of this kind is made coarser.
[[nodiscard]] constexpr Reduction reduction_of(VolumeKind kind) {
  return kind == VolumeKind::labels ? Reduction::mode : Reduction::mean;
}

/// Writes anew, durably, what stands at the head of a group that write_ome_zarr() made of these voxels: its
/// name, and what is known of the volume. \error unavailable
Result<void> write_group_metadata(const SeriesVolume& volume, const std::string& name,
                                  const std::filesystem::path& directory);

}  // namespace scanetrix
