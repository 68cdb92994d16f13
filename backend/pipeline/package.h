// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "base/progress.h"
#include "base/result.h"
#include "volume/series.h"

namespace scanetrix {

/// What the catalogue must know of a package, as JSON texts of the wire.
struct PackageFacts {
  std::string volumes_json;   ///< [Volume] without `zarrUrl`, which depends on the scan's id.
  std::string warnings_json;  ///< [{code, message}]
  std::string light_box_json;
  std::string spacing_json;
};

/// Writes everything that is kept of one series into `folder` (which must not exist):
/// volumes/ID/zarr/… for each volume, thumbnail.png, preview.png. Nothing is computed later, at read time.
/// On an error `folder` is gone.
/// Progress: stages "pyramid" and "storing". \error unavailable, cancelled
Result<PackageFacts> write_package(const Series& series, const std::filesystem::path& folder,
                                   Progress& progress);

/// What the catalogue must know of a volume that lies at `zarr` already, as write_ome_zarr() has written it:
/// one entry of `volumes_json`. Its voxels are gone through for range and histogram, once, or twice where
/// they are no whole numbers of 8 or 16 bits. Of `series` the windows and decisions count, and whether it is
/// inverted. Progress: stage "storing". \error unavailable, cancelled; internal  It is not as we write it.
Result<std::string> describe_stored_volume(const Series& series, const SeriesVolume& volume,
                                           const std::filesystem::path& zarr, Progress& progress);

}  // namespace scanetrix
