// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "ingest/detect_light_box.h"

namespace scanetrix {

/// Sums of gray over any rectangle in four look-ups. They wrap around, as their differences do: a rectangle's
/// sum is right while it is below 2³², and nothing here looks at sixteen million pixels at once.
class Sums {
 public:
  explicit Sums(const GrayView& picture)
      : stride_(static_cast<std::size_t>(picture.width) + 1),
        sums_(stride_ * (static_cast<std::size_t>(picture.height) + 1)) {
    for (std::size_t y = 1; y * stride_ < sums_.size(); ++y) {
      std::uint32_t row = 0;
      for (std::size_t x = 1; x < stride_; ++x) {
        row += picture.samples[(y - 1) * (stride_ - 1) + x - 1];
        sums_[y * stride_ + x] = sums_[(y - 1) * stride_ + x] + row;
      }
    }
  }
  /// Mean over [x, x_end) × [y, y_end), not empty.
  [[nodiscard]] float mean(std::int64_t x, std::int64_t y, std::int64_t x_end, std::int64_t y_end) const {
    const auto at = [&](std::int64_t px, std::int64_t py) {
      return sums_[static_cast<std::size_t>(py) * stride_ + static_cast<std::size_t>(px)];
    };
    const std::uint32_t sum = at(x_end, y_end) - at(x, y_end) - at(x_end, y) + at(x, y);
    return static_cast<float>(sum) / static_cast<float>((x_end - x) * (y_end - y));
  }

 private:
  std::size_t stride_;
  std::vector<std::uint32_t> sums_;
};

/// What the tiles of one way of cutting say.
struct Evidence {
  /// Likeness along rows and along columns; medians. A row's last tile and the next row's first are
  /// neighbours too, one row apart, and so are columns' ends: where that says more than the tile below, it is
  /// taken.
  double beside = 0;
  double below = 0;
  double beside_between = 0;  ///< The same, to what lies half a tile on.
  double below_between = 0;
  int pairs = 0;
  int blank = 0;
  bool by_column = false;
  std::vector<bool> is_blank;

  [[nodiscard]] double likeness() const { return std::min(beside, below); }
  [[nodiscard]] double contrast() const { return std::min(beside - beside_between, below - below_between); }
  [[nodiscard]] double score() const { return (beside + below) / 2 + contrast() / 2; }
};

/// Compares the tiles of a sheet that is cut so. Cost: some 2,000 look-ups a tile.
[[nodiscard]] Evidence weigh_cut(const Sums& sums, const TileRow& across, const TileRow& down);

}  // namespace scanetrix
