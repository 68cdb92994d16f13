// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>

#include "ingest/assembly.h"
#include "ingest/dicom_slice.h"
#include "ingest/dicom_source.h"
#include "ingest/group_series.h"

namespace scanetrix {

/// A series ready to be read, and what tells how the reading went.
struct DicomSeries {
  Series series;
  std::shared_ptr<const DicomSource> source;
};

/// Orders one group of slices and makes it a series, whose slices are decoded when they are asked for.
///
/// Slices with a place are ordered by it; the step between slices comes from the places, never from the slice
/// thickness. Uneven stacks and stacks that lean (gantry tilt) go onto a regular lattice, see
/// plan_regular_lattice(): an even one that leans gives two volumes, "corrected" and, as acquired with its
/// sheared affine, "original". One slice alone has a thickness for a step, with a warning. Slices without a
/// place stand in the order of their instance numbers, else of `names`, with a warning; frames of a cine in
/// theirs. Stored values become real ones: exactly where slope and intercept are whole; as floating point
/// where they change from slice to slice; else slope and intercept stay with the volume.
///
/// \param slices  Alive as long as the series is read.
/// \param names   Of all files given to ingest; for the order of slices without a place and the series' name.
/// \param wide    As for DicomSource.
/// \error unsupported, bad_input  what sort_slices() returns, for the group as a whole
/// \error too_large               "too_large"
[[nodiscard]] Result<DicomSeries> assemble_dicom(std::span<const DicomSlice> slices, const SliceGroup& group,
                                                 std::span<const std::string_view> names,
                                                 const OpenFile& open, const Progress& progress, bool wide);

}  // namespace scanetrix
