// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "reconstruct/slice_profile.h"
#include "reconstruct/tile.h"

namespace scanetrix {

inline constexpr int kPairSlices = 16;
inline constexpr int kPairColumns = 48;

/// How slices come about in one batch.
struct Acquisition {
  int factor = 4;
  SliceProfile profile;
  double noise = 0;  ///< Deviation that each slice gets, where 1 is the range of the values.
  /// What the network is told, in steps between slices: often a little wrong.
  double told_profile_width = 1;
  int slices = kPairSlices;  ///< Of a pair.
  int columns = kPairColumns;

  /// How many rows a piece must have for that: what its slices see.
  [[nodiscard]] int piece_rows() const;
};

/// What the network sees and what it ought to say.
struct TrainingPair {
  Tile slices;                 ///< [slices, columns]
  std::vector<Tile> residual;  ///< One a phase: truth less Catmull-Rom. [factor][slices, columns]
  std::vector<Tile> cubic;     ///< The same of the interpolation itself, for scores.
};

/// A piece for one pair, out of a turned picture, at random and with random contrast. Rows stand for depth.
[[nodiscard]] Tile cut_piece(const Tile& picture, const Turn& turn, const Acquisition& acquisition,
                             Random& random);

/// Acquires a piece. Values are about 0 … 1. The last slice has no truth after it: only its phase 0 counts.
/// \return An empty pair where there is nothing to see.
[[nodiscard]] TrainingPair acquire_piece(const Tile& piece, const Acquisition& acquisition, Random& random);

}  // namespace scanetrix
