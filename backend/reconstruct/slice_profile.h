// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace scanetrix {

/// How a slice weighs what lies around its centre.
///
/// A scanner's thick slice is bell-shaped, not a box: 5 mm slices of a Philips CT are told from its 1 mm
/// slices to 7 HU by a raised cosine (Hann) whose full width at half maximum is the slice's thickness, to
/// 27 HU by a Gaussian of that width and to 47 HU by a box.
enum class ProfileShape { box, gaussian, hann };

/// Lengths are in steps of the fine lattice.
struct SliceProfile {
  ProfileShape shape = ProfileShape::hann;
  double width = 1;  ///< Full width at half maximum, > 0. At most 1: a slice sees its own place alone.

  /// The profile of a stack with gaps between slices that are thin in themselves.
  [[nodiscard]] static SliceProfile thin() { return {ProfileShape::hann, 1}; }
};

/// Weights of the fine slices −r … r around the slice's centre; symmetric, none negative, sum 1.
/// A box that ends inside a fine slice takes that part of it.
[[nodiscard]] std::vector<double> profile_taps(const SliceProfile& profile);

/// "box", "gaussian", "hann".
[[nodiscard]] std::string_view name_of(ProfileShape shape);
[[nodiscard]] std::optional<ProfileShape> profile_shape_named(std::string_view name);

}  // namespace scanetrix
