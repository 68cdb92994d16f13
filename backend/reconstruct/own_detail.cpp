// SPDX-License-Identifier: Apache-2.0
#include "reconstruct/own_detail.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "reconstruct/interpolate.h"

namespace scanetrix {
namespace {

/// Pixels that are finer than this part of the lattice's step are put together.
constexpr double kFiner = 0.95;
constexpr double kLeastDeviation = 0.1;  ///< Of the strongest plane's; evener ones tell nothing.

Result<std::vector<float>> read_real(const SeriesVolume& volume, std::int64_t k) {
  Bytes stored(volume.form.slice_bytes());
  TRY(volume.voxels->read_slice(0, k, stored));
  std::vector<float> samples(stored.size() / size_bytes(volume.form.type));
  load_samples(stored, volume.form.type, samples);
  for (float& sample : samples)
    if (!std::isfinite(sample)) sample = 0;
  return samples;
}

double deviation(const std::vector<float>& values) {
  double sum = 0;
  double squares = 0;
  for (const float value : values) {
    sum += value;
    squares += static_cast<double>(value) * value;
  }
  const auto count = static_cast<double>(values.size());
  return std::sqrt(std::max(0.0, squares / count - sum / count * (sum / count)));
}

/// Mean square difference between neighbouring slices.
class Differences {
 public:
  void add(std::span<const float> a, std::span<const float> b) {
    for (std::size_t i = 0; i < a.size(); ++i)
      sum_ += (static_cast<double>(a[i]) - b[i]) * (static_cast<double>(a[i]) - b[i]);
    count_ += static_cast<double>(a.size());
  }
  [[nodiscard]] double mean() const { return count_ == 0 ? 0 : sum_ / count_; }

 private:
  double sum_ = 0;
  double count_ = 0;
};

/// The middle of a slice with `depth_axis` (1: y, 2: x) down its rows, in steps of the lattice.
Tile middle_plane(std::span<const float> slice, const Geometry& geometry, std::size_t depth_axis,
                  const DetailView& view) {
  const Shape& shape = geometry.shape;
  const std::int64_t side = std::min({view.side, shape.y, shape.x});
  const std::int64_t top = (shape.y - side) / 2;
  const std::int64_t left = (shape.x - side) / 2;
  Tile plane(static_cast<int>(side), static_cast<int>(side));  // Depth along its columns.
  for (int row = 0; row < plane.rows; ++row)
    for (int column = 0; column < plane.columns; ++column) {
      const std::int64_t y = top + (depth_axis == 1 ? column : row);
      const std::int64_t x = left + (depth_axis == 1 ? row : column);
      plane.at(row, column) = slice[static_cast<std::size_t>(y * shape.x + x)];
    }
  const double pixel = geometry.spacing_mm()[depth_axis];
  return shrunk_transposed(plane, pixel < kFiner * view.step_mm ? view.step_mm / pixel : 1);
}

/// Along the rows' axis; only where the window lies inside.
Tile blurred_down(const Tile& plane, const std::vector<double>& taps) {
  Tile out(std::max(0, plane.rows - static_cast<int>(taps.size()) + 1), plane.columns);
  for (int row = 0; row < out.rows; ++row)
    for (int t = 0; const double tap : taps) {
      for (int column = 0; column < out.columns; ++column)
        out.at(row, column) += static_cast<float>(tap) * plane.at(row + t, column);
      ++t;
    }
  return out;
}

double difference_within(const RealVolume& volume) {
  Differences differences;
  const auto size = static_cast<std::size_t>(volume.shape.y * volume.shape.x);
  const std::span<const float> values(volume.values);
  for (std::size_t k = 0; k + 1 < static_cast<std::size_t>(volume.shape.z); ++k)
    differences.add(values.subspan(k * size, size), values.subspan((k + 1) * size, size));
  return differences.mean();
}

}  // namespace

std::vector<std::int64_t> spread_slices(std::int64_t depth, std::int64_t count) {
  count = std::min(count, depth);
  std::vector<std::int64_t> slices;
  for (std::int64_t n = 0; n < count; ++n) slices.push_back((2 * n + 1) * depth / (2 * count));
  return slices;
}

Result<std::vector<Tile>> own_planes(const SeriesVolume& volume, std::span<const std::int64_t> slices,
                                     const DetailView& view) {
  std::vector<Tile> planes;
  double strongest = 0;
  for (std::size_t n = 0; n < slices.size(); ++n) {
    const auto slice = TRY(read_real(volume, slices[n]));
    planes.push_back(middle_plane(slice, volume.form.geometry, n % 2 == 0 ? 1 : 2, view));
    strongest = std::max(strongest, deviation(planes.back().values));
  }
  std::erase_if(planes,
                [&](const Tile& plane) { return deviation(plane.values) <= kLeastDeviation * strongest; });
  return planes;
}

RealVolume stacked(const std::vector<Tile>& planes) {
  if (planes.empty()) return {};
  int rows = planes.front().rows;
  int columns = planes.front().columns;
  for (const Tile& plane : planes) {
    rows = std::min(rows, plane.rows);
    columns = std::min(columns, plane.columns);
  }
  RealVolume stack{{rows, static_cast<std::int64_t>(planes.size()), columns}, {}};
  for (int row = 0; row < rows; ++row)
    for (const Tile& plane : planes) {
      const auto begin = plane.values.begin() + static_cast<std::ptrdiff_t>(row) * plane.columns;
      stack.values.insert(stack.values.end(), begin, begin + columns);
    }
  return stack;
}

Result<double> judge_profile_width(const SeriesVolume& volume, const RealVolume& detail,
                                   const DetailView& view, int factor, ProfileShape shape) {
  const Geometry& geometry = volume.form.geometry;
  const std::array widths{1.0, 1.0 * factor};
  // A thick slice is blurred along z already, so the detail of one that is acquired along x is blurred along
  // both. What it is held against must be too: neighbours are blurred along x.
  std::array<Differences, widths.size()> through;
  const std::int64_t gaps = geometry.shape.z - 1;
  for (const std::int64_t k : spread_slices(gaps, 2 * detail.shape.y)) {
    const Tile here = middle_plane(TRY(read_real(volume, k)), geometry, 2, view);
    const Tile next = middle_plane(TRY(read_real(volume, k + 1)), geometry, 2, view);
    for (std::size_t i = 0; i < widths.size(); ++i) {
      const std::vector<double> taps = profile_taps({shape, widths[i]});
      through[i].add(blurred_down(here, taps).values, blurred_down(next, taps).values);
    }
  }
  double best = widths.front();
  double best_distance = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < widths.size(); ++i) {
    const double within = difference_within(acquire(detail, factor, {shape, widths[i]}).slices);
    if (within <= 0 || through[i].mean() <= 0) continue;
    const double distance = std::abs(std::log(through[i].mean() / within));
    if (distance >= best_distance) continue;
    best_distance = distance;
    best = widths[i];
  }
  return best;
}

}  // namespace scanetrix
