// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

namespace scanetrix {

/// A picture with a voxel's value in each place, rows one after the other.
struct Tile {
  int rows = 0;
  int columns = 0;
  std::vector<float> values;

  Tile() = default;
  Tile(int rows_, int columns_, float value = 0)
      : rows(rows_),
        columns(columns_),
        values(static_cast<std::size_t>(rows_) * static_cast<std::size_t>(columns_), value) {}

  [[nodiscard]] float& at(int row, int column) { return values[index(row, column)]; }
  [[nodiscard]] float at(int row, int column) const { return values[index(row, column)]; }

 private:
  [[nodiscard]] std::size_t index(int row, int column) const {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(columns) +
           static_cast<std::size_t>(column);
  }
};

}  // namespace scanetrix
