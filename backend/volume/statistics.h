// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "volume/series.h"

namespace scanetrix {

/// Real values of a volume, summed up. NaN and infinities are left out of all of it.
struct Statistics {
  double least = 0;
  double greatest = 0;
  /// Equal-width bins from `least` to `greatest`, both inside. All voxels (colour: luminance, ITU-R BT.601).
  std::vector<std::int64_t> histogram;

  /// The value below which `fraction` (0 … 1) of the voxels lie, as finely as the bins tell.
  [[nodiscard]] double quantile(double fraction) const;
};

inline constexpr std::size_t kHistogramBins = 256;

/// Sums up a volume that comes slab by slab.
///
/// Whole numbers of 8 and 16 bits are counted value by value, and all is known after one pass. Others have to
/// be gone through twice: first for the range, then for the histogram in it.
class StatisticsGatherer {
 public:
  explicit StatisticsGatherer(const VolumeForm& form);

  /// First pass. On all cores.
  void add(const Volume& slab);
  /// Whether the histogram wants count_again() for each slab.
  [[nodiscard]] bool wants_second_pass() const { return !counts_by_value_; }
  /// Second pass, after add() has seen everything. On all cores.
  void count_again(const Volume& slab);

  [[nodiscard]] Statistics finish() const;

 private:
  VolumeForm form_;
  bool counts_by_value_;
  std::vector<std::int64_t> counts_;  ///< By stored value, from the type's least on.
  double least_;                      ///< Stored.
  double greatest_;
  std::array<std::int64_t, kHistogramBins> bins_{};
};

/// Of a volume in memory. A constant volume has one filled bin; no finite voxel gives 0 … 0.
[[nodiscard]] Statistics statistics_of(const Volume& volume);

/// The value that parts dark from bright best: the variance between the two is greatest (N. Otsu, "A
/// Threshold Selection Method from Gray-Level Histograms", IEEE Trans. SMC 9(1), 1979). The lower end of a
/// bin; what has it or more is bright. A constant volume gives its value.
[[nodiscard]] double otsu_threshold(const Statistics& statistics);

/// What to show first: the source's own window when it has a usable one; CT: soft tissue (40 / 400);
/// colour, labels: everything; uncertainty: from 0 to 99.5 % of what is more; else the middle 1 … 99.5 % of
/// what stands above the background.
[[nodiscard]] DisplayWindow first_window(const VolumeForm& form, std::span<const DisplayWindow> recommended,
                                         const Statistics& statistics);

}  // namespace scanetrix
