// SPDX-License-Identifier: Apache-2.0
#include "reconstruct/slice_weights.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <numeric>
#include <utility>

#include "reconstruct/lattice.h"

namespace scanetrix {
namespace {

using Table = std::vector<SliceWeights>;  ///< A banded matrix, row by row.

constexpr double kNegligible = 1e-7;
constexpr int kBackProjections = 6;
/// The cubic spline's prefilter falls by |√3 − 2| a slice: under 10⁻⁷ after so many.
constexpr std::int64_t kSplineReach = 12;

constexpr std::array kNames{std::pair{Interpolation::nearest, std::string_view("nearest")},
                            std::pair{Interpolation::linear, std::string_view("linear")},
                            std::pair{Interpolation::catmull_rom, std::string_view("catmull-rom")},
                            std::pair{Interpolation::b_spline, std::string_view("b-spline")},
                            std::pair{Interpolation::lanczos3, std::string_view("lanczos3")},
                            std::pair{Interpolation::back_projection, std::string_view("back-projection")}};

/// One row while it is summed up; columns outside the stack go where `fold` says.
class Row {
 public:
  explicit Row(std::int64_t columns) : columns_(columns) {}

  void add(std::int64_t column, double weight) {
    assert(column >= 0 && column < columns_);
    if (weights_.empty()) first_ = column;
    if (column < first_) {
      weights_.insert(weights_.begin(), static_cast<std::size_t>(first_ - column), 0.0);
      first_ = column;
    }
    const auto at = static_cast<std::size_t>(column - first_);
    if (at >= weights_.size()) weights_.resize(at + 1, 0.0);
    weights_[at] += weight;
  }
  /// The outermost slice goes on.
  void add_clamped(std::int64_t column, double weight) {
    add(std::clamp<std::int64_t>(column, 0, columns_ - 1), weight);
  }
  void add(const SliceWeights& row, double factor) {
    for (std::size_t i = 0; i < row.weights.size(); ++i)
      add(row.first + static_cast<std::int64_t>(i), factor * row.weights[i]);
  }

  [[nodiscard]] SliceWeights finish() && {
    const auto counts = [](double weight) { return std::abs(weight) >= kNegligible; };
    const auto begin = std::find_if(weights_.begin(), weights_.end(), counts);
    const auto end = std::find_if(weights_.rbegin(), weights_.rend(), counts).base();
    if (begin >= end) return {0, {}};
    return {first_ + (begin - weights_.begin()), {begin, end}};
  }

