// SPDX-License-Identifier: Apache-2.0
#include "ingest/tile_likeness.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace scanetrix {
namespace {

/// Each tile is compared as so many points a side.
constexpr int kGrain = 24;
/// Up to this spread of gray a tile counts as one colour; JPEG leaves some noise.
constexpr int kFlatSpread = 16;

using Grains = std::array<float, kGrain * kGrain>;

/// A tile as kGrain × kGrain means, less their mean, of length 1; all 0 for a tile of one colour.
Grains grains_of(const Sums& sums, std::int64_t x, std::int64_t y, std::int64_t width, std::int64_t height) {
  Grains grains{};
  const auto edge = [](std::int64_t first, std::int64_t size, int n) { return first + size * n / kGrain; };
  double sum = 0;
  float least = 255;
  float greatest = 0;
  for (int r = 0; r < kGrain; ++r)
    for (int c = 0; c < kGrain; ++c) {
      const float value =
          sums.mean(edge(x, width, c), edge(y, height, r), edge(x, width, c + 1), edge(y, height, r + 1));
      grains[static_cast<std::size_t>(r * kGrain + c)] = value;
      sum += value;
      least = std::min(least, value);
      greatest = std::max(greatest, value);
    }
  if (greatest - least < kFlatSpread) return {};
  const auto mean = static_cast<float>(sum / (kGrain * kGrain));
  double square = 0;
  for (float& value : grains) {
    value -= mean;
    square += static_cast<double>(value) * static_cast<double>(value);
  }
  const auto norm = static_cast<float>(1 / std::sqrt(square));
  for (float& value : grains) value *= norm;
  return grains;
}

bool is_blank(const Grains& grains) {
  return std::all_of(grains.begin(), grains.end(), [](float value) { return value == 0; });
}

double likeness(const Grains& a, const Grains& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  return sum;
}

double median(std::vector<double>& values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

Evidence weigh_cut(const Sums& sums, const TileRow& across, const TileRow& down) {
  const auto columns = static_cast<std::size_t>(across.count);
  const auto rows = static_cast<std::size_t>(down.count);
  const auto cut = [&](std::size_t r, std::size_t c, bool half_right, bool half_down) {
    return grains_of(
        sums,
        across.start(static_cast<std::int64_t>(c)) + (half_right ? (across.tile + across.gutter) / 2 : 0),
        down.start(static_cast<std::int64_t>(r)) + (half_down ? (down.tile + down.gutter) / 2 : 0),
        across.tile, down.tile);
  };
  std::vector<Grains> tiles(rows * columns);
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < columns; ++c) tiles[r * columns + c] = cut(r, c, false, false);
  Evidence evidence;
  for (const Grains& tile : tiles) evidence.is_blank.push_back(is_blank(tile));
  std::vector<double> beside, below, beside_between, below_between;
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < columns; ++c) {
      const Grains& tile = tiles[r * columns + c];
      if (is_blank(tile)) {
        ++evidence.blank;
        continue;
      }
      if (c + 1 < columns && !is_blank(tiles[r * columns + c + 1])) {
        beside.push_back(likeness(tile, tiles[r * columns + c + 1]));
        beside_between.push_back(likeness(tile, cut(r, c, true, false)));
      }
      if (r + 1 < rows && !is_blank(tiles[(r + 1) * columns + c])) {
        below.push_back(likeness(tile, tiles[(r + 1) * columns + c]));
        below_between.push_back(likeness(tile, cut(r, c, false, true)));
      }
    }
  std::vector<double> row_ends, row_ends_between, column_ends, column_ends_between;
  for (std::size_t r = 0; r + 1 < rows; ++r) {
    const Grains& last = tiles[r * columns + columns - 1];
    if (is_blank(last) || is_blank(tiles[(r + 1) * columns])) continue;
    row_ends.push_back(likeness(last, tiles[(r + 1) * columns]));
    row_ends_between.push_back(likeness(last, cut(r, 0, false, true)));
  }
  for (std::size_t c = 0; c + 1 < columns; ++c) {
    const Grains& last = tiles[(rows - 1) * columns + c];
    if (is_blank(last) || is_blank(tiles[c + 1])) continue;
    column_ends.push_back(likeness(last, tiles[c + 1]));
    column_ends_between.push_back(likeness(last, cut(0, c, true, false)));
  }
  evidence.pairs = static_cast<int>(std::min(beside.size(), below.size()));
  evidence.beside = median(beside);
  evidence.below = median(below);
  evidence.beside_between = median(beside_between);
  evidence.below_between = median(below_between);
  evidence.by_column = evidence.below > evidence.beside + 0.05;
  const double by_row = median(row_ends), by_column = median(column_ends);
  if (by_row - evidence.below > std::max(0.0, by_column - evidence.beside)) {
    evidence.below = by_row;
    evidence.below_between = median(row_ends_between);
  } else if (by_column > evidence.beside) {
    evidence.beside = by_column;
    evidence.beside_between = median(column_ends_between);
  }
  return evidence;
}

}  // namespace scanetrix
