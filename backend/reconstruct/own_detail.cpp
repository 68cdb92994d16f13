// SPDX-License-Identifier: Apache-2.0
#include "reconstruct/own_detail.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "reconstruct/interpolate.h"

namespace scanetrix {
namespace {

constexpr std::int64_t kPieceSize = 192;

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

/// Where the window lies inside.
std::vector<float> blurred(std::span<const float> row, const std::vector<double>& taps) {
  std::vector<float> out(row.size() - taps.size() + 1);
  for (std::size_t t = 0; t < taps.size(); ++t)
    for (std::size_t i = 0; i < out.size(); ++i) out[i] += static_cast<float>(taps[t]) * row[i + t];
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

Result<RealVolume> own_detail(const SeriesVolume& volume, int slices) {
  const Shape& shape = volume.form.geometry.shape;
  const std::int64_t side = std::min({kPieceSize, shape.y, shape.x});
  const std::int64_t top = (shape.y - side) / 2;
  const std::int64_t left = (shape.x - side) / 2;
  std::vector<std::vector<float>> pieces;
  double strongest = 0;
  const auto count = std::min<std::int64_t>(slices, shape.z);
  for (std::int64_t n = 0; n < count; ++n) {
    const auto slice = TRY(read_real(volume, (2 * n + 1) * shape.z / (2 * count)));
    std::vector<float> piece;
    for (std::int64_t row = 0; row < side; ++row)
      for (std::int64_t column = 0; column < side; ++column) {
        const bool across = n % 2 == 1;
        const std::int64_t y = top + (across ? column : row);
        const std::int64_t x = left + (across ? row : column);
        piece.push_back(slice[static_cast<std::size_t>(y * shape.x + x)]);
      }
    strongest = std::max(strongest, deviation(piece));
    pieces.push_back(std::move(piece));
  }
  std::erase_if(pieces, [&](const auto& piece) { return deviation(piece) <= 0.1 * strongest; });
  RealVolume detail{{side, static_cast<std::int64_t>(pieces.size()), side}, {}};
  if (pieces.empty()) return RealVolume{};
  for (std::int64_t row = 0; row < side; ++row)
    for (const auto& piece : pieces)
      detail.values.insert(detail.values.end(), piece.begin() + row * side, piece.begin() + (row + 1) * side);
  return detail;
}

Result<double> judge_profile_width(const SeriesVolume& volume, const RealVolume& detail, int factor,
                                   ProfileShape shape) {
  const Shape& size = volume.form.geometry.shape;
  const auto side = static_cast<std::size_t>(detail.shape.x);
  const auto top = (static_cast<std::size_t>(size.y) - side) / 2;
  const auto left = (static_cast<std::size_t>(size.x) - side) / 2;
  const std::array widths{1.0, 1.0 * factor};
  // A thick slice is blurred along z already, so the detail of one that is acquired along x is blurred along
  // both. What it is held against must be too: neighbours are blurred along x.
  std::array<Differences, widths.size()> through;
  const auto count = std::min<std::int64_t>(2 * detail.shape.y, size.z - 1);
  for (std::int64_t n = 0; n < count; ++n) {
    const std::int64_t k = (2 * n + 1) * (size.z - 1) / (2 * count);
    const auto here = TRY(read_real(volume, k));
    const auto next = TRY(read_real(volume, k + 1));
    for (std::size_t row = 0; row < side; ++row) {
      const std::size_t begin = (top + row) * static_cast<std::size_t>(size.x) + left;
      for (std::size_t i = 0; i < widths.size(); ++i) {
        const std::vector<double> taps = profile_taps({shape, widths[i]});
        through[i].add(blurred(std::span(here).subspan(begin, side), taps),
                       blurred(std::span(next).subspan(begin, side), taps));
      }
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
