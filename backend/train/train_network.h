// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "train/training_pictures.h"

namespace scanetrix {

struct TrainingPlan {
  std::uint64_t seed = 1;
  int iterations = 30000;
  int batch = 16;
  int channels = 24;
  int blocks = 4;
  double rate = 1e-3;    ///< Adam's at the start; falls to a fiftieth as a cosine.
  int save_every = 500;  ///< Iterations between two files and two lines of scores.
  int threads = 0;       ///< 0: one a core.
  fs::path start;        ///< Weights to go on from; none: random ones.
  fs::path output;       ///< Each time whole, under the same name.
};

/// Trains a slice network from the start and writes its weights: a running mean over the last thousand
/// iterations or so. Prints the loss and, on pairs that are always the same, the gain over Catmull-Rom.
///
/// The same plan with the same packages gives the same weights on one kind of processor with one number of
/// threads; elsewhere sums round differently, and scores agree within noise.
/// On the GPU where libtorch sees one. \error unavailable  The file cannot be written.
Result<void> train_network(const TrainingPictures& pictures, const TrainingPlan& plan);

}  // namespace scanetrix
