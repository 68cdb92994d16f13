// SPDX-License-Identifier: Apache-2.0
#include "train/tile_filters.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace scanetrix {
namespace {

/// Rows become columns, each filtered.
Tile filtered_transposed(const Tile& plane, const std::vector<float>& taps) {
  const int radius = static_cast<int>(taps.size() / 2);
  Tile out(plane.columns, plane.rows);
  for (int row = 0; row < plane.rows; ++row)
    for (int column = 0; column < plane.columns; ++column) {
      float sum = 0;
      for (int t = -radius; t <= radius; ++t)
        sum += taps[static_cast<std::size_t>(t + radius)] *
               plane.at(row, std::clamp(column + t, 0, plane.columns - 1));
      out.at(column, row) = sum;
    }
  return out;
}

}  // namespace

Tile blurred(const Tile& plane, double sigma) {
  if (sigma < 0.05) return plane;
  const int radius = static_cast<int>(std::ceil(3 * sigma));
  std::vector<float> taps;
  float sum = 0;
  for (int t = -radius; t <= radius; ++t) {
    taps.push_back(static_cast<float>(std::exp(-t * t / (2 * sigma * sigma))));
    sum += taps.back();
  }
  for (float& tap : taps) tap /= sum;
  return filtered_transposed(filtered_transposed(plane, taps), taps);
}

Tile shrunk(const Tile& plane, double times) {
  if (times <= 1) return plane;
  return shrunk_transposed(shrunk_transposed(plane, times), times);
}

Tile turned(const Tile& plane, Random& random) {
  const Turn turn = Turn::any(random);
  Tile out(turn.rows(plane), turn.columns(plane));
  for (int row = 0; row < out.rows; ++row)
    for (int column = 0; column < out.columns; ++column) out.at(row, column) = turn.at(plane, row, column);
  return out;
}

Tile grainy_noise(int rows, int columns, double grain, Random& random) {
  Tile noise(rows, columns);
  for (float& value : noise.values) value = static_cast<float>(random.normal());
  noise = blurred(noise, grain);
  double squares = 0;
  for (const float value : noise.values) squares += static_cast<double>(value) * value;
  const auto scale =
      static_cast<float>(1 / std::sqrt(std::max(squares / static_cast<double>(noise.values.size()), 1e-12)));
  for (float& value : noise.values) value *= scale;
  return noise;
}

void change_contrast(Tile& plane, Random& random) {
  constexpr int kKnots = 6;
  std::array<float, kKnots + 1> knots{};
  for (float& knot : knots) knot = static_cast<float>(random.uniform());
  if (random.chance(0.5)) std::sort(knots.begin(), knots.end());  // Rising, as in most scans.
  for (float& value : plane.values) {
    const float at = std::clamp(value, 0.0F, 1.0F) * kKnots;
    const int below = std::min(static_cast<int>(at), kKnots - 1);
    const float t = at - static_cast<float>(below);
    const auto k = static_cast<std::size_t>(below);
    value = knots[k] * (1 - t) + knots[k + 1] * t;
  }
}

}  // namespace scanetrix
