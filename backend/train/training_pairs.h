// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "reconstruct/slice_profile.h"
#include "train/random.h"
#include "train/tile.h"

namespace scanetrix {

/// How slices come about in one batch.
struct Acquisition {
  int factor = 4;
  SliceProfile profile;
  double noise = 0;  ///< Deviation that each slice gets, where 1 is the range of the values.
  double told_profile_width =
      1;  ///< What the network is told, in steps between slices: often a little wrong.
};

[[nodiscard]] Acquisition random_acquisition(Random& random);

/// What the network sees and what it ought to say.
struct TrainingPair {
  Tile slices;                 ///< [slices, columns]
  std::vector<Tile> residual;  ///< One a phase: truth less Catmull-Rom. [factor][slices, columns]
  std::vector<Tile> cubic;     ///< The same of the interpolation itself, for scores.
};

/// The side that a picture must have for any acquisition.
inline constexpr int kPictureSize = 144;
inline constexpr int kPairSlices = 16;
inline constexpr int kPairColumns = 48;

/// Cuts a piece out of `picture`, at random and with random contrast, and acquires it in kPairSlices slices.
/// The last slice has no truth after it: only its phase 0 counts. \return An empty pair where there is
/// nothing to see.
[[nodiscard]] TrainingPair make_pair(const Tile& picture, const Acquisition& acquisition, Random& random);

}  // namespace scanetrix
