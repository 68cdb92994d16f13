// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "ingest/dicom_slice.h"
#include "volume/warning.h"

namespace scanetrix {

/// Slices that can be one volume.
struct SliceGroup {
  std::vector<std::size_t> slices;  ///< Indices into the slices given, in their order there.
  std::string distinction;  ///< What tells it from its series' other groups: "echo time 30 ms"; may be empty.
};

/// A slice that can be in no group.
struct RefusedSlice {
  std::size_t slice;
  Error error;
};

struct SliceGrouping {
  std::vector<SliceGroup> groups;  ///< By series number; of one series in the order of their distinction.
  std::vector<RefusedSlice> refused;
};

/// Whether two slices (indices into the slices given) hold the same pixels.
using SamePixels = std::function<bool(std::size_t, std::size_t)>;

/// Sorts slices into volumes. Never puts two series together, never drops a slice unsaid.
///
/// One group has one series, frame of reference, picture size and kind, pixel spacing and direction. Where
/// one place then holds several slices: copies with the same pixels are refused ("duplicate_slice"); what is
/// left is split by the first trait (see DicomSlice::traits) that gives each part every place at most once
/// and no more parts than one place has slices; where none does, by the instance numbers, when they count
/// evenly through one volume after the other, or through one place after the other. Where that fails too, all
/// of the group are refused ("duplicate_slice"). More than 16 volumes in one place are a series over time,
/// and refused ("multi_volume"). Slices without a place make a stack when they come from a machine that takes
/// stacks (CT, MR, …) and each has an instance number of its own; else, and without a series UID, each is a
/// group alone: nothing says that they belong together.
[[nodiscard]] SliceGrouping group_series(std::span<const DicomSlice> slices, const SamePixels& same_pixels);

}  // namespace scanetrix
