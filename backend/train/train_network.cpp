// SPDX-License-Identifier: Apache-2.0
#include "train/train_network.h"

#include <chrono>
#include <cmath>
#include <cstring>
#include <iostream>
#include <numbers>

#include "base/parallel.h"
#include "infer/slice_network.h"
#include "train/training_pairs.h"

namespace scanetrix {
namespace {

constexpr int kPool = 480;       ///< Pictures that pairs are cut from.
constexpr int kNewPictures = 1;  ///< How many of them an iteration replaces.
constexpr double kCharbonnier = 1e-3;
constexpr double kLastRate = 0.02;  ///< Of the first.
constexpr double kMeanKeeps = 0.999;

/// Pictures that come and go.
class PicturePool {
 public:
  PicturePool(const TrainingPictures& pictures, std::uint64_t seed) : pictures_(pictures), random_(seed) {
    for (int n = 0; n < kPool; ++n) pool_.push_back(make_training_picture(pictures_, kPictureSize, random_));
  }
  void refresh() {
    for (int n = 0; n < kNewPictures; ++n, next_ = (next_ + 1) % pool_.size())
      pool_[next_] = make_training_picture(pictures_, kPictureSize, random_);
  }
  TrainingPair pair(const Acquisition& acquisition) {
    while (true) {
      const auto& picture = pool_[static_cast<std::size_t>(random_.whole(0, kPool - 1))];
      TrainingPair pair = make_pair(picture, acquisition, random_);
      if (!pair.residual.empty()) return pair;
    }
  }
  Random& random() { return random_; }

 private:
  const TrainingPictures& pictures_;
  Random random_;
  std::vector<Tile> pool_;
  std::size_t next_ = 0;
};

struct Batch {
  Acquisition acquisition;
  torch::Tensor slices;    ///< [batch, 1, slices, columns]
  torch::Tensor residual;  ///< [batch, factor, slices, columns]
  torch::Tensor counts;    ///< [1, factor, slices, 1]: 1 where there is a truth.
};

void copy_into(const Tile& plane, torch::Tensor target) {
  std::memcpy(target.data_ptr<float>(), plane.values.data(), plane.values.size() * sizeof(float));
}

Batch make_batch(PicturePool& pool, int size, torch::Device device) {
  Batch batch{.acquisition = random_acquisition(pool.random())};
  const int factor = batch.acquisition.factor;
  batch.slices = torch::empty({size, 1, kPairSlices, kPairColumns});
  batch.residual = torch::empty({size, factor, kPairSlices, kPairColumns});
  batch.counts = torch::ones({1, factor, kPairSlices, 1});
  batch.counts.slice(1, 1).select(2, kPairSlices - 1).zero_();
  for (int n = 0; n < size; ++n) {
    const TrainingPair pair = pool.pair(batch.acquisition);
    copy_into(pair.slices, batch.slices[n][0]);
    for (int phase = 0; phase < factor; ++phase)
      copy_into(pair.residual[static_cast<std::size_t>(phase)], batch.residual[n][phase]);
  }
  batch.slices = batch.slices.to(device);
  batch.residual = batch.residual.to(device);
  batch.counts = batch.counts.to(device);
  return batch;
}

torch::Tensor answer(const SliceNetwork& network, const Batch& batch) {
  return network.forward(batch.slices, batch.acquisition.factor, batch.acquisition.told_profile_width);
}

/// Mean gain over Catmull-Rom, dB.
double gain_of(const SliceNetwork& network, const std::vector<Batch>& batches) {
  const torch::NoGradGuard no_gradients;
  double sum = 0;
  for (const Batch& batch : batches) {
    const auto before = (batch.residual.square() * batch.counts).sum().item<double>();
    const auto after =
        ((answer(network, batch) - batch.residual).square() * batch.counts).sum().item<double>();
    sum += 10 * std::log10(before / after);
  }
  return sum / static_cast<double>(batches.size());
}

WeightsFile to_file(const SliceNetwork& network, const TrainingPlan& plan, int iteration) {
  WeightsFile file;
  file.arrays = network.arrays();
  file.metadata = {{"model", "slicesr"},
                   {"seed", std::to_string(plan.seed)},
                   {"iterations", std::to_string(iteration)},
                   {"of", std::to_string(plan.iterations)}};
  return file;
}

}  // namespace

Result<void> train_network(const TrainingPictures& pictures, const TrainingPlan& plan) {
  at::set_num_threads(plan.threads > 0 ? plan.threads : static_cast<int>(parallel_width()));
  const torch::Device device(torch::cuda::is_available() ? torch::kCUDA : torch::kCPU);
  SliceNetwork network({plan.channels, plan.blocks}, plan.seed);
  if (!plan.start.empty()) network = TRY(SliceNetwork::from(TRY(read_weights(plan.start))));
  std::vector<torch::Tensor> weights;
  for (auto& [name, tensor] : network.parameters()) {
    tensor = tensor.to(device).requires_grad_(true);
    weights.push_back(tensor);
  }
  SliceNetwork mean = network;
  for (auto& [name, tensor] : mean.parameters()) tensor = tensor.detach().clone();

  std::cout << "weights: " << network.parameter_count() << ", on "
            << (device.is_cuda() ? "the GPU" : "the CPU") << std::endl;
  PicturePool judges(pictures, plan.seed + 1);
  std::vector<Batch> judged;
  for (int n = 0; n < 24; ++n) judged.push_back(make_batch(judges, plan.batch, device));

  PicturePool pool(pictures, plan.seed);
  torch::optim::Adam adam(weights, torch::optim::AdamOptions(plan.rate));
  const auto begin = std::chrono::steady_clock::now();
  double loss_sum = 0;
  for (int iteration = 1; iteration <= plan.iterations; ++iteration) {
    const double done = static_cast<double>(iteration) / plan.iterations;
    const double fall = kLastRate + (1 - kLastRate) * (0.5 + 0.5 * std::cos(std::numbers::pi * done));
    const double warm = std::min(1.0, iteration / 200.0);
    static_cast<torch::optim::AdamOptions&>(adam.param_groups()[0].options()).lr(plan.rate * fall * warm);

    pool.refresh();
    const Batch batch = make_batch(pool, plan.batch, device);
    adam.zero_grad();
    const torch::Tensor error = (answer(network, batch) - batch.residual) * batch.counts;
    const torch::Tensor loss = (error.square() + kCharbonnier * kCharbonnier).sqrt().mean();
    loss.backward();
    torch::nn::utils::clip_grad_norm_(weights, 1.0);
    adam.step();
    loss_sum += loss.item<double>();

    const torch::NoGradGuard no_gradients;
    // Early on the mean must not remember the random start.
    const double keep = std::min(kMeanKeeps, (1.0 + iteration) / (10.0 + iteration));
    for (auto& [name, tensor] : mean.parameters())
      tensor.mul_(keep).add_(network.parameters().at(name), 1 - keep);

    if (iteration % plan.save_every != 0 && iteration != plan.iterations) continue;
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    std::cout << fmt::format("{:6d} of {}  {:6.0f} s  loss {:.6f}  gain over cubic {:.3f} dB", iteration,
                             plan.iterations, seconds, loss_sum / plan.save_every, gain_of(mean, judged))
              << std::endl;
    loss_sum = 0;
    TRY(write_weights(plan.output, to_file(mean, plan, iteration)));
  }
  return {};
}

}  // namespace scanetrix
