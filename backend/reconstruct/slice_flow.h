// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "reconstruct/tile.h"

namespace scanetrix {

/// How the picture moves from one slice to the next: at each place a shift F for which the lower slice half a
/// shift back looks like the upper one half a shift on. For thin slices with gaps between them, where
/// mixing neighbours would show both outlines at once.
///
/// Dense, iterative and coarse to fine (Lucas and Kanade 1981; windows of 15 pixels as by Le Besnerais and
/// Champagnat 2005). Nothing is invented: all that is drawn are values of both slices, moved.
class SliceFlow {
 public:
  /// Both of one size, not empty. What is not finite does not count for the shifts.
  /// Cost: some 500 operations a pixel. Memory: six floats a pixel.
  SliceFlow(Tile lower, Tile upper);

  /// The slice at `t` of the way up, 0 … 1: (1 − t) · lower(x − t F) + t · upper(x + (1 − t) F), bilinear.
  void between(double t, std::span<float> out) const;

  /// In pixels, along the rows and along the columns.
  [[nodiscard]] const Tile& along_rows() const { return x_; }
  [[nodiscard]] const Tile& along_columns() const { return y_; }

 private:
  Tile lower_, upper_;
  bool finite_;  ///< Both, in every place.
  Tile x_, y_;
};

}  // namespace scanetrix
