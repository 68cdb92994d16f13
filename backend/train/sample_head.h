// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>

#include "train/head_model.h"

namespace scanetrix {

/// For tests: a head of balls in one another, as a T1 shows them. Brain, white within gray with a chamber of
/// fluid; dark fluid and bone around it; skin, fat; air.
struct SampleHead {
  Shape shape{72, 96, 80};
  std::vector<std::uint8_t> t1;
  Mask brain;

  SampleHead() {
    for (std::int64_t z = 0; z < shape.z; ++z)
      for (std::int64_t y = 0; y < shape.y; ++y)
        for (std::int64_t x = 0; x < shape.x; ++x) {
          const double r = radius(z, y, x);
          t1.push_back(r < 4    ? 20
                       : r < 16 ? 200
                       : r < 22 ? 140
                       : r < 26 ? 15
                       : r < 29 ? 90
                       : r < 32 ? 240
                                : 2);
          brain.push_back(r < 22 ? 1 : 0);
        }
  }
  /// From the brain's middle, voxels; the head reaches the lowest slice.
  [[nodiscard]] double radius(std::int64_t z, std::int64_t y, std::int64_t x) const {
    return std::hypot(std::hypot(static_cast<double>(z) - 28, static_cast<double>(y) - 48),
                      static_cast<double>(x) - 40);
  }
};

}  // namespace scanetrix
