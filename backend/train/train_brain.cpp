// SPDX-License-Identifier: Apache-2.0
#include "train/train_brain.h"

#include <ATen/Parallel.h>
#include <torch/csrc/jit/serialization/import.h>

// clang-format off
#include <torch/types.h>  // clip_grad.h needs it.
#include <torch/nn/utils/clip_grad.h>
#include <torch/optim/adam.h>
// clang-format on

#include <chrono>
#include <cmath>
#include <future>
#include <iostream>
#include <numbers>
#include <numeric>

#include "infer/prepare_inference.h"
#include "train/brain_network.h"

namespace scanetrix {
namespace {

constexpr Shape kBlock{kBrainBlockK, kBrainBlockJ, kBrainBlockI};
constexpr double kLastRate = 0.02;  ///< Of the first.
constexpr double kMeanKeeps = 0.99;
constexpr int kBatch = 2;
constexpr int kJudged = 16;
constexpr double kLeastBrain = 50'000 / (kHeadVoxelMm * kHeadVoxelMm * kHeadVoxelMm);  ///< Voxels, of 50 ml.

/// [1, 1, i, j, k]; memory's order is k, j, i.
at::Tensor as_block(std::vector<float>& values) {
  return at::from_blob(values.data(), {kBlock.z, kBlock.y, kBlock.x})
      .permute({2, 1, 0})
      .contiguous()
      .unsqueeze(0)
      .unsqueeze(0);
}

struct Example {
  at::Tensor values;
  at::Tensor brain;
};

Example make_example(const HeadModel& head, Random& random) {
  HeadPicture picture = make_head_picture(head, kBlock, random);
  return {as_block(picture.values), as_block(picture.brain)};
}

Example make_batch(const HeadModel& head, Random& random) {
  std::vector<at::Tensor> values;
  std::vector<at::Tensor> brain;
  for (int n = 0; n < kBatch; ++n) {
    const Example example = make_example(head, random);
    values.push_back(example.values);
    brain.push_back(example.brain);
  }
  return {torch::cat(values), torch::cat(brain)};
}

at::Tensor logits_of(torch::jit::Module& network, const at::Tensor& values) {
  const at::Tensor both = network.forward({values}).toTensor();
  return both.narrow(1, 1, 1) - both.narrow(1, 0, 1);
}

at::Tensor loss_of(const at::Tensor& logits, const at::Tensor& brain) {
  const at::Tensor entropy = at::binary_cross_entropy_with_logits(logits, brain);
  const at::Tensor said = logits.sigmoid();
  const at::Tensor overlap = (2 * (said * brain).sum() + 50) / (said.sum() + brain.sum() + 50);
  return entropy + 1 - overlap;
}

double dice(const at::Tensor& said, const at::Tensor& truth) {
  const auto both = said.logical_and(truth).sum().item<double>();
  const auto all = said.sum().item<double>() + truth.sum().item<double>();
  return all > 0 ? 2 * both / all : 1;
}

using Weights = std::vector<at::Tensor>;

Weights weights_of(const torch::jit::Module& network) {
  Weights weights;
  for (const at::Tensor& weight : network.parameters()) weights.push_back(weight);
  return weights;
}

void copy_weights(const torch::jit::Module& from, torch::jit::Module& to) {
  const at::NoGradGuard no_gradients;
  const Weights source = weights_of(from);
  const Weights target = weights_of(to);
  for (std::size_t n = 0; n < target.size(); ++n) target[n].copy_(source[n]);
}

Result<void> go_on_from(const fs::path& path, torch::jit::Module& network) {
  try {
    copy_weights(torch::jit::load(path.string()), network);
  } catch (const c10::Error&) {
    return fail(ErrorCode::bad_input, path.string() + " is no model file of this network");
  }
  return {};
}

/// A network whose weights are the running mean of another's.
class MeanNetwork {
 public:
  explicit MeanNetwork(const torch::jit::Module& start) : network_(make_brain_network(1)) {
    copy_weights(start, network_);
  }

  void follow(const torch::jit::Module& leader, int step) {
    const at::NoGradGuard no_gradients;
    const double keep = std::min(kMeanKeeps, (1.0 + step) / (10.0 + step));
    const Weights from = weights_of(leader);
    const Weights to = weights_of(network_);
    for (std::size_t n = 0; n < to.size(); ++n) to[n].mul_(keep).add_(from[n], 1 - keep);
  }
  torch::jit::Module& network() { return network_; }

 private:
  torch::jit::Module network_;
};

}  // namespace

std::vector<double> dice_on_drawn_heads(torch::jit::Module& network, const HeadModel& head,
                                        std::uint64_t seed, int count) {
  const at::NoGradGuard no_gradients;
  Random random(seed);
  std::vector<double> scores;
  while (scores.size() < static_cast<std::size_t>(count)) {
    const Example example = make_example(head, random);
    if (example.brain.sum().item<double>() < kLeastBrain) continue;
    scores.push_back(dice(logits_of(network, example.values) > 0, example.brain > 0.5));
  }
  return scores;
}

Result<void> train_brain(const HeadModel& head, const BrainPlan& plan) {
  keep_memory();
  at::set_num_threads(plan.threads);
  torch::jit::Module network = make_brain_network(plan.seed);
  if (!plan.start.empty()) TRY(go_on_from(plan.start, network));
  MeanNetwork mean(network);
  std::cout << "weights: " << weight_count(network) << std::endl;
  Weights weights = weights_of(network);
  for (at::Tensor& weight : weights) weight.requires_grad_(true);
  torch::optim::Adam adam(weights);
  Random random(plan.seed);
  const auto make_next = [&] { return make_batch(head, random); };
  // While some heads are learned from, the next are drawn.
  auto next = std::async(std::launch::async, make_next);
  const auto begin = std::chrono::steady_clock::now();
  double loss_sum = 0;
  const int last = plan.stop > 0 ? std::min(plan.stop, plan.iterations) : plan.iterations;
  for (int iteration = 1; iteration <= last; ++iteration) {
    const double done = static_cast<double>(iteration) / plan.iterations;
    const double fall = kLastRate + (1 - kLastRate) * (0.5 + 0.5 * std::cos(std::numbers::pi * done));
    const double warm = std::min(1.0, iteration / 50.0);
    const Example example = next.get();
    if (iteration < last) next = std::async(std::launch::async, make_next);
    static_cast<torch::optim::AdamOptions&>(adam.param_groups()[0].options()).lr(plan.rate * fall * warm);
    adam.zero_grad();
    const at::Tensor loss = loss_of(logits_of(network, example.values), example.brain);
    loss.backward();
    torch::nn::utils::clip_grad_norm_(weights, 1.0);
    adam.step();
    mean.follow(network, iteration);
    loss_sum += loss.item<double>();
    if (iteration % plan.save_every != 0 && iteration != last) continue;
    const auto scores = dice_on_drawn_heads(mean.network(), head, plan.seed + 1, kJudged);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    std::cout << fmt::format("{:6d} of {}  {:6.0f} s  loss {:.4f}  Dice {:.4f}", iteration, plan.iterations,
                             seconds, loss_sum / plan.save_every,
                             std::accumulate(scores.begin(), scores.end(), 0.0) / kJudged)
              << std::endl;
    loss_sum = 0;
    TRY(save_brain_network(
        mean.network(), plan.output,
        fmt::format("Seed {}, {} iterations of {}.", plan.seed, iteration, plan.iterations)));
  }
  return {};
}

}  // namespace scanetrix
