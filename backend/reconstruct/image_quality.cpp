// SPDX-License-Identifier: Apache-2.0
#include "reconstruct/image_quality.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <numeric>

#include "base/parallel.h"

namespace scanetrix {
namespace {

constexpr int kRadius = 5;

std::array<float, 2 * kRadius + 1> gaussian() {
  std::array<float, 2 * kRadius + 1> taps{};
  for (int t = -kRadius; t <= kRadius; ++t)
    taps[static_cast<std::size_t>(t + kRadius)] = static_cast<float>(std::exp(-t * t / (2 * 1.5 * 1.5)));
  const float sum = std::accumulate(taps.begin(), taps.end(), 0.0F);
  for (float& tap : taps) tap /= sum;
  return taps;
}

/// [rows, columns] filtered along both, where the window lies inside: [rows − 10, columns − 10].
std::vector<float> filtered(const std::vector<float>& plane, std::size_t rows, std::size_t columns) {
  static const auto taps = gaussian();
  const std::size_t inner_columns = columns - 2 * kRadius;
  const std::size_t inner_rows = rows - 2 * kRadius;
  std::vector<float> along(rows * inner_columns);
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t t = 0; t < taps.size(); ++t)
      for (std::size_t column = 0; column < inner_columns; ++column)
        along[row * inner_columns + column] += taps[t] * plane[row * columns + column + t];
  std::vector<float> out(inner_rows * inner_columns);
  for (std::size_t row = 0; row < inner_rows; ++row)
    for (std::size_t t = 0; t < taps.size(); ++t)
      for (std::size_t column = 0; column < inner_columns; ++column)
        out[row * inner_columns + column] += taps[t] * along[(row + t) * inner_columns + column];
  return out;
}

std::vector<float> product(const std::vector<float>& a, const std::vector<float>& b) {
  std::vector<float> out(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) out[i] = a[i] * b[i];
  return out;
}

double ssim_of_plane(const std::vector<float>& a, const std::vector<float>& b, std::size_t rows,
                     std::size_t columns) {
  constexpr double c1 = 0.01 * 0.01;
  constexpr double c2 = 0.03 * 0.03;
  const auto mean_a = filtered(a, rows, columns);
  const auto mean_b = filtered(b, rows, columns);
  const auto square_a = filtered(product(a, a), rows, columns);
  const auto square_b = filtered(product(b, b), rows, columns);
  const auto both = filtered(product(a, b), rows, columns);
  double sum = 0;
  for (std::size_t i = 0; i < mean_a.size(); ++i) {
    const double ma = mean_a[i];
    const double mb = mean_b[i];
    const double variances = square_a[i] - ma * ma + square_b[i] - mb * mb;
    sum +=
        (2 * ma * mb + c1) * (2 * (both[i] - ma * mb) + c2) / ((ma * ma + mb * mb + c1) * (variances + c2));
  }
  return sum / static_cast<double>(mean_a.size());
}

/// Calls visit(truth, made) for each voxel that counts.
template <typename Visit>
void for_each(const RealVolume& truth, const RealVolume& made, const SliceChoice& counts, Visit visit) {
  assert(truth.shape == made.shape);
  const std::int64_t size = truth.shape.y * truth.shape.x;
  for (std::int64_t k = 0; k < truth.shape.z; ++k) {
    if (!counts(k)) continue;
    for (auto i = static_cast<std::size_t>(k * size); i < static_cast<std::size_t>((k + 1) * size); ++i)
      visit(static_cast<double>(truth.values[i]), static_cast<double>(made.values[i]));
  }
}

}  // namespace

double psnr(const RealVolume& truth, const RealVolume& made, double range, double body,
            const SliceChoice& counts) {
  double squares = 0;
  std::int64_t count = 0;
  for_each(truth, made, counts, [&](double a, double b) {
    if (a <= body) return;
    squares += (a - b) * (a - b);
    ++count;
  });
  return 10 * std::log10(range * range * static_cast<double>(count) / squares);
}

double ssim(const RealVolume& truth, const RealVolume& made, double range) {
  assert(truth.shape == made.shape && truth.shape.z > 2 * kRadius && truth.shape.x > 2 * kRadius);
  const auto rows = static_cast<std::size_t>(truth.shape.z);
  const auto columns = static_cast<std::size_t>(truth.shape.x);
  const auto planes = static_cast<std::size_t>(truth.shape.y);
  const float least = *std::min_element(truth.values.begin(), truth.values.end());
  std::vector<double> scores(planes);
  [[maybe_unused]] const auto done = parallel_for(planes, [&](std::size_t y) -> Result<void> {
    std::vector<float> a(rows * columns);
    std::vector<float> b(rows * columns);
    for (std::size_t row = 0; row < rows; ++row)
      for (std::size_t column = 0; column < columns; ++column) {
        const std::size_t at = (row * planes + y) * columns + column;
        a[row * columns + column] = (truth.values[at] - least) / static_cast<float>(range);
        b[row * columns + column] = (made.values[at] - least) / static_cast<float>(range);
      }
    scores[y] = ssim_of_plane(a, b, rows, columns);
    return {};
  });
  assert(done);
  return std::accumulate(scores.begin(), scores.end(), 0.0) / static_cast<double>(planes);
}

double mean_error_within(const RealVolume& truth, const RealVolume& made, double low, double high,
                         const SliceChoice& counts) {
  double sum = 0;
  std::int64_t count = 0;
  for_each(truth, made, counts, [&](double a, double b) {
    if (a < low || a > high) return;
    sum += std::abs(a - b);
    ++count;
  });
  return count == 0 ? 0 : sum / static_cast<double>(count);
}

}  // namespace scanetrix
