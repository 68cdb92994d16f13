// SPDX-License-Identifier: Apache-2.0
#include "volume/geometry.h"

#include <algorithm>
#include <cmath>

namespace scanetrix {

Vec3 operator+(Vec3 a, Vec3 b) {
  return {a.x + b.x, a.y + b.y, a.z + b.z};
}
Vec3 operator-(Vec3 a, Vec3 b) {
  return {a.x - b.x, a.y - b.y, a.z - b.z};
}
Vec3 operator*(Vec3 a, double factor) {
  return {a.x * factor, a.y * factor, a.z * factor};
}
double dot(Vec3 a, Vec3 b) {
  return a.x * b.x + a.y * b.y + a.z * b.z;
}
Vec3 cross(Vec3 a, Vec3 b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
double length(Vec3 a) {
  return std::sqrt(dot(a, a));
}

Vec3 Affine::at(double i, double j, double k) const {
  return origin + step_i * i + step_j * j + step_k * k;
}

std::array<double, 16> Affine::row_major() const {
  std::array<double, 16> m{step_i.x, step_j.x, step_k.x, origin.x, step_i.y, step_j.y, step_k.y, origin.y,
                           step_i.z, step_j.z, step_k.z, origin.z, 0,        0,        0,        1};
  for (double& number : m) number += 0.0;  // −0 becomes 0, which reads better on the wire.
  return m;
}

Affine Affine::from_row_major(const std::array<double, 16>& m) {
  return {{m[0], m[4], m[8]}, {m[1], m[5], m[9]}, {m[2], m[6], m[10]}, {m[3], m[7], m[11]}};
}

double Affine::determinant() const {
  return dot(step_i, cross(step_j, step_k));
}

std::array<double, 3> Geometry::spacing_mm() const {
  return {length(ijk_to_lps.step_k), length(ijk_to_lps.step_j), length(ijk_to_lps.step_i)};
}

namespace {

/// Element [axis][body]: cosine between volume axis and body axis x (left), y (back), z (head).
using Cosines = std::array<std::array<double, 3>, 3>;

Cosines cosines_of(const Affine& affine) {
  Cosines cosines{};
  const std::array steps{affine.step_i, affine.step_j, affine.step_k};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double norm = std::max(length(steps[axis]), 1e-300);
    cosines[axis] = {steps[axis].x / norm, steps[axis].y / norm, steps[axis].z / norm};
  }
  return cosines;
}

/// For each body axis the volume axis that lies along it, by the best of the six assignments.
std::array<int, 3> assign_axes(const Cosines& cosines) {
  std::array<int, 3> order{0, 1, 2};
  std::array<int, 3> best = order;
  double best_sum = -1;
  do {
    double sum = 0;
    for (std::size_t body = 0; body < 3; ++body)
      sum += std::abs(cosines[static_cast<std::size_t>(order[body])][body]);
    if (sum > best_sum + 1e-9) {  // Ties keep the first, so that the answer does not hang on rounding.
      best_sum = sum;
      best = order;
    }
  } while (std::next_permutation(order.begin(), order.end()));
  return best;
}

}  // namespace

PlaneAxes plane_axes(const Affine& affine, Plane plane) {
  const Cosines cosines = cosines_of(affine);
  const std::array<int, 3> volume_axis = assign_axes(cosines);

  // Body axis that runs through the slices, to the screen's right and down, and the sign of it on the screen.
  struct Rule {
    std::size_t through, right, down;
    double right_sign, down_sign;
  };
  constexpr Rule kAxial{2, 0, 1, +1, +1};     // Right of the screen: left of the patient. Down: the back.
  constexpr Rule kCoronal{1, 0, 2, +1, -1};   // Down: the feet.
  constexpr Rule kSagittal{0, 1, 2, +1, -1};  // Right of the screen: the back.
  const Rule rule = plane == Plane::axial ? kAxial : plane == Plane::coronal ? kCoronal : kSagittal;

  const auto cosine = [&](std::size_t body) {
    return cosines[static_cast<std::size_t>(volume_axis[body])][body];
  };
  return {.through = volume_axis[rule.through],
          .right = volume_axis[rule.right],
          .down = volume_axis[rule.down],
          .right_flipped = cosine(rule.right) * rule.right_sign < 0,
          .down_flipped = cosine(rule.down) * rule.down_sign < 0};
}

}  // namespace scanetrix
