// SPDX-License-Identifier: Apache-2.0
#include "models/model_lattice.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace scanetrix {
namespace {

constexpr double kMostVoxels = 2147483648.0;
constexpr double kMostCosine = 0.0175;  // Of a degree off square.

std::array<Vec3, 3> steps_of(const Affine& affine) {
  return {affine.step_i, affine.step_j, affine.step_k};
}

bool is_square(const Affine& affine) {
  const auto steps = steps_of(affine);
  for (std::size_t a = 0; a < 3; ++a) {
    const Vec3 u = steps[a];
    const Vec3 v = steps[(a + 1) % 3];
    if (std::abs(dot(u, v)) > kMostCosine * length(u) * length(v)) return false;
  }
  return true;
}

std::int64_t source_length(const Shape& shape, int axis) {
  return std::array{shape.x, shape.y, shape.z}[static_cast<std::size_t>(axis)];
}

/// Which axis of `geometry` runs along a letter's direction, and whether towards it.
std::pair<int, bool> axis_towards(const Affine& affine, char code) {
  const PlaneAxes axial = plane_axes(affine, Plane::axial);
  // Axial pictures show the patient's left on the right, and the back below.
  if (code == 'L' || code == 'R') return {axial.right, axial.right_flipped == (code == 'R')};
  if (code == 'P' || code == 'A') return {axial.down, axial.down_flipped == (code == 'A')};
  const bool up = steps_of(affine)[static_cast<std::size_t>(axial.through)].z > 0;
  return {axial.through, up == (code == 'S')};
}

}  // namespace

ModelLattice lattice_of(const Shape& shape) {
  ModelLattice lattice;
  for (int axis = 0; axis < 3; ++axis)
    lattice.axes[static_cast<std::size_t>(axis)] = {axis, 0, 1, source_length(shape, axis)};
  return lattice;
}

Geometry ModelLattice::geometry(const Geometry& source) const {
  const auto steps = steps_of(source.ijk_to_lps);
  Geometry result = source;
  result.shape = shape();
  Vec3 origin = source.ijk_to_lps.origin;
  std::array<Vec3, 3> made;
  for (std::size_t a = 0; a < 3; ++a) {
    const Vec3 step = steps[static_cast<std::size_t>(axes[a].source_axis)];
    origin = origin + step * axes[a].first;
    made[a] = step * axes[a].step;
  }
  result.ijk_to_lps = {made[0], made[1], made[2], origin};
  return result;
}

ModelLattice oriented(const ModelLattice& lattice, const Geometry& source, const OrientImage& wanted) {
  const Affine now = lattice.geometry(source).ijk_to_lps;
  ModelLattice turned;
  for (std::size_t a = 0; a < 3; ++a) {
    const auto [axis, towards] = axis_towards(now, wanted.axis_codes[a]);
    LatticeAxis line = lattice.axes[static_cast<std::size_t>(axis)];
    if (!towards) {
      line.first += line.step * static_cast<double>(line.length - 1);
      line.step = -line.step;
    }
    turned.axes[a] = line;
  }
  return turned;
}

ModelLattice spaced(const ModelLattice& lattice, const Geometry& source, const SpaceImage& wanted) {
  ModelLattice result = lattice;
  const auto now = steps_of(lattice.geometry(source).ijk_to_lps);
  for (std::size_t a = 0; a < 3; ++a) {
    LatticeAxis& line = result.axes[a];
    const double ratio = wanted.spacing_mm[a] / length(now[a]);
    line.step *= ratio;
    line.length = std::llround(static_cast<double>(line.length - 1) / ratio) + 1;
  }
  return result;
}

Result<ModelLattice> model_lattice(const Geometry& source, std::span<const PrepareStep> steps) {
  ModelLattice lattice = lattice_of(source.shape);
  for (const PrepareStep& step : steps) {
    const auto* orient = std::get_if<OrientImage>(&step);
    const auto* space = std::get_if<SpaceImage>(&step);
    if (orient == nullptr && space == nullptr) continue;
    if (!source.calibrated)
      return fail(
          ErrorCode::unsupported, "uncalibrated",
          "The model wants to know how large the voxels are and how the body lies; this scan does not say.");
    if (!is_square(source.ijk_to_lps))
      return fail(
          ErrorCode::unsupported, "sheared",
          "The volume's slices are shifted against one another (gantry tilt); the model needs a right-angled "
          "one.");
    lattice = orient != nullptr ? oriented(lattice, source, *orient) : spaced(lattice, source, *space);
  }
  double voxels = 1;
  for (const LatticeAxis& axis : lattice.axes) voxels *= static_cast<double>(axis.length);
  if (voxels > kMostVoxels)
    return fail(
        ErrorCode::too_large, "too_large",
        fmt::format(
            "At the model's distances the volume would have {:.0f} million voxels; at most {:.0f} are "
            "handled.",
            voxels / 1e6, kMostVoxels / 1e6));
  return lattice;
}

std::vector<std::int64_t> nearest_indices(const LatticeAxis& axis, std::int64_t source_length) {
  std::vector<std::int64_t> nearest;
  nearest.reserve(static_cast<std::size_t>(source_length));
  for (std::int64_t index = 0; index < source_length; ++index) {
    const double at = (static_cast<double>(index) - axis.first) / axis.step;
    nearest.push_back(std::clamp<std::int64_t>(std::llround(at), 0, axis.length - 1));
  }
  return nearest;
}

}  // namespace scanetrix
