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

/// Two passes over the voxels on all cores. A constant volume has one filled bin; no finite voxel gives 0 …
/// 0.
[[nodiscard]] Statistics statistics_of(const Volume& volume);

/// What to show first: the source's own window when it has a usable one; CT: soft tissue (40 / 400);
/// colour: everything; else the middle 1 … 99.5 % of what stands above the background.
[[nodiscard]] DisplayWindow first_window(const VolumeForm& form, std::span<const DisplayWindow> recommended,
                                         const Statistics& statistics);

}  // namespace scanetrix
