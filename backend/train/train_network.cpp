// SPDX-License-Identifier: Apache-2.0
#include "train/train_network.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>

#include <chrono>
#include <cmath>
#include <future>
#include <iostream>
#include <numbers>

#include "base/parallel.h"
#include "infer/device.h"
#include "infer/network_trainer.h"
#include "infer/prepare_inference.h"
#include "train/random_acquisition.h"

namespace scanetrix {
namespace {

constexpr int kPool = 480;          ///< Pictures that pairs are cut from.
constexpr int kNewPictures = 1;     ///< How many of them an iteration replaces.
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

TrainingBatch make_batch(PicturePool& pool, int size) {
  const Acquisition acquisition = random_acquisition(pool.random());
  return make_training_batch(acquisition, size, [&] { return pool.pair(acquisition); });
}

/// Mean gain over Catmull-Rom, dB.
double gain_of(const SliceNetwork& network, const std::vector<TrainingBatch>& batches) {
  const at::NoGradGuard no_gradients;
  double sum = 0;
  for (const TrainingBatch& batch : batches) {
    const auto before = (batch.residual.square() * batch.counts).sum().item<double>();
    const auto after = error_of(network, batch).square().sum().item<double>();
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
  keep_memory();
  at::set_num_threads(plan.threads > 0 ? plan.threads : static_cast<int>(parallel_width()));
  SliceNetwork network({plan.channels, plan.blocks}, plan.seed);
  if (!plan.start.empty()) network = TRY(SliceNetwork::from(TRY(read_weights(plan.start))));
  std::cout << "weights: " << network.parameter_count() << ", on "
            << (best_device().is_cuda() ? "the GPU" : "the CPU") << std::endl;
  NetworkTrainer trainer(std::move(network), kMeanKeeps);
  PicturePool judges(pictures, plan.seed + 1);
  std::vector<TrainingBatch> judged;
  for (int n = 0; n < 24; ++n) judged.push_back(make_batch(judges, plan.batch));

  PicturePool pool(pictures, plan.seed);
  // While one batch is learned from, the next is made.
  const auto make_next = [&] {
    pool.refresh();
    return make_batch(pool, plan.batch);
  };
  auto next = std::async(std::launch::async, make_next);
  const auto begin = std::chrono::steady_clock::now();
  double loss_sum = 0;
  for (int iteration = 1; iteration <= plan.iterations; ++iteration) {
    const double done = static_cast<double>(iteration) / plan.iterations;
    const double fall = kLastRate + (1 - kLastRate) * (0.5 + 0.5 * std::cos(std::numbers::pi * done));
    const double warm = std::min(1.0, iteration / 200.0);
    const TrainingBatch batch = next.get();
    if (iteration < plan.iterations) next = std::async(std::launch::async, make_next);
    loss_sum += trainer.step(batch, plan.rate * fall * warm);
    if (iteration % plan.save_every != 0 && iteration != plan.iterations) continue;
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    std::cout << fmt::format("{:6d} of {}  {:6.0f} s  loss {:.6f}  gain over cubic {:.3f} dB", iteration,
                             plan.iterations, seconds, loss_sum / plan.save_every,
                             gain_of(trainer.mean(), judged))
              << std::endl;
    loss_sum = 0;
    TRY(write_weights(plan.output, to_file(trainer.mean(), plan, iteration)));
  }
  return {};
}

}  // namespace scanetrix
