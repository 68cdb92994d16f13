// SPDX-License-Identifier: Apache-2.0
#include "store/pyramid.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace scanetrix {
namespace {

constexpr std::int64_t kSmallEnough = 64;
constexpr int kFirstStepVoxels = 16;
constexpr int kFirstStepMost = 4;

/// What is known of a level while the next is planned; all [z, y, x].
struct Axes {
  std::array<std::int64_t, 3> size;
  std::array<double, 3> spacing_mm;

  [[nodiscard]] bool is_long(std::size_t axis) const { return size[axis] > kSmallEnough; }
  [[nodiscard]] bool any_is_long() const { return is_long(0) || is_long(1) || is_long(2); }
  [[nodiscard]] double finest_mm() const {
    double finest = std::numeric_limits<double>::infinity();
    for (std::size_t axis = 0; axis < 3; ++axis)
      if (is_long(axis)) finest = std::min(finest, spacing_mm[axis]);
    return finest;
  }
};

/// The smallest step to cubes of `edge` × the finest spacing that takes enough voxels together.
std::array<int, 3> first_step(const Axes& axes) {
  std::array<int, 3> step{1, 1, 1};
  for (int edge = 2; edge <= kFirstStepMost; ++edge) {
    for (std::size_t axis = 0; axis < 3; ++axis)
      if (axes.is_long(axis))
        step[axis] =
            std::max(1, static_cast<int>(std::lround(edge * axes.finest_mm() / axes.spacing_mm[axis])));
    if (step[0] * step[1] * step[2] >= kFirstStepVoxels) break;
  }
  return step;
}

std::array<int, 3> further_step(const Axes& axes) {
  std::array<int, 3> step{1, 1, 1};
  for (std::size_t axis = 0; axis < 3; ++axis)
    if (axes.is_long(axis) && axes.spacing_mm[axis] <= axes.finest_mm() * 1.5) step[axis] = 2;
  return step;
}

}  // namespace

std::vector<PyramidLevel> plan_pyramid(const Geometry& geometry) {
  const Shape& full = geometry.shape;
  Axes axes{{full.z, full.y, full.x}, geometry.spacing_mm()};
  std::vector<PyramidLevel> levels{{full, {1, 1, 1}}};
  while (axes.any_is_long()) {
    const auto step = levels.size() == 1 ? first_step(axes) : further_step(axes);
    auto factor = levels.back().factor;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      axes.size[axis] = (axes.size[axis] + step[axis] - 1) / step[axis];
      axes.spacing_mm[axis] *= step[axis];
      factor[axis] *= step[axis];
    }
    levels.push_back({{axes.size[0], axes.size[1], axes.size[2]}, factor});
  }
  return levels;
}

Geometry geometry_at(const Geometry& full, std::array<int, 3> factor) {
  Geometry geometry;
  const Shape& in = full.shape;
  geometry.calibrated = full.calibrated;
  geometry.shape = {(in.z + factor[0] - 1) / factor[0], (in.y + factor[1] - 1) / factor[1],
                    (in.x + factor[2] - 1) / factor[2]};
  const Affine& fine = full.ijk_to_lps;
  geometry.ijk_to_lps = {fine.step_i * factor[2], fine.step_j * factor[1], fine.step_k * factor[0],
                         fine.at((factor[2] - 1) / 2.0, (factor[1] - 1) / 2.0, (factor[0] - 1) / 2.0)};
  return geometry;
}

}  // namespace scanetrix
