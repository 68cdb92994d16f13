// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "reconstruct/random.h"
#include "reconstruct/tile.h"
#include "train/package_volume.h"

namespace scanetrix {

/// What the weights are made from. Every source is named on the model's card with its licence; none is under
/// a licence that asks something of what is made with it.
struct TrainingPictures {
  std::vector<Tile> brain;        ///< Colin 27's head in the three orientations (mricron-data), 0 … 1.
  std::vector<Tile> labels;       ///< Atlases of that head (mricron-data).
  std::vector<Tile> photographs;  ///< python3-skimage's that are CC0 or in the public domain, 0 … 1.
};

/// \error not_found  Names the package that is not there.
[[nodiscard]] Result<TrainingPictures> load_training_pictures(const PackageRoot& root);

/// A picture of at least `size` × `size` pixels to train on, as sharp as its pixels: a third from real ones,
/// the rest drawn.
[[nodiscard]] Tile make_training_picture(const TrainingPictures& pictures, int size, Random& random);

}  // namespace scanetrix
