// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "evaluate/cases.h"
#include "evaluate/test_volumes.h"

namespace scanetrix {

/// How well one method did.
struct Scores {
  std::string method;
  double psnr = 0;                     ///< dB, of the whole
  double body_psnr = 0;                ///< dB, of what is over 4 % of the range
  double ssim = 0;                     ///< Of planes (z, x), all slices.
  double soft_hu = 0;                  ///< CT: mean absolute error where the truth is −160 … 240 HU.
  std::optional<double> surface_mm;    ///< CT: mean distance of the 300 HU surfaces
  std::optional<double> surface95_mm;  ///< and its 95th percentile.
  std::string note;                    ///< What a method says of itself.
};

/// One volume acquired one way.
struct Evaluated {
  std::string volume;
  std::string case_name;
  std::vector<Scores>
      scores;  ///< nearest … back-projection, flow, then the method under test if there is one.

  [[nodiscard]] const Scores& of(std::string_view method) const;
  /// Of those that only interpolate, in PSNR of the whole.
  [[nodiscard]] const Scores& best_interpolation() const;
};

/// A method under test: fine slices out of acquired ones. `note` may tell what it did.
using Reconstructor = std::function<Result<RealVolume>(const RealVolume& slices, const TestVolume& volume,
                                                       const EvaluationCase& how, std::string& note)>;

inline constexpr std::string_view kUnderTest = "reconstruct";

/// Acquires the volume, has every classical method and `under_test` (if any) make it fine again, compares.
/// \error As `under_test`.
[[nodiscard]] Result<Evaluated> evaluate(const TestVolume& volume, const EvaluationCase& how,
                                         const Reconstructor& under_test);

}  // namespace scanetrix
