// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "volume/volume.h"

namespace scanetrix {

/// What a coarse voxel tells of those that it stands for.
enum class Reduction {
  mean,  ///< Whole numbers rounded to the nearest, halves up. NaN counts as not there. Colours each apart.
  mode,  ///< The most frequent value, of equally frequent ones the smallest: for labels, whole numbers alone.
};

/// Makes the slices of a coarser level out of finer ones, as they come. Each voxel stands for step[z] ×
/// step[y] × step[x] of those before, at an odd end for those that are there.
class SliceReducer {
 public:
  /// \param fine  Of what comes; its time points are reduced one after another.
  SliceReducer(const VolumeForm& fine, std::array<int, 3> step, Reduction reduction);

  /// Takes the next slices of one time point. \return The coarse slices that they complete, maybe none; with
  /// the geometry's shape alone. On all cores. Memory: what it returns, and less than step[z] fine slices.
  [[nodiscard]] Volume take(const Volume& slices);

 private:
  VolumeForm fine_;
  std::array<int, 3> step_;
  Reduction reduction_;
  Bytes kept_;              ///< Slices that wait for those that they are reduced with.
  std::int64_t taken_ = 0;  ///< Of this time point.
};

/// The whole of one level out of the one before. The new first voxel's centre lies between the old ones'.
[[nodiscard]] Volume reduce(const Volume& volume, std::array<int, 3> step,
                            Reduction reduction = Reduction::mean);

}  // namespace scanetrix
