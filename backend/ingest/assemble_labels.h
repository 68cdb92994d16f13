// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "ingest/label_source.h"
#include "volume/series.h"

namespace scanetrix {

/// What a segmentation becomes.
struct AssembledLabels {
  std::vector<SeriesVolume> volumes;  ///< One; more where segments overlap.
  std::vector<Warning> warnings;
};

/// Makes label volumes of a segmentation.
///
/// They lie on the lattice of the first of the `source` volumes whose own the frames are on (see
/// lattice_of_source()), exactly; else on a lattice of their own, with the warning "labels_on_own_lattice"
/// where there is a source. Slices that were interpolated in the source take the labels of the nearest
/// acquired one. Warnings: "fractional_labels", "overlapping_labels".
///
/// \param labels  Outlives the volumes.
/// \param source  Of the scan that was segmented; empty when it is not there.
/// \param number  The first volume's id is "labels-NUMBER"; others count on.
/// \error as lattice_of_frames(), survey_labels(); too_large "too_large"; unsupported "unsupported_format":
/// more
///        than 64 label volumes.
[[nodiscard]] Result<AssembledLabels> assemble_labels(const LabelFile& labels,
                                                      std::span<const SeriesVolume> source,
                                                      std::size_t number, const OpenFile& open,
                                                      const Progress& progress);

/// A segmentation whose scan is not there, as a scan of its own. \error as assemble_labels()
[[nodiscard]] Result<Series> assemble_label_series(const LabelFile& labels, const OpenFile& open,
                                                   const Progress& progress);

}  // namespace scanetrix
