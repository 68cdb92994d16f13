// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "reconstruct/interpolate.h"

namespace scanetrix {

/// How a test stack is acquired, and what the methods are told of it.
struct EvaluationCase {
  std::string name;
  int factor = 4;
  SliceProfile profile;   ///< In truth. Widths in steps of the fine lattice.
  double told_width = 4;  ///< What every method is told.
  double noise = 0;       ///< Deviation, as a part of the volume's range (CT: 3072 HU).
  ReconstructionMode mode = ReconstructionMode::deblur;
  /// Whether only slices count that were not acquired; else all.
  bool missing_only = false;
};

/// What the table asks: thick slices (factors 2 to 6, profile known, 30 % too narrow and too wide, with
/// noise, boxes; acquired slices kept and made anew) and thin slices with gaps.
[[nodiscard]] std::vector<EvaluationCase> evaluation_cases();

}  // namespace scanetrix
