// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>

#include "reconstruct/tile.h"

namespace scanetrix {

/// For tests: a few soft blobs, moved.
inline Tile blobs(int side, double right, double down) {
  Tile plane(side, side);
  for (int row = 0; row < side; ++row)
    for (int column = 0; column < side; ++column) {
      const double x = column - right;
      const double y = row - down;
      plane.at(row, column) =
          static_cast<float>(500 * std::exp(-(std::pow(x - 40, 2) + std::pow(y - 44, 2)) / 90) -
                             300 * std::exp(-(std::pow(x - 58, 2) + std::pow(y - 60, 2)) / 60) +
                             100 * std::sin(0.25 * x) * std::cos(0.21 * y));
    }
  return plane;
}

}  // namespace scanetrix
