// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "reconstruct/random.h"

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

/// One of the eight ways to lay a picture.
struct Turn {
  bool transposed = false;
  bool flip_rows = false;
  bool flip_columns = false;

  [[nodiscard]] static Turn any(Random& random);

  /// Of the picture once it is turned.
  [[nodiscard]] int rows(const Tile& plane) const { return transposed ? plane.columns : plane.rows; }
  [[nodiscard]] int columns(const Tile& plane) const { return transposed ? plane.rows : plane.columns; }
  [[nodiscard]] float at(const Tile& plane, int row, int column) const {
    const int r = flip_rows ? rows(plane) - 1 - row : row;
    const int c = flip_columns ? columns(plane) - 1 - column : column;
    return transposed ? plane.at(c, r) : plane.at(r, c);
  }
};

/// Columns become rows, fewer by `times` >= 1, each the mean of the area that it covers: as sharp as pixels
/// can be.
[[nodiscard]] Tile shrunk_transposed(const Tile& plane, double times);

}  // namespace scanetrix
