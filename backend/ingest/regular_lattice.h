// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ingest/sort_slices.h"
#include "volume/warning.h"

namespace scanetrix {

/// Which acquired slices a slice of the lattice is made of: below × (1 − weight) + above × weight.
struct LatticeSlice {
  std::size_t below = 0;
  std::size_t above = 0;
  double weight = 0;  ///< 0: the acquired slice `below` lies here.
};

/// How far an acquired slice's first pixel lies from the lattice's, in pixels.
struct PixelShift {
  double columns = 0;
  double rows = 0;
};

/// A right-angled, even lattice for a stack that is neither: slices a step apart along their normal.
struct RegularLattice {
  std::vector<LatticeSlice> slices;  ///< From the lowest place along the normal.
  std::vector<PixelShift> shifts;    ///< Of each acquired slice; all 0 where the stack is upright.
  Vec3 origin_mm;                    ///< Of the lattice's first voxel, LPS.
  double step_mm = 1;
  std::uint32_t more_columns = 0;  ///< By how much the lattice is wider than a slice, so that all fit in.
  std::uint32_t more_rows = 0;
  double lean_degrees = 0;  ///< Between the line through the slices and their normal; 0 when upright.
  std::vector<Warning> warnings;

  /// Which slices were not acquired.
  [[nodiscard]] std::vector<std::int64_t> interpolated() const;
  [[nodiscard]] bool is_upright() const { return more_columns == 0 && more_rows == 0 && lean_degrees == 0; }
};

/// Plans the lattice.
///
/// Its step is the smallest gap, so that every place that was acquired keeps its detail; where gaps are
/// multiples of it, a slice is missing between those that are further apart. A slice of the lattice within
/// `tolerance` of the step (or 0.1 mm, never more than 5 %) of an acquired one is that slice; between two it
/// is interpolated. No more than four lattice slices for each acquired one: where a gap is that small, the
/// step is larger. Slices that are shifted sideways against one another (gantry tilt: DICOM CT, the table
/// moves along the scanner while slices lean) are brought upright by moving each within its own plane.
///
/// \param poses      In order along the normal, n >= 2, parallel, no two in one place (see sort_slices()).
/// \param column_mm  From one column to the next.
/// \param row_mm     From one row to the next.
/// Cost: O(lattice slices). Safe from any thread.
[[nodiscard]] RegularLattice plan_regular_lattice(std::span<const SlicePose> poses, double column_mm,
                                                  double row_mm, double tolerance = 0.02);

}  // namespace scanetrix
