// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "reconstruct/simulate.h"

namespace scanetrix {

/// Which slices count: all, or those where this says so.
using SliceChoice = std::function<bool(std::int64_t k)>;

/// Peak signal-to-noise ratio, dB: 10 log₁₀(range² / mean square error). `range` is what counts as full
/// scale. \param body  Only voxels whose truth is over this; −∞ for all. Equal volumes: infinity.
[[nodiscard]] double psnr(const RealVolume& truth, const RealVolume& made, double range, double body,
                          const SliceChoice& counts);

/// Mean structural similarity (Wang et al. 2004; Gaussian of 1.5 pixels, K₁ 0.01, K₂ 0.03) over all planes
/// (z, x), which are those where interpolation shows. On all cores.
[[nodiscard]] double ssim(const RealVolume& truth, const RealVolume& made, double range);

/// Mean absolute error over voxels whose truth lies in low … high; 0 where none does.
[[nodiscard]] double mean_error_within(const RealVolume& truth, const RealVolume& made, double low,
                                       double high, const SliceChoice& counts);

}  // namespace scanetrix