 private:
  std::int64_t columns_;
  std::int64_t first_ = 0;
  std::vector<double> weights_;
};

/// Mirrored about the outermost slices.
std::int64_t mirrored(std::int64_t index, std::int64_t count) {
  if (count == 1) return 0;
  const std::int64_t period = 2 * (count - 1);
  index = ((index % period) + period) % period;
  return index < count ? index : period - index;
}

std::array<double, 4> catmull_rom(double t) {
  return {((-t + 2) * t - 1) * t / 2, ((3 * t - 5) * t * t + 2) / 2, ((-3 * t + 4) * t + 1) * t / 2,
          (t - 1) * t * t / 2};
}

std::array<double, 4> cubic_b_spline(double t) {
  return {(1 - t) * (1 - t) * (1 - t) / 6, (4 + t * t * (3 * t - 6)) / 6, (1 + t * (3 + t * (3 - 3 * t))) / 6,
          t * t * t / 6};
}

double lanczos3(double t) {
  if (t == 0) return 1;
  const double a = std::numbers::pi * t;
  return std::abs(t) < 3 ? 3 * std::sin(a) * std::sin(a / 3) / (a * a) : 0;
}

/// Spline coefficient `index` as weights of the samples.
void add_spline_coefficient(Row& row, std::int64_t index, std::int64_t slices, double factor) {
  const double pole = std::numbers::sqrt3 - 2;
  const std::int64_t centre = mirrored(index, slices);
  for (std::int64_t d = -kSplineReach; d <= kSplineReach; ++d)
    row.add(mirrored(centre + d, slices),
            factor * std::numbers::sqrt3 * std::pow(pole, static_cast<double>(std::abs(d))));
}

SliceWeights interpolation_row(Interpolation method, std::int64_t slices, std::int64_t below, double t) {
  Row row(slices);
  switch (method) {
    case Interpolation::nearest:
      row.add_clamped(t > 0.5 ? below + 1 : below, 1);
      break;
    case Interpolation::linear:
      row.add_clamped(below, 1 - t);
      row.add_clamped(below + 1, t);
      break;
    case Interpolation::catmull_rom:
    case Interpolation::back_projection:
      for (std::int64_t i = -1; const double weight : catmull_rom(t)) row.add_clamped(below + i++, weight);
      break;
    case Interpolation::b_spline:
      for (std::int64_t i = -1; const double weight : cubic_b_spline(t))
        add_spline_coefficient(row, below + i++, slices, weight);
      break;
    case Interpolation::lanczos3: {
      std::array<double, 6> weights{};
      for (std::size_t i = 0; i < 6; ++i) weights[i] = lanczos3(t + 2 - static_cast<double>(i));
      const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
      for (std::int64_t i = -2; const double weight : weights) row.add_clamped(below + i++, weight / sum);
      break;
    }
  }
  return std::move(row).finish();
}

/// a · b, where b's rows are a's columns.
Table product(const Table& a, const Table& b, std::int64_t columns) {
  Table result;
  result.reserve(a.size());
  for (const SliceWeights& left : a) {
    Row row(columns);
    for (std::size_t i = 0; i < left.weights.size(); ++i)
      row.add(b[static_cast<std::size_t>(left.first) + i], left.weights[i]);
    result.push_back(std::move(row).finish());
  }
  return result;
}

/// a + factor · b.
Table sum(const Table& a, const Table& b, double factor, std::int64_t columns) {
  Table result;
  result.reserve(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    Row row(columns);
    row.add(a[i], 1);
    row.add(b[i], factor);
    result.push_back(std::move(row).finish());
  }
  return result;
}

}  // namespace

std::vector<SliceWeights> slice_weights(Interpolation method, std::int64_t slices, int factor,
                                        const SliceProfile& profile) {
  assert(slices >= 1 && factor >= 1);
  Table table;
  for (std::int64_t fine = 0; fine < refined_depth(slices, factor); ++fine)
    table.push_back(
        interpolation_row(method, slices, fine / factor, static_cast<double>(fine % factor) / factor));
  if (method != Interpolation::back_projection) return table;

  const Table cubic = table;
  const Table acquisition = acquisition_weights(slices, factor, profile);
  Table identity;
  for (std::int64_t k = 0; k < slices; ++k) identity.push_back({k, {1}});
  for (int round = 0; round < kBackProjections; ++round) {
    const Table missing = sum(identity, product(acquisition, table, slices), -1, slices);
    table = sum(table, product(cubic, missing, slices), 1, slices);
  }
  return table;
}

std::vector<SliceWeights> acquisition_weights(std::int64_t slices, int factor, const SliceProfile& profile) {
  const std::vector<double> taps = profile_taps(profile);
  const auto radius = static_cast<std::int64_t>(taps.size() / 2);
  const std::int64_t depth = refined_depth(slices, factor);
  Table table;
  for (std::int64_t k = 0; k < slices; ++k) {
    Row row(depth);
    for (std::int64_t t = -radius; const double tap : taps) row.add_clamped(k * factor + t++, tap);
    table.push_back(std::move(row).finish());
  }
  return table;
}

std::string_view name_of(Interpolation method) {
  for (const auto& [known, name] : kNames)
    if (known == method) return name;
  std::abort();
}

std::optional<Interpolation> interpolation_named(std::string_view name) {
  for (const auto& [method, known] : kNames)
    if (known == name) return method;
  return std::nullopt;
}

}  // namespace scanetrix
