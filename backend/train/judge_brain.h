// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "base/file.h"

namespace scanetrix {

struct BrainJudgement {
  std::int64_t voxels = 0;     ///< That the model calls brain.
  double millilitres = 0;      ///< The same.
  std::optional<double> dice;  ///< With the mask, if there is one.
};

/// Runs a model file on a volume, as the program does, and compares.
/// \param mask     A volume on the same voxels; what is over 0 is brain. Empty: none.
/// \param picture  Where to draw three planes through the middle, brain outlined in red. Empty: nowhere.
/// \error As the parts: the volume, the model or the mask cannot be read.
Result<BrainJudgement> judge_brain(const fs::path& model, const fs::path& volume, const fs::path& mask,
                                   const fs::path& picture);

}  // namespace scanetrix
