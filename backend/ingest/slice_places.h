// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "ingest/dicom_slice.h"

namespace scanetrix {

/// Some of the slices given to group_series(), by their place in that list.
using SliceIndices = std::vector<std::size_t>;

/// Places closer than this are one place.
inline constexpr double kSamePlaceMm = 1e-3;

/// Groups of slices that share a place, in order along the first one's normal. Slices without a place: one
/// group each.
[[nodiscard]] std::vector<SliceIndices> places_of(std::span<const DicomSlice> slices,
                                                  const SliceIndices& group);

/// How many slices the fullest place has.
[[nodiscard]] std::size_t most_in_one_place(std::span<const DicomSlice> slices, const SliceIndices& group);

/// Whether two volumes have their slices in the same places, one in each.
[[nodiscard]] bool have_same_places(std::span<const DicomSlice> slices, const SliceIndices& a,
                                    const SliceIndices& b);

}  // namespace scanetrix
