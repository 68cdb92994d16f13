// SPDX-License-Identifier: Apache-2.0
#include "reconstruct/lattice.h"

#include <algorithm>
#include <cmath>

namespace scanetrix {

int refinement_factor(const Geometry& geometry) {
  constexpr double kFinestInPlane = 0.5;
  const auto [dz, dy, dx] = geometry.spacing_mm();
  const double ratio = dz / std::max(std::min(dx, dy), kFinestInPlane);
  return static_cast<int>(std::lround(std::clamp(ratio, 1.0, static_cast<double>(kGreatestFactor))));
}

std::int64_t refined_depth(std::int64_t slices, int factor) {
  return slices == 0 ? 0 : (slices - 1) * factor + 1;
}

Geometry refined(const Geometry& geometry, int factor) {
  Geometry fine = geometry;
  fine.shape.z = refined_depth(geometry.shape.z, factor);
  fine.ijk_to_lps.step_k = geometry.ijk_to_lps.step_k * (1.0 / factor);
  return fine;
}

}  // namespace scanetrix
