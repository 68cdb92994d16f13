// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "infer/slice_network.h"
#include "reconstruct/training_pairs.h"

namespace torch::optim {
class Adam;
}

namespace scanetrix {

/// Pairs of one acquisition, as tensors.
struct TrainingBatch {
  Acquisition acquisition;
  at::Tensor slices;    ///< [batch, 1, slices, columns]
  at::Tensor residual;  ///< [batch, factor, slices, columns]
  at::Tensor counts;    ///< [1, factor, slices, 1]: 1 where there is a truth.
};

/// \param make_pair  Gives pairs that are not empty, of `acquisition`.
[[nodiscard]] TrainingBatch make_training_batch(const Acquisition& acquisition, int size,
                                                const std::function<TrainingPair()>& make_pair);

/// What the network answers less what it ought to; 0 where there is no truth.
[[nodiscard]] at::Tensor error_of(const SliceNetwork& network, const TrainingBatch& batch);

/// Betters a network, batch by batch: Adam on the Charbonnier distance, and a running mean of the weights,
/// which is what counts in the end. On the GPU where libtorch sees one.
class NetworkTrainer {
 public:
  /// \param mean_keeps  Of the mean, at each step; less at the beginning, which it must not remember.
  NetworkTrainer(SliceNetwork start, double mean_keeps);
  ~NetworkTrainer();

  /// \param rate  Adam's for this step. \return The loss.
  double step(const TrainingBatch& batch, double rate);

  [[nodiscard]] const SliceNetwork& mean() const { return mean_; }

 private:
  SliceNetwork network_;
  SliceNetwork mean_;
  double mean_keeps_;
  int steps_ = 0;
  std::vector<at::Tensor> weights_;
  std::unique_ptr<torch::optim::Adam> adam_;
};

}  // namespace scanetrix
