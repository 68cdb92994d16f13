// SPDX-License-Identifier: Apache-2.0
#include "ingest/regular_lattice.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace scanetrix {
namespace {

constexpr double kMostLatticeSlices = 4;  ///< For each acquired one.
constexpr double kLeastShiftPixels = 0.5;

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

double allowed_mm(double step, double tolerance) {
  return std::max(tolerance * step, std::min(0.1, 0.05 * step));
}

/// Whether each gap is a whole number of `step`s, and not none.
bool are_multiples(const std::vector<double>& gaps, double step, double allowed) {
  return std::all_of(gaps.begin(), gaps.end(), [&](double gap) {
    const double count = std::round(gap / step);
    return count >= 1 && std::abs(gap - count * step) <= allowed;
  });
}

/// "slice missing after 37: gap of 5 mm, others 2.5 mm".
Warning describe_gaps(const std::vector<double>& gaps, double usual, double allowed) {
  std::vector<std::size_t> odd;
  for (std::size_t i = 0; i < gaps.size(); ++i)
    if (std::abs(gaps[i] - usual) > allowed) odd.push_back(i);
  const bool missing = are_multiples(gaps, usual, allowed);
  if (missing && odd.size() == 1) {
    const auto lost = static_cast<int>(std::round(gaps[odd.front()] / usual)) - 1;
    return {"missing_slices",
            fmt::format("{} missing after {}: gap of {:.4g} mm, others {:.4g} mm. What lies between is "
                        "interpolated.",
                        lost == 1 ? "Slice" : fmt::format("{} slices", lost), odd.front() + 1,
                        gaps[odd.front()], usual)};
  }
  if (missing && !odd.empty())
    return {
        "missing_slices",
        fmt::format("Slices missing in {} places, the first after slice {}: gap of {:.4g} mm, others {:.4g} "
                    "mm. What lies between is interpolated.",
                    odd.size(), odd.front() + 1, gaps[odd.front()], usual)};
  const auto [least, most] = std::minmax_element(gaps.begin(), gaps.end());
  return {
      "uneven_spacing",
      fmt::format("The slices are not evenly spaced: gaps from {:.4g} to {:.4g} mm, usually {:.4g} mm. They "
                  "are shown on an even lattice, and what lies between them is interpolated.",
                  *least, *most, usual)};
}

void place_along(RegularLattice& lattice, const std::vector<double>& along, double tolerance) {
  std::vector<double> gaps;
  for (std::size_t i = 1; i < along.size(); ++i) gaps.push_back(along[i] - along[i - 1]);
  const double total = along.back() - along.front();
  const double usual = median(gaps);
  const double finest = *std::min_element(gaps.begin(), gaps.end());
  const double most = kMostLatticeSlices * static_cast<double>(along.size());
  // Even within tolerance: the usual gap, so that rounding in the file makes no slices.
  const double wanted = are_multiples(gaps, usual, allowed_mm(usual, tolerance)) ? usual : finest;
  const double steps = std::clamp(std::round(total / wanted), 1.0, most);
  lattice.step_mm = total / steps;
  const double allowed = allowed_mm(lattice.step_mm, tolerance);
  std::size_t below = 0;
  for (std::int64_t k = 0; k <= static_cast<std::int64_t>(steps); ++k) {
    const double place = along.front() + lattice.step_mm * static_cast<double>(k);
    while (below + 2 < along.size() && along[below + 1] <= place - allowed) ++below;
    const std::size_t nearest =
        std::abs(along[below + 1] - place) < std::abs(along[below] - place) ? below + 1 : below;
    if (std::abs(along[nearest] - place) <= allowed)
      lattice.slices.push_back({nearest, nearest, 0});
    else
      lattice.slices.push_back(
          {below, below + 1, (place - along[below]) / (along[below + 1] - along[below])});
  }
  const bool even = std::all_of(gaps.begin(), gaps.end(), [&](double gap) {
    return std::abs(gap - usual) <= allowed_mm(usual, tolerance);
  });
  if (!even) lattice.warnings.push_back(describe_gaps(gaps, usual, allowed_mm(usual, tolerance)));
}

void bring_upright(RegularLattice& lattice, std::span<const SlicePose> poses, double column_mm,
                   double row_mm) {
  const SlicePose& first = poses.front();
  double least_columns = 0;
  double least_rows = 0;
  double most_columns = 0;
  double most_rows = 0;
  for (std::size_t i = 0; i < poses.size(); ++i) {
    const Vec3 off = poses[i].origin_mm - first.origin_mm;
    PixelShift& shift = lattice.shifts[i];
    shift = {dot(off, first.row_axis) / column_mm, dot(off, first.column_axis) / row_mm};
    least_columns = std::min(least_columns, shift.columns);
    least_rows = std::min(least_rows, shift.rows);
    most_columns = std::max(most_columns, shift.columns);
    most_rows = std::max(most_rows, shift.rows);
  }
  const double columns = most_columns - least_columns;
  const double rows = most_rows - least_rows;
  if (columns <= kLeastShiftPixels && rows <= kLeastShiftPixels) {
    std::fill(lattice.shifts.begin(), lattice.shifts.end(), PixelShift{});
    return;
  }
  for (PixelShift& shift : lattice.shifts) {
    shift.columns -= least_columns;
    shift.rows -= least_rows;
  }
  lattice.origin_mm = first.origin_mm + first.row_axis * (least_columns * column_mm) +
                      first.column_axis * (least_rows * row_mm);
  // Positions are rounded: a hundredth of a pixel over a whole number needs no pixel of its own.
  lattice.more_columns = static_cast<std::uint32_t>(std::ceil(std::max(0.0, columns - 0.01)));
  lattice.more_rows = static_cast<std::uint32_t>(std::ceil(std::max(0.0, rows - 0.01)));
  const Vec3 whole = poses.back().origin_mm - first.origin_mm;
  const double rise = dot(whole, first.normal());
  lattice.lean_degrees = std::atan2(length(whole - first.normal() * rise), rise) * 180 / std::numbers::pi;
}

}  // namespace

std::vector<std::int64_t> RegularLattice::interpolated() const {
  std::vector<std::int64_t> between;
  for (std::size_t k = 0; k < slices.size(); ++k)
    if (slices[k].weight != 0) between.push_back(static_cast<std::int64_t>(k));
  return between;
}

RegularLattice plan_regular_lattice(std::span<const SlicePose> poses, double column_mm, double row_mm,
                                    double tolerance) {
  RegularLattice lattice;
  lattice.origin_mm = poses.front().origin_mm;
  lattice.shifts.resize(poses.size());
  std::vector<double> along;
  for (const SlicePose& pose : poses) along.push_back(dot(pose.origin_mm, poses.front().normal()));
  place_along(lattice, along, tolerance);
  bring_upright(lattice, poses, column_mm, row_mm);
  return lattice;
}

}  // namespace scanetrix
