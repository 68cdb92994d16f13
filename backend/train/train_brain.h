// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/csrc/jit/api/module.h>

#include <cstdint>

#include "train/head_model.h"
#include "train/head_picture.h"

namespace scanetrix {

struct BrainPlan {
  std::uint64_t seed = 1;
  int iterations = 1250;
  double rate = 3e-3;    ///< Adam's at the start; falls to a fiftieth as a cosine.
  int stop = 0;          ///< After so many of them, if over 0: the rate has not fallen all the way then.
  int save_every = 250;  ///< Iterations between two files and two lines of scores.
  int threads = 2;
  fs::path start;   ///< A model file to go on from; none: random weights.
  fs::path output;  ///< Each time whole, under the same name.
};

/// Trains the network for brain masks, two drawn heads an iteration: cross entropy and soft Dice, Adam, and a
/// running mean of the weights, which is what is written. Prints the loss and the Dice on
/// drawn heads that are always the same and never trained on.
///
/// The same plan gives the same weights on one kind of processor. \error unavailable  The file cannot be
/// written.
Result<void> train_brain(const HeadModel& head, const BrainPlan& plan);

/// Dice of each of so many drawn heads, with 50 ml of brain in view or more: what the network says of them,
/// and what they are.
[[nodiscard]] std::vector<double> dice_on_drawn_heads(torch::jit::Module& network, const HeadModel& head,
                                                      std::uint64_t seed, int count);

}  // namespace scanetrix
