// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <utility>
#include <vector>

#include "ingest/label_source.h"

namespace scanetrix {

/// What going once through all frames tells.
struct LabelSurvey {
  std::set<int> present;                      ///< Labels that some voxel has.
  std::set<std::pair<int, int>> overlapping;  ///< Segments that share a voxel; the lower number first.
};

/// Decodes each frame once, on all cores; in memory are the bits of the frames of one place a core.
/// \error What labels_of_frame() returns; cancelled.
[[nodiscard]] Result<LabelSurvey> survey_labels(const LabelFile& labels, const LabelLattice& lattice,
                                                const OpenFile& open, const Progress& progress);

/// As few sets as taking one segment after another, by number, into the first set that it overlaps nothing of
/// gives. One set where nothing overlaps. `numbers` ascending.
[[nodiscard]] std::vector<std::set<int>> sets_without_overlap(
    const std::vector<int>& numbers, const std::set<std::pair<int, int>>& overlapping);

}  // namespace scanetrix
