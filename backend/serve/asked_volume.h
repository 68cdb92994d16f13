// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "pipeline/library.h"
#include "serve/http_message.h"
#include "serve/services.h"
#include "volume/series.h"

namespace scanetrix {

// What a request's path and query ask for, as handlers of scans and volumes need it.

// What never changes under its name a client may keep. All else it must ask for again: after a scan was read
// again there are other bytes, and old and new do not go together.
inline constexpr std::string_view kForEver = "private, max-age=31536000, immutable";
inline constexpr std::string_view kAskAgain = "private, no-cache";

/// The row of the scan at {id}, once it is known that the asker may see it. Its folder has that id and no
/// other. \error not_found
[[nodiscard]] Result<ScanRow> own_scan(const Request& request, const Services& services);

/// What is known of one volume of a scan, out of the JSON that was written at ingest.
struct VolumeFacts {
  SeriesVolume volume;  ///< Without its voxels.
  DisplayWindow window;
  bool inverted = false;
  std::filesystem::path zarr;
};

/// \error not_found
[[nodiscard]] Result<VolumeFacts> find_volume(const ScanRow& scan, const std::string& volume_id,
                                              const Library& library);

/// A finite number in the query, or nothing when it is not there. \error bad_input
[[nodiscard]] Result<std::optional<double>> number_in(const Request& request, std::string_view name);

/// Which time point is wanted: "time", counted from 0; the first when nothing is said. \error bad_input
[[nodiscard]] Result<std::int64_t> time_in(const Request& request, std::int64_t time_points);

}  // namespace scanetrix
