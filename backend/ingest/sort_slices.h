// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/result.h"
#include "volume/geometry.h"

namespace scanetrix {

/// Where one slice lies. Patient frame LPS, in mm (DICOM PS3.3 C.7.6.2.1.1).
struct SlicePose {
  Vec3 origin_mm;    ///< Centre of the slice's first voxel.
  Vec3 row_axis;     ///< Unit vector; the way the column index grows.
  Vec3 column_axis;  ///< Unit vector; the way the row index grows.

  [[nodiscard]] Vec3 normal() const { return cross(row_axis, column_axis); }
};

struct SliceOrder {
  std::vector<std::size_t> order;  ///< order[k] = input that lies k-th. A permutation of 0 … n-1.
  Vec3 step_mm;  ///< From one slice's first voxel to the next one's; along the normal but for rounding.
  double spacing_mm = 0;  ///< Its length, > 0.
};

/// How far two slices' axes may differ and still be parallel: each component of both axes.
/// Scanners write four to six digits.
inline constexpr double kAxisTolerance = 2e-3;

/// Whether both axes are unit vectors at a right angle, within kAxisTolerance × 5 (files with three digits
/// exist).
[[nodiscard]] bool is_square(const SlicePose& pose);
[[nodiscard]] bool is_parallel(const SlicePose& a, const SlicePose& b);

/// The order of slices along the first one's normal, ascending. Those in one place keep their order.
[[nodiscard]] std::vector<std::size_t> order_along_normal(std::span<const SlicePose> poses);

/// Orders the slices of one series along their common normal (row_axis × column_axis), ascending, so that the
/// volume's axes are right-handed.
///
/// Position decides, never InstanceNumber: scanners count in either direction.
///
/// A stack counts as even when each slice lies within `tolerance` of the median gap from the straight, even
/// line through the first and the last one. Positions rounded to one decimal pass too: up to 0.1 mm, but
/// never more than 5 % of the gap.
///
/// \param poses      n >= 2, in any order.
/// \param tolerance  Relative to the median gap; 0.02 is 2 %.
/// \error bad_input    "duplicate_slice": two slices share a place (closer than 1 µm); or an axis pair is not
/// unit and
///                     square.
/// \error unsupported  Axes differ between slices (a localiser?); "uneven_spacing": gaps are uneven (one is
/// missing?)
///                     or slices are shifted sideways; "gantry_tilt": the slices are shifted evenly, so that
///                     the stack leans by more than 0.2° and more than `drift_limit_mm` from its first slice
///                     to its last.
/// Cost: O(n log n). Safe from any thread.
[[nodiscard]] Result<SliceOrder> sort_slices(std::span<const SlicePose> poses, double tolerance = 0.02,
                                             double drift_limit_mm = 0.5);

}  // namespace scanetrix
