// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "volume/series.h"

namespace scanetrix {

/// What an exported file must say of voxels that nobody acquired. ASCII, no line breaks.
struct ExportNote {
  std::string title;  ///< At most 79 characters, as NIfTI's `descrip` holds them.
  /// By name: "reconstructed_from", "uncertainty_of", "how", "model", "version", each parameter,
  /// "interpolated_slices" ("1-3,5-7", slices counted from 0).
  std::vector<std::pair<std::string, std::string>> facts;
};

/// Of a volume that was reconstructed and of its uncertainty; none of any other.
[[nodiscard]] std::optional<ExportNote> export_note(const SeriesVolume& volume);

}  // namespace scanetrix
