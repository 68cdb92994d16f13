// SPDX-License-Identifier: Apache-2.0
#include "ingest/sort_slices.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace scanetrix {
namespace {

constexpr double kSamePlaceMm = 1e-3;
constexpr double kTiltToleranceDegrees = 0.2;

bool close(Vec3 a, Vec3 b, double tolerance) {
  return std::abs(a.x - b.x) <= tolerance && std::abs(a.y - b.y) <= tolerance &&
         std::abs(a.z - b.z) <= tolerance;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

double allowed_mm(double gap, double tolerance) {
  return std::max(tolerance * gap, std::min(0.1, 0.05 * gap));
}

/// The message that names the first gap that is not like the others.
std::string describe_uneven(const std::vector<double>& gaps, double usual) {
  const auto odd = std::max_element(gaps.begin(), gaps.end(), [&](double a, double b) {
    return std::abs(a - usual) < std::abs(b - usual);
  });
  return fmt::format(
      "The slices are not evenly spaced: gap of {:.4g} mm after slice {}, others are {:.4g} mm.", *odd,
      odd - gaps.begin() + 1, usual);
}

}  // namespace

bool is_square(const SlicePose& pose) {
  const double tolerance = 5 * kAxisTolerance;
  return std::abs(length(pose.row_axis) - 1) <= tolerance &&
         std::abs(length(pose.column_axis) - 1) <= tolerance &&
         std::abs(dot(pose.row_axis, pose.column_axis)) <= tolerance;
}

bool is_parallel(const SlicePose& a, const SlicePose& b) {
  return close(a.row_axis, b.row_axis, kAxisTolerance) && close(a.column_axis, b.column_axis, kAxisTolerance);
}

std::vector<std::size_t> order_along_normal(std::span<const SlicePose> poses) {
  const Vec3 normal = poses.front().normal();
  std::vector<std::size_t> order(poses.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return dot(poses[a].origin_mm, normal) < dot(poses[b].origin_mm, normal);
  });
  return order;
}

Result<SliceOrder> sort_slices(std::span<const SlicePose> poses, double tolerance, double drift_limit_mm) {
  for (const SlicePose& pose : poses) {
    if (!is_square(pose)) return fail(ErrorCode::bad_input, "The slices' axes are not at a right angle.");
    if (!is_parallel(pose, poses.front()))
      return fail(ErrorCode::unsupported, "The slices lie in different directions.");
  }

  const Vec3 normal = poses.front().normal();
  const auto place = [&](std::size_t i) { return dot(poses[i].origin_mm, normal); };
  SliceOrder sorted;
  sorted.order = order_along_normal(poses);

  std::vector<double> gaps;
  for (std::size_t k = 1; k < sorted.order.size(); ++k)
    gaps.push_back(place(sorted.order[k]) - place(sorted.order[k - 1]));
  const auto least = std::min_element(gaps.begin(), gaps.end());
  if (*least < kSamePlaceMm)
    return fail(ErrorCode::bad_input, "duplicate_slice",
                fmt::format("Slices {} and {} lie in the same place.", least - gaps.begin() + 1,
                            least - gaps.begin() + 2));

  const double usual = median(gaps);
  const double allowed = allowed_mm(usual, tolerance);
  const Vec3 first = poses[sorted.order.front()].origin_mm;
  const Vec3 last = poses[sorted.order.back()].origin_mm;
  sorted.step_mm = (last - first) * (1.0 / static_cast<double>(gaps.size()));
  sorted.spacing_mm = length(sorted.step_mm);
  for (std::size_t k = 0; k < sorted.order.size(); ++k) {
    const Vec3 off = poses[sorted.order[k]].origin_mm - (first + sorted.step_mm * static_cast<double>(k));
    const double along = dot(off, normal);
    if (std::abs(along) > allowed)
      return fail(ErrorCode::unsupported, "uneven_spacing", describe_uneven(gaps, usual));
    const double sideways = length(off - normal * along);
    if (sideways > std::max(allowed, drift_limit_mm))
      return fail(
          ErrorCode::unsupported, "uneven_spacing",
          fmt::format("Slice {} is shifted sideways by {:.4g} mm against the others.", k + 1, sideways));
  }

  const double rise = dot(sorted.step_mm, normal);
  const double drift = length(sorted.step_mm - normal * rise);
  const double degrees = std::atan2(drift, rise) * 180 / std::numbers::pi;
  if (degrees > kTiltToleranceDegrees && drift * static_cast<double>(gaps.size()) > drift_limit_mm)
    return fail(
        ErrorCode::unsupported, "gantry_tilt",
        fmt::format(
            "The stack leans: each slice is shifted against the one before, a gantry tilt of {:.1f}°.",
            degrees));
  return sorted;
}

}  // namespace scanetrix
