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

}  // namespace scanetrix
