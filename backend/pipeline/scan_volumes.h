// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <boost/json/fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/scans.h"
#include "volume/series.h"

namespace scanetrix {

// What a scan's row says of its volumes, once it is stored.

/// One entry of ScanRow::volumes_json, as package.h writes it: everything but the voxels. Of labels their
/// values and colours alone. Throws (boost::system::system_error) where it is something else.
[[nodiscard]] SeriesVolume volume_from(const boost::json::object& facts);

/// All volumes of a scan, in their order. \error internal  The row is not as we write it.
[[nodiscard]] Result<std::vector<SeriesVolume>> volumes_of(const ScanRow& scan);

/// The scan's warnings. \error internal  The row is not as we write it.
[[nodiscard]] Result<std::vector<Warning>> warnings_of(const ScanRow& scan);

/// The one of this id, or where it is empty the first image that was not reconstructed; nullptr: there is
/// none.
[[nodiscard]] const SeriesVolume* find_source(const std::vector<SeriesVolume>& volumes, std::string_view id);

/// `scan.reconstruction` of the wire: what can be made between the scan's slices, was made, or why nothing
/// can.
struct ReconstructionState {
  enum class Is { offered, made, unavailable };
  Is is = Is::unavailable;
  std::string volume;         ///< What it is or would be made of; empty where there is nothing.
  std::optional<int> factor;  ///< Unless it is unavailable.
  std::optional<std::array<double, 3>> spacing_mm;  ///< Of the result, [z, y, x]; unless it is unavailable.
  std::optional<Warning> reason;                    ///< Where it is unavailable.
};
[[nodiscard]] Result<ReconstructionState> reconstruction_state(const ScanRow& scan);

}  // namespace scanetrix
