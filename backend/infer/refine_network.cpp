// SPDX-License-Identifier: Apache-2.0
#include "infer/refine_network.h"

#include <algorithm>
#include <cmath>
#include <future>
#include <numbers>

#include "infer/network_trainer.h"

namespace scanetrix {
namespace {

constexpr int kBatch = 16;
constexpr double kRate = 4e-4;
constexpr double kLastRate = 0.05;  ///< Of the first.
constexpr double kMeanKeeps = 0.99;
constexpr int kLeastSlices = 6;
constexpr int kLeastColumns = 16;
constexpr std::uint64_t kSeed = 1;
/// Of the profile that is told: slices are made as if it were a little wrong, as it may be. One that is
/// narrower in truth costs more than one that is wider.
constexpr double kNarrowest = 0.75;
constexpr double kWidest = 1.05;

/// Slices that see their own place alone stay so.
SliceProfile wider(const SliceProfile& profile, double times) {
  return {profile.shape, profile.width <= 1 ? profile.width : std::max(1.0, profile.width * times)};
}

/// The largest pair that every plane can give, with the widest profile; slices of 0: none can.
Acquisition fitting(std::span<const Tile> planes, int factor, const SliceProfile& profile) {
  Acquisition acquisition{.factor = factor,
                          .profile = wider(profile, kWidest),
                          .told_profile_width = profile.width / factor,
                          .slices = planes.empty() ? 0 : kPairSlices};
  for (const Tile& plane : planes) {
    while (acquisition.slices > 0 && acquisition.piece_rows() > plane.rows) --acquisition.slices;
    acquisition.columns = std::min(acquisition.columns, plane.columns);
  }
  if (acquisition.slices < kLeastSlices || acquisition.columns < kLeastColumns) acquisition.slices = 0;
  return acquisition;
}

/// 0 … 1, nearly: the few that lie far off do not count.
std::vector<Tile> scaled(std::span<const Tile> planes) {
  std::vector<float> sorted;
  for (const Tile& plane : planes) sorted.insert(sorted.end(), plane.values.begin(), plane.values.end());
  const auto quantile = [&](double part) {
    const auto at =
        sorted.begin() + static_cast<std::ptrdiff_t>(part * static_cast<double>(sorted.size() - 1));
    std::nth_element(sorted.begin(), at, sorted.end());
    return *at;
  };
  const float low = quantile(0.001);
  const float range = std::max(quantile(0.999) - low, 1e-6F);
  std::vector<Tile> out(planes.begin(), planes.end());
  for (Tile& plane : out)
    for (float& value : plane.values) value = (value - low) / range;
  return out;
}

/// Batches cut out of planes, the same for the same planes.
class Batches {
 public:
  /// \param acquisition  Of fitting(), but for its profile.
  Batches(std::vector<Tile> planes, const Acquisition& acquisition, const SliceProfile& told)
      : planes_(std::move(planes)), acquisition_(acquisition), told_(told), random_(kSeed) {}

  TrainingBatch next() {
    acquisition_.profile = wider(told_, random_.uniform(kNarrowest, kWidest));
    return make_training_batch(acquisition_, kBatch, [&] {
      while (true) {  // Of even pieces one in twenty is taken, so this ends.
        TrainingPair pair = this->pair();
        if (!pair.residual.empty()) return pair;
      }
    });
  }

 private:
  TrainingPair pair() {
    const auto last = static_cast<int>(planes_.size()) - 1;
    const Tile& plane = planes_[static_cast<std::size_t>(random_.whole(0, last))];
    const Turn turn{.flip_rows = random_.chance(0.5), .flip_columns = random_.chance(0.5)};
    return acquire_piece(cut_piece(plane, turn, acquisition_, random_), acquisition_, random_);
  }

  std::vector<Tile> planes_;
  Acquisition acquisition_;
  SliceProfile told_;
  Random random_;
};

}  // namespace

Result<Refined> refine_network(const SliceNetwork& network, std::span<const Tile> planes, int factor,
                               const SliceProfile& profile, std::chrono::seconds budget, Progress& progress) {
  using Clock = std::chrono::steady_clock;
  const Acquisition acquisition = fitting(planes, factor, profile);
  if (acquisition.slices == 0) return Refined{network};
  const auto begin = Clock::now();
  Batches batches(scaled(planes), acquisition, profile);
  NetworkTrainer trainer(network, kMeanKeeps);
  auto next = std::async(std::launch::async, [&] { return batches.next(); });
  Refined refined{network};
  while (true) {
    const double done = std::chrono::duration<double>(Clock::now() - begin) / budget;
    if (progress.cancelled()) return fail(ErrorCode::cancelled, "The reconstruction was cancelled.");
    if (done >= 1) break;
    progress.report("refining", done);
    const TrainingBatch batch = next.get();
    next = std::async(std::launch::async, [&] { return batches.next(); });
    const double fall = kLastRate + (1 - kLastRate) * (0.5 + 0.5 * std::cos(std::numbers::pi * done));
    trainer.step(batch, kRate * fall);
    ++refined.steps;
  }
  progress.report("refining", 1);
  refined.network = trainer.mean();
  return refined;
}

}  // namespace scanetrix
