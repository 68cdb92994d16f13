// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "base/result.h"

namespace scanetrix {

/// A point or direction in the patient frame LPS (x to the patient's left, y to the back, z to the head), mm.
struct Vec3 {
  double x = 0;
  double y = 0;
  double z = 0;
};

[[nodiscard]] Vec3 operator+(Vec3 a, Vec3 b);
[[nodiscard]] Vec3 operator-(Vec3 a, Vec3 b);
[[nodiscard]] Vec3 operator*(Vec3 a, double factor);
[[nodiscard]] double dot(Vec3 a, Vec3 b);
[[nodiscard]] Vec3 cross(Vec3 a, Vec3 b);
[[nodiscard]] double length(Vec3 a);

/// How many voxels along each axis, in memory's order: x (index i) runs fastest.
struct Shape {
  std::int64_t z = 0;
  std::int64_t y = 0;
  std::int64_t x = 0;

  /// z × y × x. The walls have checked that it fits.
  [[nodiscard]] std::int64_t count() const { return z * y * x; }
  friend bool operator==(const Shape&, const Shape&) = default;
};

/// Voxel index (i, j, k) → centre of that voxel in LPS, mm: origin + i·step_i + j·step_j + k·step_k.
/// i counts columns along a row of the picture, j rows, k slices.
struct Affine {
  Vec3 step_i{1, 0, 0};
  Vec3 step_j{0, 1, 0};
  Vec3 step_k{0, 0, 1};
  Vec3 origin{};

  [[nodiscard]] Vec3 at(double i, double j, double k) const;

  /// 16 numbers, row-major, as the contract's `ijkToLps`.
  [[nodiscard]] std::array<double, 16> row_major() const;
  [[nodiscard]] static Affine from_row_major(const std::array<double, 16>& m);

  [[nodiscard]] double determinant() const;
};

/// Where a volume lies and how big its voxels are.
struct Geometry {
  Shape shape;
  Affine ijk_to_lps;
  /// False where the source says nothing of physical size; then a voxel counts as 1 mm and everybody must be
  /// told.
  bool calibrated = true;

  /// Lengths of the steps, [z, y, x].
  [[nodiscard]] std::array<double, 3> spacing_mm() const;
};

/// The three planes of the body. Each is seen the radiologist's way: axial from the feet with the face up,
/// coronal from the front, both with the patient's right on the left of the picture; sagittal with the face
/// to the left.
enum class Plane { axial, coronal, sagittal };

/// How to draw a plane of a volume without interpolation: which index runs through slices, right and down,
/// and whether it runs against its own counting. Axes: 0 = i, 1 = j, 2 = k.
struct PlaneAxes {
  int through = 2;
  int right = 0;
  int down = 1;
  bool right_flipped = false;  ///< Screen right is towards lower indices.
  bool down_flipped = false;   ///< Screen down is towards lower indices.
};

/// For any affine, permuted, flipped or oblique: each body axis takes the volume axis that the best
/// assignment of the three gives it, so that the three planes always run along three different volume axes
/// and none is mirrored.
[[nodiscard]] PlaneAxes plane_axes(const Affine& affine, Plane plane);

}  // namespace scanetrix
