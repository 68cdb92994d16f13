// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "ingest/group_series.h"
#include "ingest/label_source.h"

namespace scanetrix {

/// Which group a segmentation was made on; none when it is not there.
///
/// Groups of a series that it refers to come before those of its frame of reference in the same study. Among
/// them the first counts in which every frame lies in the plane of a slice; else the first of all.
[[nodiscard]] std::optional<std::size_t> group_of_labels(const LabelFile& labels,
                                                         std::span<const DicomSlice> slices,
                                                         std::span<const SliceGroup> groups);

}  // namespace scanetrix
