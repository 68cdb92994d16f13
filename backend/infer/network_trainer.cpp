// SPDX-License-Identifier: Apache-2.0
#include "infer/network_trainer.h"

// clang-format off
#include <torch/types.h>  // clip_grad.h needs it.
#include <torch/nn/utils/clip_grad.h>
#include <torch/optim/adam.h>
// clang-format on

#include <algorithm>
#include <cstring>

#include "infer/device.h"

namespace scanetrix {
namespace {

constexpr double kCharbonnier = 1e-3;

void copy_into(const Tile& plane, at::Tensor target) {
  std::memcpy(target.data_ptr<float>(), plane.values.data(), plane.values.size() * sizeof(float));
}

SliceNetwork to_train(SliceNetwork network) {
  for (auto& [name, tensor] : network.parameters())
    tensor = tensor.detach().to(best_device(), at::kFloat, false, true).requires_grad_(true);
  return network;
}

SliceNetwork copied(SliceNetwork network) {
  for (auto& [name, tensor] : network.parameters()) tensor = tensor.detach().clone();
  return network;
}

}  // namespace

TrainingBatch make_training_batch(const Acquisition& acquisition, int size,
                                  const std::function<TrainingPair()>& make_pair) {
  const int factor = acquisition.factor;
  const int slices = acquisition.slices;
  TrainingBatch batch{.acquisition = acquisition, .slices = {}, .residual = {}, .counts = {}};
  batch.slices = at::empty({size, 1, slices, acquisition.columns});
  batch.residual = at::empty({size, factor, slices, acquisition.columns});
  batch.counts = at::ones({1, factor, slices, 1});
  batch.counts.slice(1, 1).select(2, slices - 1).zero_();
  for (int n = 0; n < size; ++n) {
    const TrainingPair pair = make_pair();
    copy_into(pair.slices, batch.slices[n][0]);
    for (int phase = 0; phase < factor; ++phase)
      copy_into(pair.residual[static_cast<std::size_t>(phase)], batch.residual[n][phase]);
  }
  batch.slices = batch.slices.to(best_device());
  batch.residual = batch.residual.to(best_device());
  batch.counts = batch.counts.to(best_device());
  return batch;
}

at::Tensor error_of(const SliceNetwork& network, const TrainingBatch& batch) {
  const at::Tensor answer =
      network.forward(batch.slices, batch.acquisition.factor, batch.acquisition.told_profile_width);
  return (answer - batch.residual) * batch.counts;
}

NetworkTrainer::NetworkTrainer(SliceNetwork start, double mean_keeps)
    : network_(to_train(std::move(start))), mean_(copied(network_)), mean_keeps_(mean_keeps) {
  for (const auto& [name, tensor] : network_.parameters()) weights_.push_back(tensor);
  adam_ = std::make_unique<torch::optim::Adam>(weights_);
}

NetworkTrainer::~NetworkTrainer() = default;

double NetworkTrainer::step(const TrainingBatch& batch, double rate) {
  static_cast<torch::optim::AdamOptions&>(adam_->param_groups()[0].options()).lr(rate);
  adam_->zero_grad();
  const at::Tensor loss = (error_of(network_, batch).square() + kCharbonnier * kCharbonnier).sqrt().mean();
  loss.backward();
  torch::nn::utils::clip_grad_norm_(weights_, 1.0);
  adam_->step();
  ++steps_;

  const at::NoGradGuard no_gradients;
  const double keep = std::min(mean_keeps_, (1.0 + steps_) / (10.0 + steps_));
  for (auto& [name, tensor] : mean_.parameters())
    tensor.mul_(keep).add_(network_.parameters().at(name), 1 - keep);
  return loss.item<double>();
}

}  // namespace scanetrix
