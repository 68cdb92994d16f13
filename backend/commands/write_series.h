// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "base/progress.h"
#include "commands/output_name.h"
#include "volume/series.h"

namespace scanetrix {

/// One file, or folder, that write_series() made, and the volume that it holds.
struct WrittenFile {
  std::filesystem::path path;
  const SeriesVolume* volume;
};

struct WriteOptions {
  std::optional<double> isovalue;  ///< Of surfaces; none: the usual one.
};

/// Writes every volume of a series: the first to `name`, each other to `name` with "_ID". All or nothing.
///
/// OME-Zarr (OutputKind::ome_zarr) is a folder, as the server keeps it: FORMAT.md in store/. One that is
/// there already is replaced; another folder of that name is not. (conflict)
///
/// Pictures (OutputKind::png) are slices in the plane in which they were acquired, the radiologist's way up,
/// 8 bits, through the window that the viewer begins with: "_0001" and so on; with time points "_time1_0001".
/// A volume of one slice has no number. They need one time point in memory; all else is written slice by
/// slice.
///
/// Surfaces (OutputKind::stl, glb) are of what has the isovalue or more: of HU usually 300, of others what
/// Otsu's method says. Of labels one each: in a GLB meshes with their names and colours, as STL files "_01",
/// "_02" in the order of their values. With time points "_time1". Volumes that have none are left out.
///
/// \error As VoxelSource::read_slice(), as it came; as OutputFile; of surfaces "no_surface": no volume has
/// one.
Result<std::vector<WrittenFile>> write_series(const Series& series, const OutputName& name,
                                              const WriteOptions& options, Progress& progress);

}  // namespace scanetrix
