// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "reconstruct/slice_profile.h"

namespace scanetrix {

/// How a slice of the fine lattice is made of acquired ones without a model. All are linear along z and look
/// at each (y, x) alone, so that each is a table of weights.
enum class Interpolation {
  nearest,  ///< Halfway: the lower one.
  linear,
  catmull_rom,  ///< Keys 1981, a = −1/2.
  b_spline,     ///< Cubic, prefiltered, so that it goes through the acquired values (Unser 1999).
  lanczos3,     ///< Weights made to sum to 1.
  /// Catmull-Rom, then six times x += cubic(y − A x), A being what the slice profile does (Irani and Peleg
  /// 1991): what comes out looks, through the profile, like what was acquired.
  back_projection,
};

/// What one slice of the fine lattice is: the sum of weights[i] × acquired slice (first + i).
struct SliceWeights {
  std::int64_t first = 0;
  std::vector<double> weights;  ///< Sum 1.
};

/// Weights for all slices of the fine lattice (see lattice.h), first to last. Beyond the ends the outermost
/// slice goes on (b_spline: the stack is mirrored there). Weights under 10⁻⁷ are left out.
///
/// \param slices   >= 1.
/// \param factor   >= 1.
/// \param profile  Of the acquired slices. Only back_projection looks at it.
/// Cost: about a thousand operations a fine slice.
[[nodiscard]] std::vector<SliceWeights> slice_weights(Interpolation method, std::int64_t slices, int factor,
                                                      const SliceProfile& profile);

/// The same for what the profile does: acquired slice k as weights of fine slices. Beyond the ends the
/// outermost goes on.
[[nodiscard]] std::vector<SliceWeights> acquisition_weights(std::int64_t slices, int factor,
                                                            const SliceProfile& profile);

/// "nearest", "linear", "catmull-rom", "b-spline", "lanczos3", "back-projection".
[[nodiscard]] std::string_view name_of(Interpolation method);
[[nodiscard]] std::optional<Interpolation> interpolation_named(std::string_view name);

}  // namespace scanetrix
