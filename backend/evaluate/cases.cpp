// SPDX-License-Identifier: Apache-2.0
#include "evaluate/cases.h"

namespace scanetrix {

std::vector<EvaluationCase> evaluation_cases() {
  constexpr auto kPreserve = ReconstructionMode::preserve;
  const SliceProfile hann3{ProfileShape::hann, 3};
  const SliceProfile hann4{ProfileShape::hann, 4};
  return {
      {.name = "thick x2", .factor = 2, .profile = {ProfileShape::hann, 2}, .told_width = 2},
      {.name = "thick x3", .factor = 3, .profile = hann3, .told_width = 3},
      {.name = "thick x4", .factor = 4, .profile = hann4, .told_width = 4},
      {.name = "thick x5", .factor = 5, .profile = {ProfileShape::hann, 5}, .told_width = 5},
      {.name = "thick x6", .factor = 6, .profile = {ProfileShape::hann, 6}, .told_width = 6},
      {.name = "thick x3, acquired kept",
       .factor = 3,
       .profile = hann3,
       .told_width = 3,
       .mode = kPreserve,
       .missing_only = true},
      {.name = "thick x4, acquired kept", .profile = hann4, .mode = kPreserve, .missing_only = true},
      {.name = "thick x4, told 30 % less", .profile = hann4, .told_width = 2.8},
      {.name = "thick x4, told 30 % more", .profile = hann4, .told_width = 5.2},
      {.name = "thick x4, noise 0.5 %", .profile = hann4, .noise = 0.005},
      {.name = "thick x3, noise 1 %", .factor = 3, .profile = hann3, .told_width = 3, .noise = 0.01},
      {.name = "box x4", .profile = {ProfileShape::box, 4}},
      {.name = "gaussian x4, 20 % overlap", .profile = {ProfileShape::gaussian, 4.8}, .told_width = 4.8},
      {.name = "gapped x3",
       .factor = 3,
       .profile = SliceProfile::thin(),
       .told_width = 1,
       .mode = kPreserve,
       .missing_only = true},
      {.name = "gapped x4",
       .profile = SliceProfile::thin(),
       .told_width = 1,
       .mode = kPreserve,
       .missing_only = true},
  };
}

}  // namespace scanetrix
