// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

namespace scanetrix {

/// Means over windows of (2 radius + 1)² places, as far as they lie inside, of N values a place: row by row,
/// by running sums, so that the cost does not grow with the window.
///
/// \param fill  fill(row, std::array<float, N>* out) writes a row's values; called once for each, in order.
/// \param use   use(row, const std::array<float, N>* means) takes a row's means; after fill(row + radius).
template <std::size_t N, class Fill, class Use>
void window_means(int rows, int columns, int radius, const Fill& fill, const Use& use) {
  const auto width = static_cast<std::size_t>(columns);
  const auto reach = static_cast<std::size_t>(radius);
  const int kept = 2 * radius + 1;
  std::vector<std::array<float, N>> ring(static_cast<std::size_t>(kept) * width);
  // Sums down the window, with nothing on both sides. Double: what was added goes away again.
  std::vector<std::array<double, N>> sums(width + 2 * reach + 1);
  std::vector<std::array<float, N>> means(width);
  const auto change = [&](int row, double sign) {
    const std::array<float, N>* const from = ring.data() + static_cast<std::size_t>(row % kept) * width;
    std::array<double, N>* const to = sums.data() + reach + 1;
    for (std::size_t c = 0; c < width; ++c)
      for (std::size_t n = 0; n < N; ++n) to[c][n] += sign * static_cast<double>(from[c][n]);
  };
  for (int row = -radius; row < rows; ++row) {
    const int first = row - radius;
    const int last = row + radius;
    if (first > 0) change(first - 1, -1);
    if (last < rows) {
      fill(last, ring.data() + static_cast<std::size_t>(last % kept) * width);
      change(last, 1);
    }
    if (row < 0) continue;
    const int high = std::min(last, rows - 1) - std::max(first, 0) + 1;
    const std::array<double, N>* const from = sums.data();
    std::array<double, N> sum{};
    for (std::size_t c = 0; c < 2 * reach; ++c)
      for (std::size_t n = 0; n < N; ++n) sum[n] += from[c + 1][n];
    for (std::size_t c = 0; c < width; ++c) {
      for (std::size_t n = 0; n < N; ++n) sum[n] += from[c + 2 * reach + 1][n] - from[c][n];
      const int wide = static_cast<int>(std::min(c + reach, width - 1) - (c < reach ? 0 : c - reach)) + 1;
      const double scale = 1 / static_cast<double>(high * wide);
      for (std::size_t n = 0; n < N; ++n) means[c][n] = static_cast<float>(sum[n] * scale);
    }
    use(row, means.data());
  }
}

}  // namespace scanetrix
