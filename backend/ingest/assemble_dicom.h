// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "ingest/assembly.h"
#include "ingest/dicom_slice.h"
#include "ingest/group_series.h"

namespace scanetrix {

/// Orders, decodes and stacks one group of slices.
///
/// Slices with a place are ordered by it; the step between slices comes from the places, never from the slice
/// thickness. One slice alone has a thickness for a step, with a warning. Slices without a place stand in the
/// order of their instance numbers, then of `names`, with a warning. Stored values become real ones: exactly
/// where slope and intercept are whole; as float32 where they change from slice to slice; else slope and
/// intercept stay with the volume.
///
/// \param names  Of all files given to ingest; for the order of slices without a place and the series' name.
/// \error unsupported, bad_input  what sort_slices() returns, for the group as a whole
/// \error too_large               "too_large"
/// \error cancelled
[[nodiscard]] Result<Assembled> assemble_dicom(std::span<const DicomSlice> slices, const SliceGroup& group,
                                               std::span<const std::string_view> names, const OpenFile& open,
                                               DecodeCount& progress);

}  // namespace scanetrix
