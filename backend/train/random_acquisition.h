// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reconstruct/training_pairs.h"

namespace scanetrix {

/// The side that a picture must have for any acquisition.
inline constexpr int kPictureSize = 144;

/// Any that the network is to be good at.
[[nodiscard]] Acquisition random_acquisition(Random& random);

/// A piece of `picture`, turned at random, and acquired. \return As acquire_piece().
[[nodiscard]] TrainingPair make_pair(const Tile& picture, const Acquisition& acquisition, Random& random);

}  // namespace scanetrix
